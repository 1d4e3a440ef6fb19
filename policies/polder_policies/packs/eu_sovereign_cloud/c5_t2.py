"""C5-T2: A C5 report of type 2 covers the site, and its period is not over for more than a year."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.attestations import c5_type_2
from polder_policies.shapes.labels import asked

_LABEL: Final = "c5"

_NEXT: Final = timedelta(days=365)
"""Time after the end of a period in which the next report appears; reports are yearly."""

_EDITIONS: Final = {"C5:2020": date.min, "C5:2026": date(2027, 6, 1)}
"""Editions, each with the beginning of the first period that must be reported on by it."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site in asked(estate, _LABEL, RULE.id):
        yield _judged(estate, site)


def _judged(estate: Estate, site: str) -> Judgement:
    key, words = ("sites", site), (site, "c5")
    attested = c5_type_2(estate, site)
    unread = {name: _unread(estate, name) for name in attested.evidence}
    missing = (*attested.missing, *(each for lacking in unread.values() for each in lacking))
    reasons = {name: _why_not(estate, name) for name, lacking in unread.items() if not lacking}
    current = tuple(name for name, reason in reasons.items() if not reason)
    if current:
        return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=current)
    if missing:
        info = f"A C5 report of {site} does not say all that it is judged by."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
    for name in attested.other:
        reasons[name] = f"{name} is of type {estate.environment.evidence[name].details['type']}"
    why = "; ".join(reasons.values()) or "none that counts covers it"
    return Judgement(Outcome.FAILS, key, words, f"A C5 report of type 2 is asked of {site}, and {why}.")


def _unread(estate: Estate, name: str) -> tuple[str, ...]:
    """Keys of details that a report of type 2 does not say, or not so that they can be read."""
    details = estate.environment.evidence[name].details
    read = {
        "period": _period(details["period"]) is not None,
        "edition": details.get("edition") in _EDITIONS,
        "auditor": "auditor" in details,
    }
    return tuple(f"evidence.{name}.details.{detail}" for detail, is_read in read.items() if not is_read)


def _why_not(estate: Estate, name: str) -> str:
    """Say why a report of type 2 is not good enough on the day; blank when it is."""
    details = estate.environment.evidence[name].details
    period = _period(details["period"])
    if period is None:
        return f"the period of {name} cannot be read"
    first, last = period
    due = max((each for each, since in _EDITIONS.items() if since <= first), key=_EDITIONS.__getitem__)
    if _EDITIONS[details["edition"]] < _EDITIONS[due]:
        return f"{name} is by {details['edition']}, and its period, from {first}, wants {due}"
    if estate.on < first:
        return f"the period of {name} begins on {first}"
    if estate.on > last + _NEXT:
        return f"the period of {name} ended on {last}"
    return ""


def _period(text: str) -> tuple[date, date] | None:
    """Read a period, `2025-10-01/2026-09-30`; None when it is none."""
    try:
        first, last = (date.fromisoformat(day.strip()) for day in text.split("/"))
    except ValueError:
        return None
    return (first, last) if first <= last else None


RULE: Final = Rule(
    id="C5-T2",
    pack="eu-sovereign-cloud",
    title="A C5 report of type 2 covers the site, and its period is not over for more than a year.",
    citation="BSI C5:2020; C5:2026 for periods that begin on 2027-06-01 and later",
    link="https://www.bsi.bund.de/c5",
    severity="soft",
    explanation="A report of type 1 says that controls are fit on one day, one of type 2 that they worked over a period. Periods follow each other and reports come after them, so one counts until a year after its period has ended. It says by which edition of the catalogue it was made, and by whom.",
    reads=("profile.labels", "profile.sites", "evidence.details of kind c5", "the day"),
    satisfied_by="a report (c5) with type, edition (C5:2020, C5:2026), period (2025-10-01/2026-09-30) and auditor in its details",
    instruments=("c5",),
    waivable=ACCEPTED,
    verified=True,
    judge=_judge,
)
