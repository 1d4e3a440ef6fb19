"""Verdicts as workflow commands of GitHub Actions, which become annotations on the lines of a pull request."""

from collections.abc import Iterator, Sequence
from typing import Final

from polder_policies.reports.report import Report, chain, lines_of
from polder_policies.rule import Outcome
from polder_policies.verdict import DISCLAIMER, Finding

_SHOWN: Final = 10
"""Annotations of each kind that GitHub shows of a step; the strictest come first."""


def as_github(reports: Sequence[Report]) -> str:
    """Write one command a line: errors for what blocks, warnings for advice, notices for what is accepted."""
    return "".join(f"{command}\n" for report in reports for command in _commands(report))


def _commands(report: Report) -> Iterator[str]:
    for finding in report.standing:
        yield _finding(report, finding, "error" if finding.blocks else "warning")
    for finding in (*report.suppressed, *report.waived):
        yield _finding(report, finding, "notice")
    for note in report.notes():
        yield f"::notice title={_property(f'polder {report.verdict.environment}')}::{_data(note)}"
    verdict = report.verdict
    told = f"{verdict.environment} {report.state()} on {verdict.on}; {len(report.waived)} waived, {len(report.suppressed)} accepted by the baseline."
    beyond = (
        f" GitHub shows {_SHOWN} annotations of a kind; polder check has all."
        if len(report.standing) > _SHOWN
        else ""
    )
    yield f"::notice title=polder::{_data(f'{told}{beyond} {DISCLAIMER}')}"


def _finding(report: Report, finding: Finding, kind: str) -> str:
    place = report.place(finding.position)
    values = {
        "file": place.path,
        "line": str(place.line),
        "endLine": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.end),
        "title": f"{finding.rule.id} {_how(report, finding)}",
    }
    given = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{kind} {given}::{_data(chr(10).join(_message(report, finding)))}"


def _how(report: Report, finding: Finding) -> str:
    if finding.outcome is Outcome.WAIVED:
        return "waived"
    return "accepted by the baseline" if report.baseline.accepts(finding) else finding.severity


def _message(report: Report, finding: Finding) -> Iterator[str]:
    first, *others = lines_of(finding)
    yield f"{finding.key}: {first}"
    yield from others
    if finding.path:
        yield chain(finding)
    yield report.acceptance(finding) or f"{finding.rule.citation}; satisfied by {finding.rule.satisfied_by}"
    yield f"polder explain {finding.fingerprint}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
