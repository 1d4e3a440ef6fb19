"""What every report tells of an environment: its verdict, what a baseline accepts of it, and where lines stand."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_environments.problems import Position
from polder_policies.acceptance import NO_BASELINE, Applied
from polder_policies.rule import Outcome, Rule, Severity
from polder_policies.verdict import Finding, Verdict

Threshold = Literal["hard", "soft", "advisory"]

STRICTEST_FIRST: Final[tuple[Severity, ...]] = ("hard", "soft", "advisory", "off")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line of a file.

    Args:
        path: The file from the repository's root, with `/` between folders; absolute where it lies outside.
        line: From 1.
        column: Of its first character, from 1, counted in Unicode code points.
        end: Column after its last character.
    """

    path: str
    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class PackNote:
    """What a report says of a pack beside its name.

    Args:
        title: What it is.
        origin: The package that brings it, with its version; blank for rules of the environment's own.
    """

    title: str
    origin: str


@dataclass(frozen=True)
class Report:
    """One environment, as all formats tell of it.

    Args:
        verdict: What the rules say.
        loaded: The environment, and where each of its values stands.
        place: Finds the stretch of a line that a position begins.
        version: Polder's version.
        packs: What is known of the packs in force, by name.
        fail_on: The mildest severity that makes the check fail.
        baseline: What the baseline accepts.
        sites: Every site with everything decided, as plain data.
    """

    verdict: Verdict
    loaded: Loaded[Environment]
    place: Callable[[Position], Place]
    version: str
    packs: Mapping[str, PackNote] = field(default_factory=dict[str, PackNote])
    fail_on: Threshold = "soft"
    baseline: Applied = NO_BASELINE
    sites: Sequence[object] = ()

    @cached_property
    def standing(self) -> tuple[Finding, ...]:
        """What is broken and nobody accepted, strictest first."""
        return _strictest(finding for finding in self.verdict.broken if not self.baseline.accepts(finding))

    @cached_property
    def suppressed(self) -> tuple[Finding, ...]:
        """What is broken and the baseline accepts, strictest first."""
        return _strictest(finding for finding in self.verdict.broken if self.baseline.accepts(finding))

    @property
    def waived(self) -> tuple[Finding, ...]:
        """What a waiver accepts."""
        return self.verdict.waived

    @cached_property
    def unknown(self) -> tuple[Finding, ...]:
        """What cannot be said and breaks nothing, since no tagged raw data is concerned."""
        return tuple(
            finding
            for finding in self.verdict.findings
            if finding.outcome is Outcome.UNKNOWN and not finding.broken
        )

    def fails(self, finding: Finding) -> bool:
        """Whether a finding makes the check fail: it stands, and is as strict as `fail_on` or stricter."""
        return (
            finding.broken
            and STRICTEST_FIRST.index(finding.severity) <= STRICTEST_FIRST.index(self.fail_on)
            and not self.baseline.accepts(finding)
        )

    @cached_property
    def failing(self) -> tuple[Finding, ...]:
        """What makes the check fail, strictest first."""
        return tuple(finding for finding in self.standing if self.fails(finding))

    @property
    def passes(self) -> bool:
        """Whether the check passes."""
        return not self.failing

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule in force, in the order of their ids' first finding and then those without one."""
        found = {finding.rule.id: finding.rule for finding in self.verdict.findings}
        return tuple({**found, **{rule.id: rule for rule in self.verdict.not_applicable}}.values())

    @property
    def unverified(self) -> tuple[Rule, ...]:
        """Rules in force whose text nobody of the project read."""
        return tuple(rule for rule in self.rules if not rule.verified)

    def acceptance(self, finding: Finding) -> str:
        """Say why a finding is accepted, and by whom; blank when it is not."""
        if self.baseline.accepts(finding):
            return f"accepted by the baseline {self.baseline.file}"
        return acceptance(finding, self.loaded.environment)

    def notes(self) -> Iterator[str]:
        """What is about to change, and what is not as somebody thinks it is."""
        yield from self.verdict.warnings
        for entry in self.baseline.stale:
            yield f"{self.baseline.file} still accepts {entry}, which does not stand any more: take it out"
        for entry in self.baseline.hard:
            yield f"{self.baseline.file} names {entry}, and no baseline silences a hard rule"
        if any(finding.blocks for finding in self.suppressed):
            yield "polder synth knows no baseline: it builds nothing until what blocks is mended or waived"
        if self.passes and self.blocked:
            yield f"the check passes since it fails for {self.fail_on} findings alone; polder synth builds nothing"

    @property
    def blocked(self) -> bool:
        """Whether something stands that nothing may be built with."""
        return any(finding.blocks for finding in self.standing)

    def state(self) -> str:
        """Say in a few words how the environment stands."""
        told = ", ".join(
            f"{count} {severity}"
            for severity in STRICTEST_FIRST
            if (count := sum(finding.severity == severity for finding in self.standing))
        )
        if self.blocked:
            return f"does not hold: {told}"
        but = " but for what the baseline accepts" if self.suppressed else ""
        return f"holds{but}, with {told}" if told else f"holds{but}"


def lines_of(finding: Finding) -> Iterator[str]:
    """Say in sentences what is wrong, after its place and path: why, what is missing, and which waivers do not count."""
    yield finding.info or finding.rule.title
    if finding.missing:
        yield f"not declared: {', '.join(finding.missing)}"
    yield from finding.refused_waivers
    yield from finding.notes
    if finding.effective:
        yield f"binds from {finding.effective}; until then it is advisory"


def acceptance(finding: Finding, environment: Environment) -> str:
    """Say which waiver accepts a finding, why, and who answers for it; blank when none does."""
    if finding.outcome is not Outcome.WAIVED:
        return ""
    waiver = environment.waivers[finding.waiver]
    return (
        f"waiver {finding.waiver} until {waiver.expires}, {waiver.ticket}, approved by {waiver.approver}, "
        f"to be mended by {waiver.owner}: {waiver.reason}"
    )


def chain(finding: Finding) -> str:
    """The path as one line, `claims -> reads -> train -> virginia -> US`."""
    return " -> ".join(finding.path)


def is_link(text: str) -> bool:
    """Whether a rule's link is one; a pack of somebody else may hold anything."""
    return re.fullmatch(r"https?://[^\s<>\\\"]+", text) is not None


def _strictest(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: STRICTEST_FIRST.index(finding.severity)))
