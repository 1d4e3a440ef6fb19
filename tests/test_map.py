"""`polder map` as a user meets it: forms, exit codes, and what goes where."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from emission import PROJECT
from polder_stacks.cli import main

DATA = """
datasets:
  claims:
    home: eemshaven/datasets
    tags: [personal]
    subjects: [DE]
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project with one environment that holds a dataset, and run there."""
    (tmp_path / "cdktf.json").write_text("{}")
    (tmp_path / "environments").mkdir()
    text = (PROJECT / "environments" / "dev.yaml").read_text().partition("\ndatasets:")[0]
    (tmp_path / "environments" / "dev.yaml").write_text(text + DATA)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLDER_ENVIRONMENT", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("form", "begins"),
    [("mermaid", "%%{init"), ("dot", "digraph flows {"), ("svg", "<svg "), ("json", "{\n")],
)
@pytest.mark.usefixtures("project")
def test_each_form_goes_to_standard_output(form: str, begins: str) -> None:
    """A map is on standard output and nothing else is, and it exits with 0 although rules are broken."""
    run = CliRunner().invoke(main, ["map", "dev", "--format", form, "--on", "2026-12-01"])

    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout.startswith(begins)
    assert run.stdout.endswith("\n")
    assert "claims" in run.stdout


@pytest.mark.usefixtures("project")
def test_the_day_is_the_one_asked_for() -> None:
    """`--on` decides the day that is judged, and no clock does."""
    run = CliRunner().invoke(main, ["map", "--format", "json", "--on", "2031-01-02"])

    assert json.loads(run.stdout)["on"] == "2031-01-02"


@pytest.mark.usefixtures("project")
def test_an_unknown_dataset_is_refused() -> None:
    """A misspelt dataset exits with 2, draws nothing, and says which was probably meant."""
    run = CliRunner().invoke(main, ["map", "dev", "--dataset", "clams\x1b"])

    assert (run.exit_code, run.stdout) == (2, "")
    assert "did you mean claims?" in run.stderr
    assert "\x1b" not in run.stderr


@pytest.mark.usefixtures("project")
def test_the_graph_is_never_a_part() -> None:
    """`--dataset` with the whole graph exits with 2: who judges by a part would take it for all."""
    run = CliRunner().invoke(main, ["map", "dev", "--format", "json", "--dataset", "claims"])

    assert (run.exit_code, run.stdout) == (2, "")
    assert "--dataset narrows pictures alone" in run.stderr


def test_one_environment_is_named(project: Path) -> None:
    """Of several environments none is guessed: exit code 2, and their names."""
    text = (project / "environments" / "dev.yaml").read_text()
    (project / "environments" / "test.yaml").write_text(text.replace("environment: dev", "environment: test"))

    run = CliRunner().invoke(main, ["map"])

    assert (run.exit_code, run.stdout) == (2, "")
    assert "name one of dev, test" in run.stderr
