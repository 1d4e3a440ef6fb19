"""Which law finds the protection of which country adequate, from when until when."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class Adequacy:
    """A decision that a country protects data well enough."""

    regime: str
    """The law that says so: `eu`, `uk`, `ch`, `br`, …"""

    fact: str
    """Its name in `depends_on` of evidence: `US-DPF`."""

    country: str
    """ISO 3166-1 alpha-2."""

    scope: Literal["all", "recipient"]
    """`recipient`: only for recipients that a list or a sector names."""

    since: date
    until: date | None
    note: str
    source: str
    verified: bool
    """Whether the decision was read for this file."""


@cache
def _decisions() -> Mapping[tuple[str, str], tuple[Adequacy, ...]]:
    found: dict[tuple[str, str], list[Adequacy]] = defaultdict(list)
    for row in _table.table("adequacy"):
        decision = Adequacy(
            regime=row["regime"],
            fact=row["fact"],
            country=row["country"],
            scope="recipient" if row["scope"] == "recipient" else "all",
            since=date.fromisoformat(row["from"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            note=row["note"],
            source=row["source"],
            verified=row["verified"] == "yes",
        )
        found[decision.regime, decision.country].append(decision)
    return MappingProxyType({key: tuple(decisions) for key, decisions in found.items()})


@cache
def _by_fact() -> Mapping[str, tuple[Adequacy, ...]]:
    found: dict[str, list[Adequacy]] = defaultdict(list)
    for decisions in _decisions().values():
        for decision in decisions:
            found[decision.fact].append(decision)
    return MappingProxyType({fact: tuple(decisions) for fact, decisions in found.items()})


def adequacy(regime: str, country: str, on: date) -> Adequacy | None:
    """Find the decision of a law on a country that stands on a day; None where there is none."""
    for decision in _decisions().get((regime, country), ()):
        if _stands(decision, on):
            return decision
    return None


def facts() -> tuple[str, ...]:
    """Names of all decisions, sorted, as `depends_on` of evidence writes them."""
    return tuple(sorted(_by_fact()))


def stands(fact: str, on: date) -> bool:
    """Tell whether a decision stands on a day; one that nobody knows does not."""
    return any(_stands(decision, on) for decision in _by_fact().get(fact, ()))


def _stands(decision: Adequacy, on: date) -> bool:
    return decision.since <= on and (decision.until is None or on <= decision.until)
