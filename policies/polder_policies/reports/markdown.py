"""Verdicts as Markdown (CommonMark), for a step summary or a comment."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from polder_policies.reports.report import Report, chain, is_link, lines_of
from polder_policies.rule import Outcome
from polder_policies.verdict import DISCLAIMER, Finding

MOST_FINDINGS: Final = 200
"""Findings of each kind that are told one by one; GitHub drops a step summary of more than 1 MiB whole."""

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|~&$]|(?<=:)//|(?<=www)\.)")
_AT_START: Final = re.compile(r"^([#+=-]|[0-9]+(?=[.)]))")
_MENTION: Final = re.compile(r"[\w.+-]*@[\w-]+(?:[./][\w-]+)*|#[0-9]+")
_BLANKS: Final = re.compile(r"\s+")


def as_markdown(reports: Sequence[Report]) -> str:
    """Write verdicts for people, a section an environment."""
    return "\n\n".join(block for report in reports for block in _environment(report)) + "\n"


def prose(text: str) -> str:
    """Write a sentence so that it is read as it stands: no markup, no HTML, no link, and nobody is mentioned."""
    flat = _BLANKS.sub(" ", text).strip()
    written, at = "", 0
    for found in _MENTION.finditer(flat):
        written += _plain(flat[at : found.start()]) + code(found.group())
        at = found.end()
    written += _plain(flat[at:])
    return _AT_START.sub(lambda start: f"{start[0]}\\" if start[0][0].isdigit() else f"\\{start[0]}", written)


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def code(text: str) -> str:
    """Write a value as a code span, whatever is in it."""
    flat = _BLANKS.sub(" ", text).strip() or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def _environment(report: Report) -> Iterator[str]:
    verdict = report.verdict
    sign = "❌" if report.blocked else "⚠️" if report.standing or report.suppressed else "✅"
    yield f"## {sign} {code(verdict.environment)} {report.state()}"
    yield f"Judged by {verdict.on}: {_counts(report)}."
    yield from _findings(report, "Findings", report.standing)
    yield from _findings(report, "Accepted by the baseline", report.suppressed)
    yield from _findings(report, "Waived", report.waived)
    yield from _findings(report, "Not known, and breaking nothing", report.unknown)
    notes = list(report.notes())
    if notes:
        yield "### Notes"
        yield "\n".join(f"- {prose(note)}" for note in notes)
    packs = ", ".join(f"{prose(name)} ({count})" for name, count in verdict.packs)
    yield f"Packs: {packs}. {len(report.unverified)} of {len(report.rules)} rules are unverified. {prose(DISCLAIMER)}"


def _counts(report: Report) -> str:
    found = [f"{count} {outcome.value}" for outcome, count in report.verdict.counts().items()]
    return ", ".join(
        [*found, *([f"{len(report.suppressed)} accepted by the baseline"] if report.baseline.file else [])]
    )


def _findings(report: Report, heading: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"### {heading}"
    yield "\n".join(line for finding in findings[:MOST_FINDINGS] for line in _finding(report, finding))
    if len(findings) > MOST_FINDINGS:
        yield f"{len(findings) - MOST_FINDINGS} more are in the JSON report."


def _finding(report: Report, finding: Finding) -> Iterator[str]:
    rule, place = finding.rule, report.place(finding.position)
    where = code(f"{place.path}:{place.line}:{place.column}")
    name = f"[{prose(rule.id)}](<{rule.link}>)" if is_link(rule.link) else prose(rule.id)
    yield f"- **{name}** {finding.severity}, {code(finding.key)} at {where}: {prose(rule.title)}"
    if finding.path:
        yield f"  - {code(chain(finding))}"
    for line in lines_of(finding):
        yield f"  - {prose(line)}"
    if finding.outcome is Outcome.WAIVED or report.baseline.accepts(finding):
        yield f"  - {prose(report.acceptance(finding))}"
    else:
        unverified = "" if rule.verified else ", unverified"
        yield f"  - {prose(rule.citation)}{unverified}; satisfied by {prose(rule.satisfied_by)}"
    yield f"  - {code(f'polder explain {finding.fingerprint}')}"
