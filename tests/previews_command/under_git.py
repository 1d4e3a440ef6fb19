"""A small project under git, and the commands run in it."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from polder_constructs.bindings.cache import chosen_directory
from trial import POLDER, Ran, polder

ENVIRONMENT: Final = """\
environment: dev
owner: ml-platform@example.org
state: {kind: local}
platform:
  kubernetes: "1.35"
  network: {zones: 1}
  logs: {retain: 30d}
  protect: false
  pools:
    system: {size: small, nodes: [1, 2]}
    gpu: {accelerator: "l4:1", nodes: [0, 1], capacity: spot}
  stores:
    datasets: {versioned: false}
    artifacts: {expire: 30d}
  tracking:
    mlflow: {version: 3.17.2, replicas: 1, standby: false, backups: 7d}
sites:
  eemshaven: {cloud: gcp, region: europe-west4, project: acme-ml-dev, network: {cidr: 10.8.0.0/16}}
"""
IOWA: Final = (
    "  iowa: {cloud: gcp, region: us-central1, project: acme-ml-iowa, network: {cidr: 10.9.0.0/16}}\n"
)
INFRA: Final = "dev-eemshaven-infra"
SERVICES: Final = "dev-eemshaven-services"


@dataclass(frozen=True)
class Project:
    """A project under git.

    Args:
        folder: Its top folder.
    """

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "Project":
        """Make one with one committed environment of one site."""
        made = cls(folder)
        made.git("init", "--quiet")
        (folder / "cdktf.json").write_text("{}")
        (folder / ".gitignore").write_text("out/\n*.tfstate*\n")
        made.file.parent.mkdir()
        made.write(ENVIRONMENT)
        made.commit()
        return made

    @property
    def file(self) -> Path:
        """Its environment."""
        return self.folder / "environments" / "dev.yaml"

    def write(self, text: str) -> None:
        """Write its environment."""
        self.file.write_text(text)

    def git(self, *arguments: str) -> str:
        """Run git."""
        command = ["git", "-c", "user.name=jane", "-c", "user.email=jane@example.org", *arguments]
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=True
        ).stdout.strip()

    def commit(self) -> str:
        """Commit everything; give the hash."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def run(self, *arguments: str, **variables: str) -> Ran:
        """Run a command of Polder in it."""
        return polder(*arguments, cwd=self.folder, width=200, **variables)

    def preview(self, *arguments: str, **variables: str) -> Ran:
        """Preview on stand-ins against the last commit, into the folder `out`."""
        return self.run(
            "preview", "dev", "--rehearse", "--base", "HEAD", "--out", "out", *arguments, **variables
        )

    def comment(self) -> str:
        """Give the comment of the last preview."""
        return (self.folder / "out" / "comment.md").read_text()

    def document(self) -> dict[str, Any]:
        """Give the preview.json of the last preview."""
        return json.loads((self.folder / "out" / "preview.json").read_text())


def without_credentials() -> dict[str, str]:
    """The variables of a process that has no credentials, no home, and no way to the network."""
    # What was derived from the bindings before is no secret, and deriving it again takes ten seconds.
    cache = {"POLDER_CACHE_DIR": str(chosen_directory().parent)}
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "XDG_CACHE_HOME") if name in os.environ}
    nowhere = "http://127.0.0.1:9"
    return {
        **kept,
        **cache,
        "HOME": "/nonexistent",
        "HTTPS_PROXY": nowhere,
        "HTTP_PROXY": nowhere,
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


def process(*arguments: str, cwd: Path, env: Mapping[str, str]) -> Ran:
    """Run the installed command with these variables alone."""
    run = subprocess.run(
        [POLDER, *arguments], cwd=cwd, capture_output=True, text=True, check=False, env=dict(env)
    )
    return Ran(run.returncode, run.stdout, run.stderr)
