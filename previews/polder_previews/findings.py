"""Which findings a change makes, which it mends, and which are accepted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from polder_policies.rule import Severity
from polder_policies.verdict import Finding, Verdict

Standing = Literal["new", "standing", "fixed", "waived"]
"""Against the base revision; without one, everything that is broken is `standing`."""

_ORDER: Final[tuple[Severity, ...]] = ("hard", "soft", "advisory", "off")


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """A finding as it is shown.

    Args:
        environment: Name of the environment.
        rule: Id of the rule.
        title: What the rule demands, in one sentence.
        severity: How binding it is.
        standing: Whether the change makes it, leaves it, mends it, or it is accepted.
        blocks: Whether nothing may be built while it stands.
        subject: Key of the line that has to change.
        position: Where that line is.
        info: Why it fired.
        path: From the dataset to the place, in words.
        waiver: Name of the waiver that accepts it; blank where none does.
        waived_now: Whether it is accepted in the head revision and was not before.
        link: Where the text of the rule is found.
        fingerprint: What stays the same while rule, subject and path do.
    """

    environment: str
    rule: str
    title: str
    severity: Severity
    standing: Standing
    blocks: bool
    subject: str
    position: str
    info: str
    path: tuple[str, ...] = ()
    waiver: str = ""
    waived_now: bool = False
    link: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Findings:
    """What the rules say of the head revision, against the base revision.

    Args:
        judged: Whether the rules were asked at all.
        holds: Whether something may be built.
        compared: Whether there is a base revision to compare with.
        records: What is new, fixed, waived or still standing; the most binding first.
    """

    judged: bool = False
    holds: bool = True
    compared: bool = False
    records: tuple[FindingRecord, ...] = ()

    def of(self, *standings: Standing) -> tuple[FindingRecord, ...]:
        """Give the findings of some standings."""
        return tuple(record for record in self.records if record.standing in standings)

    def __add__(self, other: "Findings") -> "Findings":
        """Put the findings of two environments together."""
        records = sorted((*self.records, *other.records), key=_order)
        judged = [each for each in (self, other) if each.judged]
        return Findings(
            bool(judged),
            self.holds and other.holds,
            bool(judged) and all(each.compared for each in judged),
            tuple(records),
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What the rules say of one stack, for its row in the table.

    Args:
        blocking: How many findings keep it from being built.
        broken: How many findings are broken in all.
        waived: How many are accepted.
    """

    blocking: int = 0
    broken: int = 0
    waived: int = 0

    @property
    def holds(self) -> bool:
        """Whether it may be built."""
        return not self.blocking


def compare_findings(base: Verdict | None, head: Verdict) -> Findings:
    """Compare what the rules say of two revisions of an environment.

    Args:
        base: Of the base revision; None where there is none, or it cannot be read.
        head: Of the head revision.
    """
    before = Counter(finding.fingerprint for finding in base.broken) if base else Counter[str]()
    accepted = Counter(finding.fingerprint for finding in base.waived) if base else Counter[str]()
    records: list[FindingRecord] = []
    for finding in head.broken:
        standing: Standing = "standing" if base is None or _taken(before, finding) else "new"
        records.append(_record(head, finding, standing))
    for finding in head.waived:
        was_broken, was_waived = _taken(before, finding), _taken(accepted, finding)
        record = _record(head, finding, "waived")
        records.append(replace(record, waived_now=base is not None and (was_broken or not was_waived)))
    if base is not None:
        records += [_record(base, finding, "fixed") for finding in base.broken if _taken(before, finding)]
    return Findings(
        judged=True,
        holds=head.holds,
        compared=base is not None,
        records=tuple(sorted(records, key=_order)),
    )


def policy_of(verdict: Verdict, site: str) -> Policy:
    """Count the findings that a site's stacks are subject to: those of the site, and those of no site at all."""
    broken = [finding for finding in verdict.broken if _concerns(finding, site)]
    return Policy(
        sum(finding.blocks for finding in broken),
        len(broken),
        sum(_concerns(finding, site) for finding in verdict.waived),
    )


def _concerns(finding: Finding, site: str) -> bool:
    return finding.subject[:1] != ("sites",) or finding.subject[1:2] in ((), (site,))


def _taken(counted: Counter[str], finding: Finding) -> bool:
    """Take one of the findings that are counted; say whether there was one."""
    if not counted[finding.fingerprint]:
        return False
    counted[finding.fingerprint] -= 1
    return True


def _record(verdict: Verdict, finding: Finding, standing: Standing) -> FindingRecord:
    return FindingRecord(
        environment=verdict.environment,
        rule=finding.rule.id,
        title=finding.rule.title,
        severity=finding.severity,
        standing=standing,
        blocks=finding.blocks and standing != "fixed",
        subject=finding.key,
        position=str(finding.position),
        info=finding.info,
        path=finding.path,
        waiver=finding.waiver,
        link=finding.rule.link,
        fingerprint=finding.fingerprint,
    )


def _order(record: FindingRecord) -> tuple[object, ...]:
    standings: Iterable[Standing] = ("new", "standing", "waived", "fixed")
    return (
        list(standings).index(record.standing),
        not record.blocks,
        _ORDER.index(record.severity),
        record.environment,
        record.rule,
        record.subject,
        record.fingerprint,
    )
