"""The gate before anything is built: while a rule fails that nobody accepted, no construct exists and nothing is written."""

import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from polder_policies.verdict import Finding
from polder_stacks.judged import Judged, judged_or_exit, today

FAILED = 1


def admitted(names: Iterable[str]) -> list[Judged]:
    """Load, resolve and judge environments by today's date; exit with 1 unless every verdict holds.

    There is no switch that skips this: neither an option nor a variable, nor another date.
    """
    found = judged_or_exit(names, today())
    if not all(each.verdict.holds for each in found):
        click.echo("\n".join(_refusal(found)), err=True)
        sys.exit(FAILED)
    return found


def _refusal(found: Sequence[Judged]) -> Iterator[str]:
    for each in found:
        blocking = [finding for finding in each.verdict.findings if finding.blocks]
        if blocking:
            yield f"{each.verdict.environment}: {len(blocking)} findings stand on {each.verdict.on}; nothing was built or written"
        for finding in blocking:
            yield from _finding(finding)
    names = " ".join(each.verdict.environment for each in found if not each.verdict.holds)
    yield f"polder check {names} shows everything, polder explain FINDING one of them"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"{finding.position}: {finding.key}: {finding.rule.id} ({finding.severity}) {finding.fingerprint}: {finding.info or finding.rule.title}"
    if finding.path:
        yield f"    {' -> '.join(finding.path)}"
    if finding.missing:
        yield f"    not declared: {', '.join(finding.missing)}"
    for reason in finding.refused_waivers:
        yield f"    {reason}"
    yield f"    {finding.rule.citation}; satisfied by: {finding.rule.satisfied_by}"
