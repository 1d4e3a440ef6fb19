"""What would make a broken rule hold, tried out: evidence is added to the environment, and the rule judges again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, combinations, islice, product
from typing import Final

from polder_environments.declarations import Evidence, Scope
from polder_environments.facts.adequacy import facts, stands
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome
from polder_policies.verdict import Finding

_MOST_TRIED: Final = 40
"""Sets of evidence that are tried; in a large estate each costs as long as judging the rule."""

_LARGEST_SET: Final = 3
_MOST_ROUNDS: Final = 3
"""How often a rule may ask for more of the same evidence: details, and what it depends on."""

_BROKEN: Final = (Outcome.FAILS, Outcome.UNKNOWN)
_WAIVED_FOR: Final = timedelta(days=90)
_LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Needed:
    """A piece of evidence to declare.

    Args:
        name: A name that is free.
        kind: Its kind.
        scope: What it has to cover.
        details: What it has to record.
        depends_on: What it has to depend on.
    """

    name: str
    kind: str
    scope: Scope
    details: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()


def evidence_that_helps(finding: Finding, estate: Estate) -> tuple[Needed, ...]:
    """Find the smallest set of evidence that makes a rule hold where it is broken.

    Args:
        finding: What is broken.
        estate: What was judged.

    Returns:
        The set, tried out; empty when no evidence of the rule's instruments alone does it.
    """
    site, dataset = site_of(finding, estate), dataset_of(finding, estate)
    scope = Scope(sites=(site,) if site else (), datasets=(dataset,) if dataset else ())
    kinds = finding.rule.instruments
    sets = chain.from_iterable(
        combinations(kinds, size) for size in range(1, min(_LARGEST_SET, len(kinds)) + 1)
    )
    trial = _Trial(finding, estate)
    for chosen in islice(sets, _MOST_TRIED):
        needed = tuple(Needed(_name(kind, site or dataset, estate), kind, scope) for kind in chosen)
        if found := trial.completed(needed):
            return found
    return ()


class _Trial:
    """Adds evidence to an estate, and lets a finding's rule judge again."""

    def __init__(self, finding: Finding, estate: Estate) -> None:
        """Remember what else of the rule is broken: evidence need not mend that."""
        self._finding = finding
        self._estate = estate
        broken = {(each.subject, each.path) for each in finding.rule.judge(estate) if each.outcome in _BROKEN}
        self._others = broken - {(finding.subject, finding.path)}

    def completed(self, needed: tuple[Needed, ...], rounds: int = _MOST_ROUNDS) -> tuple[Needed, ...]:
        """Add evidence, and what the rule asks of it; give all that it needs, or nothing where it does not do."""
        broken, told = self._again(needed)
        if broken is None:
            return needed if told else ()
        if broken.outcome is not Outcome.UNKNOWN or not rounds:
            return ()
        for more in product(
            *(_completed(each, broken.missing, self._finding, self._estate.on) for each in needed)
        ):
            if more != needed and (found := self.completed(more, rounds - 1)):
                return found
        return ()

    def _again(self, needed: Sequence[Needed]) -> tuple[Judgement | None, bool]:
        """Judge once more with evidence that was not there.

        Returns:
            What is broken of the finding's subject or of the evidence, and is the finding or was not broken before;
            and whether anything is said of them at all.
        """
        estate = self._estate
        added = {each.name: _evidence(each, estate.on) for each in needed}
        environment = estate.environment.model_copy(
            update={"evidence": {**estate.environment.evidence, **added}}
        )
        subjects = {self._finding.subject, *(("evidence", name) for name in added)}
        said = [
            each
            for each in self._finding.rule.judge(Estate(environment, estate.graph, estate.on))
            if each.subject in subjects or each.subject[:2] in subjects
        ]
        broken = [
            each for each in said if each.outcome in _BROKEN and (each.subject, each.path) not in self._others
        ]
        return next(iter(broken), None), bool(said)


