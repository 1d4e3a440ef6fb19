import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from polder_environments.problems import InvalidInput
from polder_policies.baseline import Baseline, applied, baseline_text, recorded
from polder_policies.verdict import Verdict
from polder_stacks.check_baseline import read_baseline, write_baseline
from sovereign import DAY, environment, verdict

LATER = date(2027, 3, 1)


def _judged(on: date = DAY, **datasets: Mapping[str, object]) -> Verdict:
    """An environment of one dataset with a copy in Virginia: residency is hard, a rule of one's own soft, another advice."""
    rules = {
        "ACME-1": {"title": "It stays in Germany.", "explanation": "Because we say so.", "allow": ["DE"]},
        "ACME-2": {
            "title": "It keeps out of the US.",
            "explanation": "Because we say so.",
            "deny": ["US"],
            "severity": "advisory",
        },
    }
    claims = {
        "home": "frankfurt/datasets",
        "replicas": ["virginia/datasets"],
        "tags": ["confidential"],
        "residency": {"allow": ["DE"]},
    }
    links = {"sea": {"between": ["frankfurt", "virginia"], "encryption": "ipsec"}}
    found = environment(
        ["frankfurt", "virginia"],
        {"packs": [], "rules": rules, "links": links, "datasets": datasets or {"claims": claims}},
    )
    return verdict(found, on)


def test_it_accepts_what_is_soft_and_never_what_is_hard() -> None:
    """Of a hard, a soft and an advisory finding at one copy, the hard one alone is not written and still stands."""
    judged = _judged()
    baseline = recorded([judged], None)
    under = applied(baseline, "adopted.json", judged)
    accepted = {finding.rule.id for finding in judged.broken if under.accepts(finding)}

    assert {finding.rule.id for finding in judged.broken} == {"SOV-001", "ACME-1", "ACME-2"}
    assert accepted == {each.rule for each in baseline.environments["trial"].values()} == {"ACME-1", "ACME-2"}


def test_what_became_hard_is_told_and_not_accepted() -> None:
    """An entry whose rule is hard by now silences nothing, and is told."""
    judged = _judged()
    baseline = recorded([judged], None)
    harder = replace(
        judged,
        findings=tuple(each._replace(severity="hard") for each in judged.findings),
    )

    under = applied(baseline, "adopted.json", harder)

    assert not any(under.accepts(finding) for finding in harder.broken)
    assert {entry.rule for entry in under.hard} == {"ACME-1", "ACME-2"}


def test_what_was_mended_is_stale() -> None:
    """Entries of a copy that went are told as stale, with all that they say."""
    baseline = recorded([_judged()], None)
    mended = _judged(
        claims={"home": "frankfurt/datasets", "tags": ["confidential"], "residency": {"allow": ["DE"]}}
    )

    under = applied(baseline, "adopted.json", mended)

    assert {entry.rule for entry in under.stale} == {"ACME-1", "ACME-2"}


def test_new_findings_are_not_accepted() -> None:
    """A finding that came after the baseline stands, beside the old ones that are accepted."""
    baseline = recorded([_judged()], None)
    copied = {"home": "virginia/datasets", "tags": ["confidential"]}
    old = {
        "home": "frankfurt/datasets",
        "replicas": ["virginia/datasets"],
        "tags": ["confidential"],
        "residency": {"allow": ["DE"]},
    }
    judged = _judged(claims=old, more=copied)

    under = applied(baseline, "adopted.json", judged)

    assert {
        (finding.rule.id, finding.key)
        for finding in judged.broken
        if not under.accepts(finding) and finding.severity != "hard"
    } == {("ACME-1", "datasets.more.home"), ("ACME-2", "datasets.more.home")}


def test_writing_again_keeps_days_and_other_environments() -> None:
    """What still stands keeps the day of its acceptance, what does not goes, and other environments stay as they were."""
    first = recorded([_judged()], None)
    other = Baseline.model_validate(
        {
            "format": "polder.baseline/1",
            "environments": {**first.model_dump(mode="json")["environments"], "prod": {}},
        }
    )

    again = recorded([_judged(LATER)], other)

    assert again.environments["prod"] == {}
    assert again.environments["trial"] == first.environments["trial"]
    assert {each.since for each in again.environments["trial"].values()} == {DAY}


def test_the_file_is_read_back(tmp_path: Path) -> None:
    """What is written is JSON, a line an entry in order, and reads back as the same baseline."""
    baseline = recorded([_judged()], None)
    file = tmp_path / "adopted.json"

    write_baseline(file, baseline)

    assert read_baseline(file) == baseline
    assert json.loads(file.read_text()) == baseline.model_dump(mode="json")
    prints = [line.strip()[1:13] for line in file.read_text().splitlines() if '"rule"' in line]
    assert prints == sorted(baseline.environments["trial"])
    assert list(tmp_path.iterdir()) == [file]


def test_an_empty_baseline_is_one(tmp_path: Path) -> None:
    """A baseline of an environment in which nothing stands is written and read."""
    file = tmp_path / "none.json"
    baseline = recorded([_judged(claims={"home": "frankfurt/datasets"})], None)

    file.write_text(baseline_text(baseline))

    assert read_baseline(file).environments == {"trial": {}}


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("{", 1, "syntax"),
        ("[]", 1, "not-a-mapping"),
        ('{"format": "polder.baseline/9",\n"environments": {}}', 1, "not-allowed"),
        ('{"format": "polder.baseline/1"}', 0, "missing-key"),
        (
            '{"format": "polder.baseline/1",\n "environments": {"prod": {\n  "xyz": {"rule": "A-1", "subject": "s", "since": "2026-01-01"}}}}',
            3,
            "wrong-form",
        ),
        (
            '{"format": "polder.baseline/1",\n "environments": {"prod": {\n  "0123456789ab": {"rule": "A-1", "subject": "s"}}}}',
            3,
            "missing-key",
        ),
    ],
    ids=["cut", "list", "version", "nothing", "fingerprint", "entry"],
)
def test_a_bad_file_is_refused_at_its_line(tmp_path: Path, text: str, line: int, code: str) -> None:
    """A file that is no baseline is refused with the line and what is allowed, as an environment is."""
    file = tmp_path / "bad.json"
    file.write_text(text)

    with pytest.raises(InvalidInput) as refused:
        read_baseline(file)

    assert [(each.position.line, each.code) for each in refused.value.problems] == [(line, code)]


def test_a_missing_file_says_how_one_is_written(tmp_path: Path) -> None:
    """A baseline that does not exist is refused, with the command that writes one."""
    with pytest.raises(InvalidInput) as refused:
        read_baseline(tmp_path / "none.json")

    assert "--write-baseline" in refused.value.problems[0].allowed
