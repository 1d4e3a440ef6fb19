"""Verdicts as JUnit XML: a suite an environment, a case a rule and subject."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from polder_policies.reports.report import Report, chain, lines_of
from polder_policies.rule import Outcome
from polder_policies.verdict import DISCLAIMER, Finding

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(reports: Sequence[Report]) -> str:
    """Write verdicts as test results. What does not make the check fail passes, and says in its output why."""
    suites = Element("testsuites", name="polder check")
    for report in reports:
        _suite(suites, report)
    for attribute in ("tests", "failures", "skipped"):
        suites.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in suites)))
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}'


def _suite(suites: Element, report: Report) -> None:
    verdict = report.verdict
    cases: dict[tuple[str, str], list[Finding]] = {}
    for finding in verdict.findings:
        cases.setdefault((finding.rule.id, finding.key), []).append(finding)
    suite = SubElement(suites, "testsuite", name=_text(verdict.environment), errors="0")
    _properties(suite, report)
    failures = sum(_case(suite, report, findings) for findings in cases.values())
    for rule in verdict.not_applicable:
        case = SubElement(
            suite, "testcase", classname=_text(f"{verdict.environment}.{rule.id}"), name="no subject"
        )
        SubElement(case, "skipped", message="not applicable")
    suite.set("tests", str(len(cases) + len(verdict.not_applicable)))
    suite.set("failures", str(failures))
    suite.set("skipped", str(len(verdict.not_applicable)))


def _properties(suite: Element, report: Report) -> None:
    packs = ", ".join(f"{name} ({count})" for name, count in report.verdict.packs)
    properties = SubElement(suite, "properties")
    for name, value in (
        ("on", report.verdict.on.isoformat()),
        ("state", report.state()),
        ("packs", packs),
        ("unverified", ", ".join(rule.id for rule in report.unverified)),
        ("disclaimer", DISCLAIMER),
        *(("note", note) for note in report.notes()),
    ):
        SubElement(properties, "property", name=name, value=_text(value))


def _case(suite: Element, report: Report, findings: Sequence[Finding]) -> bool:
    """Write one case; give whether it failed."""
    first = findings[0]
    place = report.place(first.position)
    case = SubElement(
        suite,
        "testcase",
        classname=_text(f"{report.verdict.environment}.{first.rule.id}"),
        name=_text(first.key),
        file=_text(place.path),
        line=str(place.line),
    )
    failing = [finding for finding in findings if report.fails(finding)]
    if failing:
        failure = SubElement(
            case, "failure", type=failing[0].severity, message=_text(failing[0].info or first.rule.title)
        )
        failure.text = _text("\n\n".join("\n".join(_told(report, finding)) for finding in failing))
    told = [
        finding for finding in findings if not report.fails(finding) and finding.outcome is not Outcome.HOLDS
    ]
    if told:
        SubElement(case, "system-out").text = _text(
            "\n\n".join("\n".join(_told(report, each)) for each in told)
        )
    return bool(failing)


def _told(report: Report, finding: Finding) -> Iterator[str]:
    place = report.place(finding.position)
    yield f"{place.path}:{place.line}:{place.column}: {finding.key}: {finding.rule.id} ({finding.severity}) {finding.outcome}"
    if finding.path:
        yield chain(finding)
    if finding.outcome is Outcome.BY_EVIDENCE:
        yield f"evidence: {', '.join(finding.evidence)}"
        return
    yield from lines_of(finding)
    accepted = report.acceptance(finding)
    if accepted:
        yield accepted
    else:
        yield f"{finding.rule.citation}{'' if finding.rule.verified else ' (unverified)'}"
        yield f"satisfied by {finding.rule.satisfied_by}"
    yield f"polder explain {finding.fingerprint}"


def _text(text: str) -> str:
    """Leave out what XML cannot hold, whatever way it is written."""
    return _NOT_XML.sub("\ufffd", text)
