"""What a rule looked at for one finding: facts of the environment file, and evidence that counts or does not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from pydantic import BaseModel

from polder_environments.declarations import Evidence
from polder_environments.load import Loaded
from polder_environments.located import Node, ScalarNode, SequenceNode
from polder_environments.model import Environment
from polder_environments.problems import KeyPath, dotted
from polder_policies.estate import Estate
from polder_policies.remedy import dataset_of, site_of
from polder_policies.rule import Outcome
from polder_policies.verdict import Finding

_KEY: Final = re.compile(r"[a-z_]+(\.[a-z_]+)*")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of the environment file that a rule read.

    Args:
        key: Where it stands.
        said: What it says, in words.
    """

    key: KeyPath
    said: str


@dataclass(frozen=True, slots=True)
class Considered:
    """A piece of evidence that a rule could rest on.

    Args:
        name: Its name.
        kind: Its kind.
        why_not: Why it does not count here; blank where it does.
    """

    name: str
    kind: str
    why_not: str


def facts_read(finding: Finding, loaded: Loaded[Environment]) -> tuple[Fact, ...]:
    """Give what the rule read of everything that the finding names."""
    named = {*finding.path, *map(str, finding.subject)}
    found: dict[KeyPath, Fact] = {}
    for read in finding.rule.reads:
        if _KEY.fullmatch(read):
            for fact in _facts(loaded.environment, tuple(read.split(".")), named):
                found.setdefault(fact.key, fact)
    return tuple(Fact(key, _written(loaded.sources.node(key)) or fact.said) for key, fact in found.items())


def _written(node: Node | None) -> str:
    """A value as the file has it, `30d`; blank where it does not stand there."""
    if isinstance(node, ScalarNode):
        return node.text
    return ", ".join(map(_written, node.items)) if isinstance(node, SequenceNode) else ""


def _facts(environment: Environment, parts: Sequence[str], named: set[str]) -> Iterator[Fact]:
    section = getattr(environment, parts[0], None) if parts[0] in type(environment).model_fields else None
    if isinstance(section, Mapping):
        if parts[0] in ("evidence", "waivers"):
            return  # told as evidence considered
        for name, inner in cast("Mapping[str, object]", section).items():
            if name in named:
                yield from _fact((parts[0], name), inner, parts[1:])
    elif isinstance(section, BaseModel):
        yield from _fact((parts[0],), section, parts[1:])


def _fact(key: KeyPath, at: object, parts: Sequence[str]) -> Iterator[Fact]:
    for part in parts:
        if not isinstance(at, BaseModel) or part not in type(at).model_fields:
            return
        key, at = (*key, part), getattr(at, part)
    if isinstance(at, BaseModel):
        for field in type(at).model_fields:
            value = getattr(at, field)
            if field in at.model_fields_set and not isinstance(value, BaseModel | Mapping):
                yield Fact((*key, field), _said(value))
    elif not isinstance(at, Mapping):
        yield Fact(key, _said(at))


def _said(value: object) -> str:
    if value is None or value == ():
        return "not declared"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in cast("tuple[object, ...]", value))
    return str(value)


def evidence_considered(finding: Finding, estate: Estate) -> tuple[Considered, ...]:
    """Give all evidence of the kinds that satisfy the rule, and why each does not count here."""
    return tuple(
        Considered(name, each.kind, "" if name in finding.evidence else _why_not(name, each, finding, estate))
        for name, each in sorted(estate.environment.evidence.items())
        if each.kind in finding.rule.instruments
    )


def _why_not(name: str, evidence: Evidence, finding: Finding, estate: Estate) -> str:
    reason = estate.why_not(name)
    if reason:
        return reason
    scope, site, dataset = evidence.scope, site_of(finding, estate), dataset_of(finding, estate)
    if scope.sites and site and site not in scope.sites:
        return f"it covers the sites {', '.join(scope.sites)} alone, and not {site}"
    if scope.datasets and dataset and dataset not in scope.datasets:
        return f"it covers the datasets {', '.join(scope.datasets)} alone, and not {dataset}"
    country = finding.path[-1] if finding.path else ""
    if scope.countries and not any(estate.territories.holds(area, country) for area in scope.countries):
        return f"it covers the countries {', '.join(scope.countries)} alone, and not {country}"
    if finding.outcome in (Outcome.HOLDS, Outcome.BY_EVIDENCE):
        return "it is not needed here"
    return f"it counts, and is not enough by itself for {dotted(finding.subject)}"
