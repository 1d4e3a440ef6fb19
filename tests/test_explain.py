"""`polder explain` as a user meets it."""

import json
from pathlib import Path

import pytest

from trial import DAY, polder, trial


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with one environment."""
    return trial(tmp_path)


def _fingerprint(project: Path, subject: str) -> str:
    text = polder("check", "trial", *DAY, "--format", "json", cwd=project).stdout
    (environment,) = json.loads(text)["environments"]
    return next(
        each["fingerprint"]
        for each in environment["findings"]
        if (each["rule"], each["subject"]) == ("ACME-1", subject)
    )


def test_a_rule_is_told_whole(project: Path) -> None:
    """What it demands, why, law with link, whether it was read, what it reads, what satisfies it and that nothing waives it."""
    run = polder("explain", "GDPR-44", cwd=project)

    assert run.returncode == 0, run.stderr
    for told in (
        "Personal data reaches a third country",
        "hard, of pack eu-gdpr",
        "GDPR Art. 44-46",
        "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
        "in force",
        "datasets.subjects",
        "scc: Standard contractual clauses",
        "Not legal advice",
    ):
        assert told in run.stdout
    assert "\nwaiver\n  none counts\n" in run.stdout


def test_a_rule_of_the_environment_is_found(project: Path) -> None:
    """A rule in YAML is explained as one of a pack is."""
    run = polder("explain", "ACME-1", cwd=project)

    assert run.returncode == 0, run.stderr
    assert "Board decision 2026-17" in run.stdout
    assert "soft, of pack own" in run.stdout
    assert "One that names the rule and its subject" in run.stdout


def test_a_finding_is_told_whole(project: Path) -> None:
    """By six digits of its fingerprint: place, path, what was read where, and a waiver for just this finding."""
    fingerprint = _fingerprint(project, "datasets.claims.replicas[0]")

    run = polder("explain", fingerprint[:6], "trial", *DAY, cwd=project)

    assert run.returncode == 0, run.stderr
    assert f"{fingerprint}  trial  2026-11-24  ACME-1 fails (soft)" in run.stdout
    assert "environments/trial.yaml:17:71: datasets.claims.replicas[0]" in run.stdout
    assert "  claims\n  -> replicates\n  -> claims@virginia/datasets\n  -> virginia\n" in run.stdout
    assert "datasets.claims.tags: confidential (environments/trial.yaml:17:38)" in run.stdout
    assert f'    subject: "{fingerprint}"' in run.stdout
    assert "    issued: 2026-11-24\n    expires: 2027-02-22\n" in run.stdout


def test_a_waived_finding_says_by_whom(project: Path) -> None:
    """What is waived names waiver, approver and reason, and asks for nothing to declare."""
    run = polder("explain", _fingerprint(project, "datasets.notes.home"), *DAY, cwd=project)

    assert "ACME-1 waived" in run.stdout
    assert "approved by jim@example.org" in run.stdout
    assert "accept it for a time" not in run.stdout


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("gdpr-44", "did you mean GDPR-44?"),
        ("ACME-2", "did you mean ACME-1?"),
        ("nonsense", "polder rules lists all"),
        ("abcde", "too short: write 6 or more digits"),
        ("000000000000", "no finding of trial begins with '000000000000'"),
        ("\x1b[31m", "there is no rule '\\x1b[31m'"),
    ],
)
def test_what_is_not_there_is_said(project: Path, what: str, told: str) -> None:
    """An unknown rule or finding is named on standard error, with what was probably meant, and exit code 2."""
    run = polder("explain", what, *DAY, cwd=project)

    assert run.returncode == 2
    assert run.stdout == ""
    assert told in run.stderr


def test_the_same_finding_of_two_environments_is_told_of_both(project: Path) -> None:
    """A fingerprint does not hold the environment's name: both are told."""
    first = project / "environments" / "trial.yaml"
    (project / "environments" / "other.yaml").write_text(
        first.read_text().replace("environment: trial", "environment: other").replace("11112222", "22221111")
    )
    fingerprint = _fingerprint(project, "datasets.claims.replicas[0]")

    run = polder("explain", fingerprint, *DAY, cwd=project)

    assert run.returncode == 0, run.stderr
    assert f"{fingerprint}  other" in run.stdout
    assert f"{fingerprint}  trial" in run.stdout
