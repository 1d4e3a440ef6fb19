"""A small project with one environment, and the installed command run in it."""

import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from polder_stacks.cli import main

POLDER: Final = Path(sys.executable).parent / "polder"
DAY: Final = ("--on", "2026-11-24")

ENVIRONMENT: Final = """\
environment: trial
owner: ml-platform@example.org
state: {kind: local}
packs: []
platform:
  kubernetes: "1.35"
  pools:
    system: {size: small, nodes: [2, 4]}
    train: {accelerator: "l4:1", nodes: [0, 4], capacity: spot}
  stores: {datasets: {}}
sites:
  frankfurt: {cloud: aws, region: eu-central-1, account: "111122223333", network: {cidr: 10.16.0.0/16}}
  virginia: {cloud: aws, region: us-east-1, account: "111122223333", network: {cidr: 10.17.0.0/16}}
links:
  sea: {between: [frankfurt, virginia], encryption: ipsec, private: true}
datasets:
  claims: {home: frankfurt/datasets, tags: [confidential], replicas: [virginia/datasets]}
  notes: {home: virginia/datasets, tags: [confidential]}
rules:
  ACME-1:
    title: Confidential data stays in the Union.
    explanation: The board decided so.
    citation: Board decision 2026-17
    tags: [confidential]
    allow: [EU]
waivers:
  old-copy:
    rule: ACME-1
    subject: datasets.notes
    reason: It moves home by the end of the year.
    owner: jane@example.org
    author: joe@example.org
    approver: jim@example.org
    ticket: OPS-1
    issued: 2026-11-01
    expires: 2026-12-01
"""


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def polder(*arguments: str, cwd: Path, width: int = 100, **variables: str) -> Ran:
    """Run a command in this process, in a folder."""
    with chdir(cwd):
        environment = {"NO_COLOR": "1", "COLUMNS": str(width), **variables}
        result = CliRunner(env=environment).invoke(main, arguments, catch_exceptions=False)
    return Ran(result.exit_code, result.stdout, result.stderr)


def polder_process(*arguments: str, cwd: Path, **variables: str) -> Ran:
    """Run the installed command, as a shell would."""
    run = subprocess.run(
        [POLDER, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **variables},
    )
    return Ran(run.returncode, run.stdout, run.stderr)


def trial(folder: Path) -> Path:
    """Make a project with one environment: a copy abroad that a rule of its own forbids, and one that is waived."""
    (folder / ".git").mkdir()
    (folder / "cdktf.json").write_text("{}")
    (folder / "environments").mkdir()
    (folder / "environments" / "trial.yaml").write_text(ENVIRONMENT)
    return folder
