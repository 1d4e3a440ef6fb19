"""What lets bulk sensitive data go to a country of concern or a covered person: a licence, or a restricted transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from polder_environments.declarations import Evidence
from polder_environments.facts.bulk_thresholds import bulk_thresholds
from polder_policies.estate import Estate
from polder_policies.rule import Outcome

_TRANSACTIONS: Final = ("vendor", "employment", "investment")
"""Agreements that a restricted transaction can be (28 CFR 202.401(a)); data brokerage is none of them."""

_RECORDS: Final = ("transaction", "cisa-requirements", "audited")
"""What an analysis has in its details."""

_BEST: Final = (Outcome.BY_EVIDENCE, Outcome.UNKNOWN, Outcome.FAILS)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What instruments say.

    Args:
        outcome: BY_EVIDENCE, UNKNOWN where a record is missing, or FAILS.
        what: Why not, in a sentence; blank where nothing is declared.
        evidence: What makes it hold.
        missing: Records that are missing.
    """

    outcome: Outcome
    what: str = ""
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def allowed_by(estate: Estate, dataset: str, site: str, country: str) -> Allowed:
    """Judge whether a licence or a restricted transaction covers a dataset at a place.

    Args:
        estate: What is judged.
        dataset: The dataset.
        site: The site; blank where it is none.
        country: The country of concern; blank where it is not known.
    """
    licences = estate.proofs(("dsp-licence",), site=site, dataset=dataset, country=country)
    if licences:
        return Allowed(Outcome.BY_EVIDENCE, evidence=licences[:1])
    analyses = estate.proofs(("dsp-analysis",), site=site, dataset=dataset, country=country)
    closed = [
        tag for tag, each in bulk_thresholds().items() if tag in estate.tags[dataset] and not each.restricted
    ]
    if analyses and closed:
        return Allowed(
            Outcome.FAILS,
            f"{analyses[0]} does not help: no restricted transaction is open to {closed[0]} data "
            "(28 CFR 202.303, 202.401(b)), only a licence.",
        )
    found = [_analysed(proof, estate.environment.evidence[proof], estate.on) for proof in analyses]
    return min(found, key=lambda each: _BEST.index(each.outcome), default=Allowed(Outcome.FAILS))


def _analysed(name: str, evidence: Evidence, on: date) -> Allowed:
    """Judge an analysis of a restricted transaction by what it records."""
    transaction, audited = evidence.details.get("transaction"), evidence.details.get("audited")
    if transaction is not None and transaction not in _TRANSACTIONS:
        what = f"{name} is of {transaction!r}, and a restricted transaction is one of {', '.join(_TRANSACTIONS)}."
        return Allowed(Outcome.FAILS, what)
    missing = tuple(
        f"evidence.{name}.details.{record}" for record in _RECORDS if record not in evidence.details
    )
    if missing or audited is None:
        return Allowed(Outcome.UNKNOWN, f"{name} does not record all that it must.", missing=missing)
    try:
        day = date.fromisoformat(audited)
    except ValueError:
        missing = (f"evidence.{name}.details.audited",)
        return Allowed(Outcome.UNKNOWN, f"{name} gives {audited!r} as the day of its audit.", missing=missing)
    if day.year < on.year - 1:
        what = f"{name} was last audited on {day}, and an audit is due each calendar year (28 CFR 202.1002)."
        return Allowed(Outcome.FAILS, what)
    return Allowed(Outcome.BY_EVIDENCE, evidence=(name,))
