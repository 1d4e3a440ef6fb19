"""Runs little programs on the bindings, each in a process and with a cache of its own."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return an empty cache directory."""
    return tmp_path / "cache"


@pytest.fixture
def start(tmp_path: Path, cache: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Return what starts a program with nothing in its environment that steers the bindings but what is given."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("POLDER_", "JSII_"))}

    def start_program(program: str, **extra: str) -> "subprocess.Popen[str]":
        file = tmp_path / "program.py"
        file.write_text(textwrap.dedent(program))
        return subprocess.Popen(
            [sys.executable, str(file)],
            cwd=tmp_path,
            env={**ours, "POLDER_CACHE_DIR": str(cache), **extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start_program


@pytest.fixture
def run(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., tuple[str, str]]:
    """Return what runs a program that must succeed, and gives what it wrote to stdout and to stderr."""

    def run_program(program: str, **extra: str) -> tuple[str, str]:
        process = start(program, **extra)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out, err

    return run_program
