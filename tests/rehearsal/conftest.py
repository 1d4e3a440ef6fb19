"""What the tests of rehearsals share: the Terraform that is here, and rehearsals of whole environments, run once."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from emission import Emitted
from polder_rehearsal.rehearse import rehearse
from polder_rehearsal.results import Result
from polder_rehearsal.tool import Tool, find_tool
from polder_rehearsal.wishes import Wish

FALLBACK = [sys.executable, "-m", "polder_stacks.terraform"]
"""Terraform of PyPI, which is there where no other is."""


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Find the Terraform that a user of this machine would get."""
    return find_tool(FALLBACK)


@pytest.fixture(scope="session")
def rehearsed(emitted: Emitted, tool: Tool) -> Callable[[str], Result]:
    """Rehearse a reference environment from end to end, once."""
    done: dict[str, Result] = {}

    def of(environment: str) -> Result:
        if environment not in done:
            done[environment] = rehearse(emitted.out, tool, Wish(stacks=(f"{environment}-*",)))
        return done[environment]

    return of


@pytest.fixture
def written(tmp_path: Path) -> Callable[[dict[str, object]], Path]:
    """Write a small output as CDKTF would: stacks by name."""

    def write(stacks: dict[str, object]) -> Path:
        manifest: dict[str, object] = {}
        for name, body in stacks.items():
            folder = tmp_path / "out" / "stacks" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "cdk.tf.json").write_text(json.dumps(body))
            manifest[name] = {
                "name": name,
                "workingDirectory": f"stacks/{name}",
                "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
                "dependencies": [],
            }
        (tmp_path / "out" / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": manifest}))
        return tmp_path / "out"

    return write
