"""The gate before anything is built: while a rule fails, nothing is written and nothing that was there is lost."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from emission import PROJECT

BIN = Path(sys.executable).parent
PATH = os.pathsep.join([str(BIN), str(PROJECT / "node_modules" / ".bin"), os.environ.get("PATH", "")])
FAILING = """
datasets:
  patients: {home: eemshaven/datasets, tags: [phi], subjects: [DE], residency: {allow: [DE]}}
"""


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose dev was synthesized while every rule held."""
    folder = tmp_path_factory.mktemp("synthesized")
    shutil.copy(PROJECT / "cdktf.json", folder)
    (folder / "environments").mkdir()
    shutil.copy(PROJECT / "environments" / "dev.yaml", folder / "environments")
    assert _run(["polder", "synth", "dev"], folder).returncode == 0
    return folder


@pytest.fixture
def project(synthesized: Path, tmp_path: Path) -> Path:
    """The same, after dev got data that may not be where it is."""
    shutil.copytree(synthesized, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "environments" / "dev.yaml"
    file.write_text(file.read_text() + FAILING)
    return tmp_path


def _run(command: list[str], cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": PATH, "NO_COLOR": "1", "CHECKPOINT_DISABLE": "1", **variables}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def _written(project: Path) -> dict[Path, tuple[bytes, int]]:
    """Every file below cdktf.out, with its bytes and the time it was last written."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (project / "cdktf.out").rglob("*")
        if path.is_file()
    }


def test_polder_synth_writes_nothing(project: Path) -> None:
    """`polder synth` exits with 1, names the rule and the line, and leaves every file of the earlier synthesis alone."""
    before = _written(project)

    run = _run(["polder", "synth", "dev"], project)

    assert run.returncode == 1
    assert run.stdout == ""
    assert "SOV-001" in run.stderr
    assert "environments/dev.yaml:" in run.stderr
    assert before
    assert _written(project) == before
    assert not list(project.glob(".cdktf.out*"))


def test_cdktf_synth_writes_nothing(project: Path) -> None:
    """`cdktf synth` fails on the same gate, and leaves the earlier Terraform alone."""
    before = _written(project)

    run = _run(["cdktf", "synth"], project)

    assert run.returncode != 0
    assert "SOV-001" in run.stdout + run.stderr
    assert _written(project) == before


def test_nothing_is_written_where_nothing_was(project: Path) -> None:
    """Into a folder that is not there yet, a failing environment writes nothing, not even the folder."""
    run = _run(["polder", "synth", "dev", "--out", "elsewhere"], project)

    assert run.returncode == 1
    assert not (project / "elsewhere").exists()


@pytest.mark.parametrize(
    "variable",
    [
        "POLDER_SKIP_GATE",
        "POLDER_SKIP_CHECK",
        "POLDER_FORCE",
        "POLDER_NO_CHECK",
        "POLDER_ON",
        "POLDER_BASELINE",
    ],
)
def test_no_variable_skips_it(project: Path, variable: str) -> None:
    """What somebody might try in the environment changes nothing."""
    run = _run(["polder", "synth", "dev"], project, **{variable: "1"})

    assert run.returncode == 1


def test_no_variable_of_polders_is_near_it() -> None:
    """The modules between the file and the first construct read one variable, which only chooses environments."""
    modules = ("gate", "judged", "synth_command", "synth")
    sources = "".join((PROJECT / "stacks" / "polder_stacks" / f"{name}.py").read_text() for name in modules)

    assert set(_variables(sources)) <= {"POLDER_ENVIRONMENT", "CDKTF_OUTDIR"}


def _variables(source: str) -> list[str]:
    return re.findall(r"[\"']((?:POLDER|CDKTF)_[A-Z_]+)[\"']", source)


@pytest.mark.parametrize(
    "option", ["--force", "--skip-check", "--no-gate", "--baseline=x", "--on=2020-01-01"]
)
def test_no_option_skips_it(project: Path, option: str) -> None:
    """`polder synth` has no option that lets it build what fails, nor one that judges by another day."""
    before = _written(project)

    run = _run(["polder", "synth", "dev", option], project)

    assert run.returncode == 2
    assert _written(project) == before


def test_a_good_file_is_written_again(project: Path) -> None:
    """Once the finding is gone, synthesis writes."""
    file = project / "environments" / "dev.yaml"
    file.write_text(file.read_text().replace("allow: [DE]", "allow: [NL]").replace("tags: [phi], ", ""))

    run = _run(["polder", "synth", "dev"], project)

    assert run.returncode == 0, run.stderr


def test_every_command_that_builds_goes_through_it() -> None:
    """No module of the command line calls `synthesize` without the gate, or without having looked whether a verdict holds."""
    folder = PROJECT / "stacks" / "polder_stacks"
    callers = [
        file for file in folder.rglob("*.py") if "synthesize(" in file.read_text() and file.name != "synth.py"
    ]

    assert callers
    assert [
        file.name for file in callers if not re.search(r"admitted\(|verdict\.holds", file.read_text())
    ] == []
