"""What the README and the other documents tell a reader to run or to write works as it stands there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from emission import PROJECT, topology_of

DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"(?P<not_run><!-- not run here: [^\n]+ -->\n)?```(?P<kind>sh|yaml)\n(?P<text>.*?)```", re.DOTALL
)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")


def _blocks(kind: str) -> list[tuple[str, str]]:
    return [
        (document.name, found["text"])
        for document in DOCUMENTS
        for found in BLOCK.finditer(document.read_text())
        if found["kind"] == kind and not found["not_run"]
    ]


COMMANDS = [(name, line) for name, block in _blocks("sh") for line in block.splitlines() if line]


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_command_runs(name: str, command: str) -> None:
    """Each command that a document shows exits with 0, unless a comment above says why it is not run."""
    environment = {**os.environ, "NO_COLOR": "1", "POLDER_ENVIRONMENT": "dev"}

    run = subprocess.run(
        command, shell=True, cwd=PROJECT, capture_output=True, text=True, check=False, env=environment
    )

    assert run.returncode == 0, f"{name}: {command}\n{run.stdout}\n{run.stderr}"


@pytest.mark.parametrize(("name", "text"), _blocks("yaml"))
def test_environment_resolves(name: str, text: str, tmp_path: Path) -> None:
    """Each environment that a document shows resolves."""
    file = tmp_path / "example.yaml"
    file.write_text(text)

    assert topology_of(file).sites, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Each link to a file of the repository leads to one."""
    missing = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]

    assert missing == []


def test_main_commands_are_run() -> None:
    """The README's main command is among those that run here."""
    assert ("README.md", "python3 bootstrap.py polder synth prod") in COMMANDS
