"""The project's own checks: style, types, and imports that run one way."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        [str(BIN / "ruff"), "check", "."],
        [str(BIN / "ruff"), "format", "--check", "."],
        [str(BIN / "lint-imports")],
        [str(PROJECT / "node_modules" / ".bin" / "pyright"), "--pythonpath", sys.executable],
    ],
    ids=["ruff", "format", "import-linter", "pyright"],
)
def test_clean(command: list[str]) -> None:
    """Each checker finds nothing."""
    assert shutil.which(command[0]), f"{command[0]} is missing: python3 bootstrap.py --dev pytest installs it"

    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