def _evidence(needed: Needed, on: date) -> Evidence:
    return Evidence.model_validate(
        {
            "kind": needed.kind,
            "reference": "to be found",
            "signed": on,
            "scope": needed.scope,
            "details": dict.fromkeys(needed.details, "to be said"),
            "depends_on": needed.depends_on,
        }
    )


def _completed(needed: Needed, missing: Sequence[str], finding: Finding, on: date) -> tuple[Needed, ...]:
    """Give what a rule says that evidence lacks, in all ways that it can be given."""
    prefix = f"evidence.{needed.name}."
    asked = [fact.removeprefix(prefix) for fact in missing if fact.startswith(prefix)]
    details = [each.removeprefix("details.") for each in asked if each.startswith("details.")]
    detailed = replace(needed, details=tuple(dict.fromkeys((*needed.details, *details))))
    if "depends_on" not in asked:
        return (detailed,)
    country = finding.path[-1][:2] if finding.path else ""
    decisions = [fact for fact in sorted(facts()) if fact.startswith(f"{country}-") and stands(fact, on)]
    return tuple(replace(detailed, depends_on=(f"adequacy:{fact}",)) for fact in decisions)


def _name(kind: str, where: str, estate: Estate) -> str:
    name = f"{kind}-{where}".rstrip("-")[:_LONGEST_NAME].rstrip("-")
    number = 2
    while name in estate.environment.evidence:
        name = f"{kind}-{number}"
        number += 1
    return name


def site_of(finding: Finding, estate: Estate) -> str:
    """The site that a finding is about: its subject, or the last one of its path; blank where there is none."""
    words = (*finding.path, *_named(finding, "sites"))
    return next((word for word in reversed(words) if word in estate.environment.sites), "")


def dataset_of(finding: Finding, estate: Estate) -> str:
    """The dataset that a finding is about: the first one of its path or subject; blank where there is none."""
    words = (*finding.path, *_named(finding, "datasets"))
    return next((word for word in words if word in estate.environment.datasets), "")


def _named(finding: Finding, section: str) -> tuple[str, ...]:
    return tuple(str(part) for part in finding.subject[1:2] if finding.subject[:1] == (section,))


def evidence_yaml(needed: Sequence[Needed]) -> str:
    """Write evidence to declare. What only people know is left blank, and a file with blanks is refused where they are."""
    return "\n".join(["evidence:", *(line for each in needed for line in _evidence_lines(each))])


def _evidence_lines(needed: Needed) -> Iterator[str]:
    yield f"  {needed.name}:"
    yield f"    kind: {needed.kind}"
    yield "    reference:  # where the document is found"
    yield "    signed:  # from which day it counts, 2026-11-24"
    scope = [
        f"{field}: [{', '.join(names)}]"
        for field, names in (("sites", needed.scope.sites), ("datasets", needed.scope.datasets))
        if names
    ]
    if scope:
        yield f"    scope: {{{', '.join(scope)}}}"
    if needed.depends_on:
        yield f"    depends_on: [{', '.join(needed.depends_on)}]"
    if needed.details:
        yield "    details:"
        yield from (f"      {detail}:" for detail in needed.details)


def waiver_yaml(finding: Finding, on: date) -> str:
    """Write a waiver to declare, of one finding and for ninety days; blanks as in `evidence_yaml`."""
    lines = [
        "waivers:",
        f"  {finding.rule.id.lower().replace('.', '-')}-{finding.fingerprint[:6]}:",
        f"    rule: {finding.rule.id}",
        f'    subject: "{finding.fingerprint}"  # this finding alone; {finding.key} would cover all of that subject',
        "    reason:  # why it is accepted, in a sentence",
        "    owner:  # who mends it, an e-mail address",
        "    author:  # who asks for it",
        "    approver:  # who accepts it; not the author",
        "    ticket:  # where it is followed",
        f"    issued: {on}",
        f"    expires: {on + _WAIVED_FOR}",
    ]
    if finding.rule.waivable.records:
        lines += ["    records:", *(f"      {record}:" for record in finding.rule.waivable.records)]
    return "\n".join(lines)
