import json
from dataclasses import replace

from polder_policies.reports.gitlab import as_gitlab
from polder_policies.reports.report import Report


def test_issues_have_what_gitlab_wants(report: Report) -> None:
    """Each issue has the five keys that GitLab reads, at the line of the file, strictest first."""
    issues = json.loads(as_gitlab([report]))

    assert all(
        set(each) == {"description", "check_name", "fingerprint", "severity", "location"} for each in issues
    )
    assert [(each["check_name"], each["severity"]) for each in issues] == [
        ("SOV-001", "blocker"),
        ("ACME-1", "critical"),
        ("ACME-2", "minor"),
        ("ACME-2", "minor"),
        ("ACME-1", "info"),
    ]
    assert issues[0]["location"]["path"] == "environments/trial.yaml"
    assert issues[0]["location"]["lines"]["begin"] == report.standing[0].position.line


def test_what_is_accepted_is_told(report: Report, adopted: Report) -> None:
    """Waived findings and those of a baseline are issues that say by what they are accepted, and are information alone."""
    waived = json.loads(as_gitlab([report]))[-1]
    under = [each for each in json.loads(as_gitlab([adopted])) if each["severity"] == "info"]

    assert waived["description"].startswith("Accepted: waiver old-copy until 2026-12-01")
    assert sum("adopted.json" in each["description"] for each in under) == 3


def test_no_two_issues_are_taken_for_one(report: Report) -> None:
    """GitLab drops an issue with a fingerprint that it has seen: two environments, or two of a subject, differ."""
    other = replace(report, verdict=replace(report.verdict, environment="other"))
    twice = replace(report, verdict=replace(report.verdict, findings=(report.standing[0],) * 2))
    prints = [each["fingerprint"] for each in json.loads(as_gitlab([report, other, twice]))]

    assert len(prints) == 12
    assert len(set(prints)) == 11  # `twice` is of the same environment, and so its first is the same issue
