"""What the rules say of an environment on a day."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from polder_environments.problems import KeyPath, Position, dotted
from polder_policies.rule import Outcome, Rule, Severity

DISCLAIMER = "Not legal advice. Rules marked unverified were written without reading the text they cite."


class Finding(NamedTuple):
    """What one rule says of one subject; a named tuple for the same reason as `Judgement`.

    Args:
        rule: The rule.
        outcome: What it says.
        severity: How binding it is on the day, for this environment: a rule that is not yet in force is advisory.
        subject: Key of the line that has to change.
        position: Where that line is.
        path: From the dataset to the place, in words.
        info: Why it fired.
        evidence: Names of what makes it hold.
        missing: Facts that are not declared.
        waiver: Name of the waiver that accepts it.
        refused_waivers: Waivers that name it and do not count, each with the reason.
        effective: From when it binds, where that is still to come.
        notes: What to know beside: a waiver that is about to expire.
        raw: Whether tagged raw data is concerned, so that what is not known counts as a failure.
    """

    rule: Rule
    outcome: Outcome
    severity: Severity
    subject: KeyPath
    position: Position
    path: tuple[str, ...] = ()
    info: str = ""
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    waiver: str = ""
    refused_waivers: tuple[str, ...] = ()
    effective: date | None = None
    notes: tuple[str, ...] = ()
    raw: bool = True

    @property
    def key(self) -> str:
        """The subject as people write it, `datasets.claims.replicas[0]`."""
        return dotted(self.subject)

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that stay the same while rule, subject and path do, wherever lines move."""
        text = "\n".join((self.rule.id, _steady(self.subject), *self.path))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def broken(self) -> bool:
        """Whether the rule does not hold here and nobody accepted that."""
        return self.outcome is Outcome.FAILS or (self.outcome is Outcome.UNKNOWN and self.raw)

    @property
    def blocks(self) -> bool:
        """Whether nothing may be built while it stands."""
        return self.broken and self.severity in ("hard", "soft")


@dataclass(frozen=True)
class Verdict:
    """What all rules in force say.

    Args:
        environment: Name of the environment.
        on: The day that was judged.
        findings: In the order of packs, rules and subjects; also what holds, where a rule has subjects.
        not_applicable: Rules in force that have no subject here.
        packs: Packs in force, with the number of rules of each.
        warnings: What is about to change: evidence and waivers that expire soon.
    """

    environment: str
    on: date
    findings: tuple[Finding, ...]
    not_applicable: tuple[Rule, ...]
    packs: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...] = ()

    @cached_property
    def broken(self) -> tuple[Finding, ...]:
        """Findings that somebody has to do something about, advisory ones included."""
        return tuple(finding for finding in self.findings if finding.broken)

    @cached_property
    def waived(self) -> tuple[Finding, ...]:
        """Findings that are accepted for a time."""
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.WAIVED)

    @property
    def holds(self) -> bool:
        """Whether something may be built."""
        return not any(finding.blocks for finding in self.findings)

    def at_least(self, severity: Severity) -> Iterator[Finding]:
        """Broken findings of a severity or a stricter one."""
        order = ("hard", "soft", "advisory", "off")
        for finding in self.broken:
            if order.index(finding.severity) <= order.index(severity):
                yield finding

    def counts(self) -> dict[Outcome, int]:
        """How many findings of each outcome there are; a rule without subjects counts once."""
        found = dict.fromkeys(Outcome, 0)
        for finding in self.findings:
            found[finding.outcome] += 1
        found[Outcome.NOT_APPLICABLE] = len(self.not_applicable)
        return found


def _steady(subject: KeyPath) -> str:
    """A subject without list positions, so that a neighbour's coming or going does not rename a finding."""
    return ".".join(str(part) for part in subject if not isinstance(part, int))
