"""Keep a libpq password file fresh from a program that prints a short-lived password.

The server opens each new connection with what the file holds at that moment, so no password is stored anywhere that
outlives the pod. The file appears whole or not at all, and only its owner may read it: libpq ignores it otherwise.

Usage: refresh_passfile.py [--once | --check]. Without an argument it never ends; `--once` ends after the first
password; `--check` tells whether a running loop is alive and has a password.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

REFRESH_SECONDS = 240
"""Below the shortest life of a password: an RDS token lives 15 minutes, and Google's metadata server gives out tokens
that have as little as five left."""

FIRST_RETRY_SECONDS = 2
LAST_RETRY_SECONDS = 60
ONCE_SECONDS = 180
SOURCE_SECONDS = 60
ALIVE_SECONDS = REFRESH_SECONDS + LAST_RETRY_SECONDS + SOURCE_SECONDS


def say(message: str) -> None:
    """Write one line to the pod's log."""
    sys.stderr.write(f"refresh_passfile: {message}\n")
    sys.stderr.flush()


def new_password(script: str) -> str | None:
    """Run the password source.

    Returns:
        The password, or None after saying why there is none; what the source printed is never repeated.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the program is the pod's own, from a read-only mount
            [sys.executable, script], capture_output=True, text=True, timeout=SOURCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        say(f"the password source took longer than {SOURCE_SECONDS} seconds")
        return None
    password = done.stdout.rstrip("\r\n")
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no message"]
        shown = reason[0].replace(password, "[password]") if password else reason[0]
        say(f"the password source failed with exit code {done.returncode}: {shown[:500]}")
        return None
    if not password or any(character in password for character in "\r\n\0"):
        say("the password source did not print exactly one line")
        return None
    return password


def passfile_line(environment: Mapping[str, str], password: str) -> str:
    """Write the one line of the file, for this server, database and user alone.

    Colons and backslashes are escaped as libpq wants it: cloud tokens are URLs with colons in them.
    See https://www.postgresql.org/docs/17/libpq-pgpass.html.
    """
    fields = [environment[f"POLDER_DATABASE_{name}"] for name in ("HOST", "PORT", "NAME", "USER")]
    escaped = [field.replace("\\", "\\\\").replace(":", "\\:") for field in (*fields, password)]
    return ":".join(escaped) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Put a file in place that a reader sees whole or not at all, readable by its owner alone."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(path)


def refresh(environment: Mapping[str, str]) -> bool:
    """Fetch a password and put it in place; False when there was none."""
    passfile = Path(environment["POLDER_PASSFILE"])
    _attempt_file(passfile).touch()
    password = new_password(environment["POLDER_PASSWORD_SCRIPT"])
    if password is None:
        return False
    write_whole(passfile, passfile_line(environment, password))
    return True


def loop(environment: Mapping[str, str], *, once: bool, sleep: Callable[[float], None] = time.sleep) -> int:
    """Refresh again and again, soon after a failure; with `once`, until the first password."""
    retry = FIRST_RETRY_SECONDS
    begun = time.monotonic()
    while True:
        if refresh(environment):
            say("the password is fresh")
            if once:
                return 0
            retry = FIRST_RETRY_SECONDS
            sleep(REFRESH_SECONDS)
            continue
        if once and time.monotonic() - begun > ONCE_SECONDS:
            return 1
        sleep(retry)
        retry = min(retry * 2, LAST_RETRY_SECONDS)


def alive(environment: Mapping[str, str]) -> bool:
    """Whether a loop tried lately and there is a password.

    A source that fails does not count as dead: the server keeps the connections it has, and restarting mends nothing.
    """
    passfile = Path(environment["POLDER_PASSFILE"])
    attempt = _attempt_file(passfile)
    return passfile.exists() and attempt.exists() and time.time() - attempt.stat().st_mtime < ALIVE_SECONDS


def _attempt_file(passfile: Path) -> Path:
    return passfile.with_name(f"{passfile.name}.attempt")


def main(arguments: list[str]) -> int:
    """Run as the command line says."""
    if arguments == ["--check"]:
        return 0 if alive(os.environ) else 1
    return loop(os.environ, once=arguments == ["--once"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
