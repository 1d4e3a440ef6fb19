"""Verdicts as a code quality report of GitLab, which shows it in merge requests."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from polder_policies.reports.report import Report, chain, lines_of
from polder_policies.rule import Severity
from polder_policies.verdict import Finding

_SEVERITIES: Final[Mapping[Severity, str]] = {
    "hard": "blocker",
    "soft": "critical",
    "advisory": "minor",
    "off": "info",
}
_ACCEPTED: Final = "info"


def as_gitlab(reports: Sequence[Report]) -> str:
    """Write everything broken as issues; what is accepted is of severity `info` and says so."""
    return json.dumps(
        [issue for report in reports for issue in _issues(report)], indent=2, ensure_ascii=False
    )


def _issues(report: Report) -> Iterator[Mapping[str, object]]:
    seen: Counter[str] = Counter()
    for finding in (*report.standing, *report.suppressed, *report.waived):
        accepted = report.acceptance(finding)
        place = report.place(finding.position)
        yield {
            "description": _description(finding, accepted),
            "check_name": finding.rule.id,
            "fingerprint": _unique(report, finding, seen[finding.fingerprint]),
            "severity": _ACCEPTED if accepted else _SEVERITIES[finding.severity],
            "location": {"path": place.path, "lines": {"begin": place.line}},
        }
        seen[finding.fingerprint] += 1


def _description(finding: Finding, accepted: str) -> str:
    told = [*([f"Accepted: {accepted}"] if accepted else []), f"{finding.key}:", *lines_of(finding)]
    path = [f"({chain(finding)})"] if finding.path else []
    return " ".join([*told, *path, f"{finding.rule.citation}; satisfied by {finding.rule.satisfied_by}"])


def _unique(report: Report, finding: Finding, repeated: int) -> str:
    """GitLab drops an issue whose fingerprint it has seen; two environments can have the same finding."""
    text = f"{report.verdict.environment}\n{finding.fingerprint}\n{repeated}"
    return hashlib.sha256(text.encode()).hexdigest()
