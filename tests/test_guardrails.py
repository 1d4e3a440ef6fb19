"""`polder guardrails` as a user meets it: what it writes, what it refuses, and that nothing is lost."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from emission import PROJECT
from polder_stacks.cli import main

CROSSING = """
datasets:
  claims:
    home: eemshaven/datasets
    tags: [personal]
    subjects: [DE]
    residency: {allow: [DE]}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project with one environment that holds, and run there."""
    (tmp_path / "cdktf.json").write_text("{}")
    (tmp_path / "environments").mkdir()
    text = (PROJECT / "environments" / "dev.yaml").read_text().partition("\ndatasets:")[0]
    (tmp_path / "environments" / "dev.yaml").write_text(f"{text}\npacks: [core]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLDER_ENVIRONMENT", raising=False)
    return tmp_path


def _below(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_files_are_written_and_told(project: Path) -> None:
    """Each file is told with what it holds, and a second run changes nothing."""
    run = CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])
    first = _below(project / "fence")
    again = CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])

    assert (run.exit_code, again.exit_code, run.stderr) == (0, 0, "")
    assert "resource-locations.json: resources that have a location" in run.stdout
    (policy,) = [json.loads(text) for path, text in first.items() if path.startswith("gcp/")]
    assert policy["spec"]["rules"][0]["values"]["allowedValues"] == ["in:europe-west4-locations"]
    assert _below(project / "fence") == first


def test_nothing_is_fenced_while_a_rule_fails(project: Path) -> None:
    """Guardrails that allow what a rule forbids are not written: exit code 1, the finding, and no folder."""
    file = project / "environments" / "dev.yaml"
    file.write_text(file.read_text() + CROSSING)

    run = CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])

    assert (run.exit_code, run.stdout) == (1, "")
    assert "SOV-001" in run.stderr
    assert not (project / "fence").exists()


@pytest.mark.parametrize("content", ["mine.txt", "guardrails.json"])
def test_a_folder_of_somebody_else_is_left_alone(project: Path, content: str) -> None:
    """A folder that holds anything else is refused with exit code 2, and nothing in it changes."""
    (project / "fence").mkdir()
    (project / "fence" / content).write_text('{"schema": "something/1"}')

    run = CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])

    assert run.exit_code == 2
    assert "holds something else" in run.stderr
    assert list(_below(project / "fence")) == [content]


def test_a_file_beside_the_own_ones_is_not_lost(project: Path) -> None:
    """What somebody put into the folder stays: it is named, and the folder is not replaced."""
    CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])
    (project / "fence" / "approval.txt").write_text("yes")
    file = project / "environments" / "dev.yaml"
    file.write_text(file.read_text().replace("europe-west4", "europe-west3"))

    run = CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])

    assert run.exit_code == 2
    assert "approval.txt" in run.stderr
    assert (project / "fence" / "approval.txt").read_text() == "yes"


def test_an_environment_that_would_be_cut_off_is_named(project: Path) -> None:
    """Another environment in the same project and another region is told of, since the policy would stop it."""
    text = (project / "environments" / "dev.yaml").read_text()
    (project / "environments" / "test.yaml").write_text(
        text.replace("environment: dev", "environment: test").replace("europe-west4", "europe-west1")
    )

    run = CliRunner().invoke(main, ["guardrails", "dev", "--out", "fence"])

    assert run.exit_code == 0
    assert "test/eemshaven stands in europe-west1" in run.stderr


def test_a_folder_that_cannot_be_written_is_explained(project: Path) -> None:
    """A file where the parent folder should be is a message and exit code 2, not a traceback."""
    (project / "file").write_text("x")

    run = CliRunner().invoke(main, ["guardrails", "dev", "--out", "file/fence"])

    assert run.exit_code == 2
    assert "cannot be written" in run.stderr
    assert run.exception is None or isinstance(run.exception, SystemExit)
