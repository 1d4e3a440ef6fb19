from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from polder_environments.problems import Position
from polder_policies.reports.report import Report, Threshold
from polder_stacks.check_places import Places


def _told(report: Report) -> list[tuple[str, str, str]]:
    return [(each.severity, each.rule.id, each.key) for each in report.standing]


def test_what_stands_is_told_strictest_first(report: Report) -> None:
    """Hard findings come before soft ones and those before advice; what a waiver accepts is not among them."""
    assert _told(report) == [
        ("hard", "SOV-001", "datasets.claims.replicas[0]"),
        ("soft", "ACME-1", "datasets.claims.replicas[0]"),
        ("advisory", "ACME-2", "datasets.claims.replicas[0]"),
        ("advisory", "ACME-2", "datasets.notes.home"),
    ]
    assert [each.key for each in report.waived] == ["datasets.notes.home"]
    assert report.state() == "does not hold: 1 hard, 1 soft, 2 advisory"


def test_a_baseline_leaves_what_is_hard(adopted: Report) -> None:
    """Under a baseline of everything, the hard finding still stands and fails the check, and the rest is told as accepted."""
    assert _told(adopted) == [("hard", "SOV-001", "datasets.claims.replicas[0]")]
    assert [each.rule.id for each in adopted.suppressed] == ["ACME-1", "ACME-2", "ACME-2"]
    assert not adopted.passes
    assert any("0123456789ab" in note and "take it out" in note for note in adopted.notes())
    assert any("polder synth knows no baseline" in note for note in adopted.notes())


@pytest.mark.parametrize(("fail_on", "failing"), [("hard", 1), ("soft", 2), ("advisory", 4)])
def test_the_threshold_decides_what_fails(report: Report, fail_on: Threshold, failing: int) -> None:
    """What fails the check is what is as strict as asked for, or stricter."""
    assert len(replace(report, fail_on=fail_on).failing) == failing


@pytest.mark.parametrize(
    ("line", "column", "stretch"),
    [
        ("key: value  # comment", 1, "key"),
        ("key: value  # comment", 6, "value"),
        ("- [one, 'it''s', two]", 9, "'it''s'"),
        ('k: {a: "x \\" y", b: c d}', 8, '"x \\" y"'),
        ("k: {a: b c, d: e}", 8, "b c"),
        ("url: a:b/c", 6, "a:b/c"),
        ("größe: schön", 8, "schön"),
        ("key:", 1, "key"),
        ("k: [a]", 4, "[a]"),
    ],
)
def test_a_place_ends_where_its_word_does(tmp_path: Path, line: str, column: int, stretch: str) -> None:
    """The stretch of a finding is the key or value itself, so that an annotation underlines no more than that."""
    file = tmp_path / "one.yaml"
    file.write_text(f"{line}\n")

    found = Places()(Position(file, 1, column))

    assert line[found.column - 1 : found.end - 1] == stretch


def test_paths_begin_at_the_repository(reported: Callable[..., Report], tmp_path: Path) -> None:
    """A file is named from the folder with .git, through links, since GitHub finds no file behind one."""
    report = reported(folder="über uns/environments")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "über uns", target_is_directory=True)

    through = Places()(Position(link / "environments" / "trial.yaml", 3, 1))

    assert through.path == "über uns/environments/trial.yaml"
    assert {report.place(each.position).path for each in report.standing} == {through.path}


def test_a_place_of_a_file_that_went_is_still_one(tmp_path: Path) -> None:
    """A position in a file that is gone, or past its end, is a place of one column and no error."""
    found = Places()(Position(tmp_path / "gone.yaml", 7, 3))

    assert (found.line, found.column, found.end) == (7, 3, 3)
