"""What the tests of `polder preview` and `polder deploy` share: a project, and plans that Terraform made."""

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from polder_rehearsal.runs import Runs
from polder_rehearsal.stage import stage
from polder_rehearsal.tool import Tool, find_tool
from polder_rehearsal.wishes import Wish
from previews_command.under_git import ENVIRONMENT, INFRA, Project
from trial import polder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Make a project with one committed environment of one site."""
    return Project.made(tmp_path)


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Find the Terraform that a user of this machine would get."""
    return find_tool([sys.executable, "-P", "-m", "polder_stacks.terraform"])


@pytest.fixture(scope="session")
def saved_plan(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Let Terraform plan the environment's first stack: the saved plan, and its JSON."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "environments").mkdir()
    (folder / "cdktf.json").write_text("{}")
    (folder / "environments" / "dev.yaml").write_text(ENVIRONMENT)
    assert polder("synth", "dev", cwd=folder).returncode == 0
    with stage(folder / "cdktf.out", Wish(stacks=(INFRA,))) as standing:
        runs, place = Runs(tool, standing.stand_ins), standing.stacks[INFRA].folder
        for command in (["init", "-input=false"], ["plan", "-input=false", "-out=it.tfplan"]):
            assert runs.run(INFRA, place, command).code == 0
        shown = runs.run(INFRA, place, ["show", "-json", "it.tfplan"])
        return {"saved": (place / "it.tfplan").read_bytes(), "json": shown.output.encode()}


@pytest.fixture
def bare_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Make a folder with only the named programs in it, to be the whole PATH."""

    def make(*programs: str) -> str:
        folder = tmp_path_factory.mktemp("bin")
        for program in programs:
            found = shutil.which(program)
            assert found
            (folder / program).symlink_to(found)
        return str(folder)

    return make
