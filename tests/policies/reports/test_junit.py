from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from polder_policies.reports.junit import as_junit
from polder_policies.reports.report import Report


def _suite(report: Report) -> Element:
    suite = fromstring(as_junit([report])).find("testsuite")  # noqa: S314 - we wrote it
    assert suite is not None
    return suite


def _case(suite: Element, rule: str, subject: str) -> Element:
    (case,) = [
        each
        for each in suite.findall("testcase")
        if (each.get("classname"), each.get("name")) == (f"trial.{rule}", subject)
    ]
    return case


def _output(case: Element) -> str:
    return case.findtext("system-out") or ""


def test_a_case_is_a_rule_and_its_subject(report: Report) -> None:
    """What is broken fails with its path and remedy, what holds passes in silence, and all of them are counted."""
    suite = _suite(report)
    failure = _case(suite, "SOV-001", "datasets.claims.replicas[0]").find("failure")

    assert failure is not None
    assert failure.get("type") == "hard"
    assert "claims -> replicates -> claims@virginia/datasets -> virginia -> US" in (failure.text or "")
    assert list(_case(suite, "ACME-1", "datasets.claims.home")) == []
    cases = suite.findall("testcase")
    assert suite.get("tests") == str(len(cases))
    assert suite.get("failures") == str(sum(case.find("failure") is not None for case in cases)) == "2"


def test_what_does_not_fail_the_check_passes_and_says_why(report: Report, adopted: Report) -> None:
    """Waived findings, advice and what the baseline accepts pass, with their words as output."""
    suite, under = _suite(report), _suite(adopted)

    assert "jim@example.org" in _output(_case(suite, "ACME-1", "datasets.notes.home"))
    assert "(advisory) fails" in _output(_case(suite, "ACME-2", "datasets.notes.home"))
    assert "adopted.json" in _output(_case(under, "ACME-1", "datasets.claims.replicas[0]"))
    assert under.get("failures") == "1"


def test_the_threshold_fails_cases(report: Report) -> None:
    """With --fail-on advisory, advice fails as well: two findings more."""
    assert _suite(replace(report, fail_on="advisory")).get("failures") == "4"


def test_rules_without_a_subject_are_skipped(report: Report) -> None:
    """A rule that does not apply is a skipped case, so that nobody takes it for one that holds."""
    suite = _suite(report)
    skipped = [
        each.get("classname") for each in suite.findall("testcase") if each.find("skipped") is not None
    ]

    assert skipped == [f"trial.{rule.id}" for rule in report.verdict.not_applicable]


def test_control_characters_make_no_broken_xml(report: Report) -> None:
    """What XML cannot hold, even escaped, is replaced; a parser reads what is written."""
    broken = report.standing[0]
    verdict = replace(report.verdict, findings=(broken._replace(info="a\x00b\x1b[31m\ud800 ]]> &"),))

    text = as_junit([replace(report, verdict=verdict)])

    assert fromstring(text.encode()).tag == "testsuites"  # noqa: S314 - we wrote it
    assert "\x1b" not in text
