"""Verdicts as SARIF 2.1.0, which GitHub shows on the line of the environment file that has to change.

Only what is broken is a result, since GitHub takes every result for an alert. What a waiver or a baseline accepts is
a result with a suppression.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from polder_environments.problems import Position
from polder_policies.reports.markdown import prose
from polder_policies.reports.report import STRICTEST_FIRST, Report, chain, is_link, lines_of
from polder_policies.rule import Outcome, Rule, Severity
from polder_policies.verdict import DISCLAIMER, Finding

MOST_RESULTS: Final = 25_000
"""Results of one run; GitHub refuses a file with more."""

SHOWN_RESULTS: Final = 5_000
"""Results of one run that GitHub shows."""

_LEVELS: Final[Mapping[Severity, str]] = {
    "hard": "error",
    "soft": "error",
    "advisory": "note",
    "off": "none",
}
_SECURITY: Final[Mapping[Severity, str]] = {"hard": "9.5", "soft": "7.5", "advisory": "3.0", "off": "0.1"}
"""A score out of ten, by which GitHub orders and names alerts: critical, high, low."""

_LONGEST_DESCRIPTION: Final = 1024


def as_sarif(reports: Sequence[Report]) -> str:
    """Write verdicts as one SARIF log, a run an environment."""
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [_run(report) for report in reports],
        },
        indent=2,
        ensure_ascii=False,
    )


def _run(report: Report) -> Mapping[str, object]:
    numbers = {rule.id: number for number, rule in enumerate(report.rules)}
    told = sorted(
        (*report.standing, *report.suppressed, *report.waived),
        key=lambda finding: STRICTEST_FIRST.index(finding.severity),
    )
    seen: Counter[str] = Counter()
    results: list[Mapping[str, object]] = []
    for finding in told[:MOST_RESULTS]:
        results.append(_result(report, finding, numbers[finding.rule.id], seen[finding.fingerprint]))
        seen[finding.fingerprint] += 1
    return {
        "tool": {
            "driver": {
                "name": "Polder",
                "version": report.version,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": f"polder/{report.verdict.environment}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(text) for text in _notes(report, len(told))],
            }
        ],
        "results": results,
        "properties": _properties(report),
    }


def _notes(report: Report, told: int) -> Iterator[str]:
    yield DISCLAIMER
    yield from report.notes()
    if told > MOST_RESULTS:
        yield f"{told - MOST_RESULTS} of {told} findings are left out, the mildest: GitHub refuses more than {MOST_RESULTS} a run. The JSON report has all of them."
    if told > SHOWN_RESULTS:
        yield f"GitHub shows {SHOWN_RESULTS} of them, the strictest."


def _notification(text: str) -> Mapping[str, object]:
    return {"level": "note", "message": {"text": _escaped(text)}}


def _properties(report: Report) -> Mapping[str, object]:
    verdict = report.verdict
    return {
        "on": verdict.on.isoformat(),
        "holds": verdict.holds,
        "passes": report.passes,
        "counts": {
            **{outcome.value: count for outcome, count in verdict.counts().items()},
            "accepted by baseline": len(report.suppressed),
        },
        "packs": [name for name, _ in verdict.packs],
    }


def _rule(rule: Rule) -> Mapping[str, object]:
    verified = "verified" if rule.verified else "unverified"
    found: dict[str, object] = {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": rule.title[:_LONGEST_DESCRIPTION]},
        "fullDescription": {"text": rule.explanation[:_LONGEST_DESCRIPTION]},
        "help": {"text": "\n\n".join(_help(rule)), "markdown": "\n\n".join(_help_markdown(rule))},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.severity != "off"},
        "properties": {
            "tags": ["security", "data-sovereignty", rule.pack, verified],
            "security-severity": _SECURITY[rule.severity],
            "precision": "high" if rule.verified else "medium",
            "verified": rule.verified,
        },
    }
    if is_link(rule.link):
        found["helpUri"] = rule.link
    return found


def _help(rule: Rule) -> Iterator[str]:
    yield rule.explanation
    yield f"{rule.citation}{f', {rule.link}' if rule.link else ''}"
    yield f"Satisfied by {rule.satisfied_by}."
    yield _waiver_words(rule)
    yield DISCLAIMER if rule.verified else f"Unverified. {DISCLAIMER}"


def _help_markdown(rule: Rule) -> Iterator[str]:
    yield prose(rule.explanation)
    yield f"{prose(rule.citation)}{f', <{rule.link}>' if is_link(rule.link) else ''}"
    yield f"**Satisfied by** {prose(rule.satisfied_by)}."
    yield prose(_waiver_words(rule))
    yield prose(DISCLAIMER) if rule.verified else f"**Unverified.** {prose(DISCLAIMER)}"


def _waiver_words(rule: Rule) -> str:
    if not rule.waivable.allowed:
        return "It cannot be waived."
    records = f" that records {', '.join(rule.waivable.records)}" if rule.waivable.records else ""
    return f"It can be waived by an approved waiver{records}."


def _result(report: Report, finding: Finding, number: int, repeated: int) -> Mapping[str, object]:
    accepted = _suppression(report, finding)
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": _escaped(" ".join(_message(finding)))},
        "locations": [_location(report, finding.position, finding.key)],
        "partialFingerprints": {
            # GitHub reads the first alone, and would else make one of the line, which changes when it is edited.
            "primaryLocationLineHash": f"{finding.fingerprint}:{repeated + 1}",
            "polderFinding/v1": finding.fingerprint,
        },
        "suppressions": [accepted] if accepted else [],
        "properties": {
            "severity": finding.severity,
            "path": list(finding.path),
            "missing": list(finding.missing),
            "outcome": finding.outcome.value,
        },
    }


def _message(finding: Finding) -> Iterator[str]:
    for line in lines_of(finding):
        text = line[0].upper() + line[1:]
        yield text if text.endswith(".") else f"{text}."
    if finding.path:
        yield f"Path: {chain(finding)}."
    yield f"By {finding.rule.citation}; satisfied by {finding.rule.satisfied_by}."


def _escaped(text: str) -> str:
    """Keep braces and brackets of a message from being read as a placeholder or a link."""
    doubled = text.replace("{", "{{").replace("}", "}}")
    return doubled.replace("](", "] (")


def _location(report: Report, position: Position, key: str) -> Mapping[str, object]:
    place = report.place(position)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.path)},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.line,
                "endColumn": place.end,
            },
        },
        "logicalLocations": [{"fullyQualifiedName": key, "kind": "property"}],
    }


def _suppression(report: Report, finding: Finding) -> Mapping[str, object] | None:
    words = report.acceptance(finding)
    if not words:
        return None
    found: dict[str, object] = {"kind": "external", "status": "accepted", "justification": words}
    if finding.outcome is Outcome.WAIVED:
        key = ("waivers", finding.waiver)
        found["location"] = _location(report, report.loaded.sources.key(key), f"waivers.{finding.waiver}")
    return found
