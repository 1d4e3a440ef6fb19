"""Tools that others wrote find nothing wrong with any pipeline of this repository."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from ci.pipelines import ACTIONS, SCRIPTS, TEMPLATE, WORKFLOWS, scripts_of_template, steps
from emission import PROJECT

BIN: Final = Path(sys.executable).parent
SOURCED: Final = PROJECT / "ci" / "gitlab-identity.sh"

EMBEDDED: Final = {
    **{step.name: str(step.content["run"]) for step in steps() if "run" in step.content},
    **dict(scripts_of_template()),
}


def _run(*command: str | Path) -> None:
    run = subprocess.run(
        [str(part) for part in command], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-actions", ACTIONS),
        ("vendor.gitlab-ci", (TEMPLATE,)),
    ],
    ids=["workflows", "actions", "template"],
)
def test_schema_holds(schema: str, files: tuple[Path, ...]) -> None:
    """Workflows, actions and the template keep to the schemas that SchemaStore publishes for them."""
    transform = ["--data-transform", "gitlab-ci"] if schema == "vendor.gitlab-ci" else []

    _run(BIN / "check-jsonschema", "--builtin-schema", schema, *transform, *files)


def test_schema_would_tell(tmp_path: Path) -> None:
    """A job without a runner is no workflow for the schema, which so is shown to be in force."""
    broken = tmp_path / "broken.yml"
    broken.write_text(
        re.sub(r"runs-on: .*", "", WORKFLOWS[0].read_text() + "\n", count=1) + "jobs: {a: {}}\n"
    )

    with pytest.raises(AssertionError):
        _run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", broken)


def test_scripts_are_clean() -> None:
    """Shellcheck finds nothing in the scripts of ci/, nor in what they source."""
    _run(BIN / "shellcheck", "--external-sources", "--source-path", PROJECT, *SCRIPTS)


@pytest.mark.parametrize("text", EMBEDDED.values(), ids=EMBEDDED.keys())
def test_embedded_scripts_are_clean(text: str, tmp_path: Path) -> None:
    """Shellcheck finds nothing in the scripts that stand in workflows, actions and the template."""
    script = tmp_path / "script"
    script.write_text(text.replace('"$POLDER_HOME/ci/gitlab-identity.sh"', str(SOURCED)))

    _run(BIN / "shellcheck", "--shell", "bash", "--external-sources", script)


@pytest.mark.parametrize(
    "command",
    [
        ["actionlint", *map(str, WORKFLOWS)],
        [
            "zizmor",
            "--offline",
            "--persona",
            "auditor",
            "--config",
            str(PROJECT / "tests" / "ci" / "zizmor.yml"),
            *map(str, (*WORKFLOWS, *ACTIONS)),
        ],
    ],
    ids=["actionlint", "zizmor"],
)
def test_linter_of_workflows_finds_nothing(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Linters that know GitHub find no wrong expression, input or right, and no way in, in workflows and actions."""
    program = BIN / command[0]
    if not program.exists():
        pytest.skip(f"{command[0]} is not in requirements/dev.lock yet")
    monkeypatch.setenv("PATH", str(BIN), prepend=":")  # actionlint asks shellcheck

    _run(program, *command[1:])


def test_nothing_lints_itself_away() -> None:
    """The one finding that is ignored in place says why."""
    ignored = [
        (file.name, line.strip())
        for file in (*WORKFLOWS, *ACTIONS, TEMPLATE, *SCRIPTS)
        for line in file.read_text().splitlines()
        if "zizmor: ignore" in line or "shellcheck disable" in line
    ]

    assert len(ignored) == 3
    assert all(re.search(r"\] \w|# \w.* # \w|disable=\w+ # \w", line) for _, line in ignored)
