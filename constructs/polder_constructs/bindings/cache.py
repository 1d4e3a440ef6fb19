"""A directory of derived files that any number of processes may build, read and lose at any time.

Nothing here takes a lock: two processes that miss at once both build, and the second `os.replace` puts an equal file
in place of the first. A lock would turn a killed process into a deadlock.
"""

import atexit
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from polder_constructs.bindings.errors import say

FORMAT = 1
"""The version of what this package writes; part of every key, so that an upgrade never reads an old layout."""

KEEP_SECONDS = 30 * 24 * 3600
"""How long an entry that nobody reads stays. Shorter would delete what a slow parallel process is about to load."""


def chosen_directory() -> Path:
    """Return `$POLDER_CACHE_DIR`, or `polder` in the platform's user cache, without touching it."""
    chosen = os.environ.get("POLDER_CACHE_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute() / "bindings"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "polder" / "bindings"


def _usable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return True
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Cache:
    """Files by key, in a directory that can be written."""

    directory: Path

    @classmethod
    def open(cls) -> "Cache":
        """Open the chosen directory; when it cannot be written, one that lasts as long as the machine's temp files.

        Raises:
            OSError: The temp directory cannot be written either.
        """
        directory = chosen_directory()
        if _usable(directory):
            return cls(directory)
        # A predictable name in a shared temp directory would let another user plant JavaScript that we then run.
        private = Path(tempfile.mkdtemp(prefix="polder-bindings-"))
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        say(f"cannot write the cache {directory}; building it anew in {private}, some seconds slower")
        return cls(private)

    def path(self, *parts: str) -> Path:
        """Return where an entry lies or would lie."""
        return self.directory.joinpath(*parts)

    def write(self, path: Path, content: bytes) -> None:
        """Put a file in place in one step, so that no reader ever sees half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, path)  # noqa: PTH105  a temp file's name is a str
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108  a temp file's name is a str
            raise

    def write_checked(self, path: Path, content: bytes) -> None:
        """Put a file in place together with its digest, for `is_intact`."""
        self.write(path, content)
        self.write(_digest_path(path), hashlib.sha256(content).hexdigest().encode())

    def is_intact(self, path: Path) -> bool:
        """Tell whether a file is there and is what `write_checked` wrote: not truncated, not edited, not half lost."""
        try:
            content = path.read_bytes()
            expected = _digest_path(path).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(content).hexdigest().encode() != expected:
            return False
        with contextlib.suppress(OSError):
            os.utime(path)
        return True

    def prune(self, directory: Path) -> None:
        """Delete entries of a directory that nobody has read for `KEEP_SECONDS`."""
        oldest = time.time() - KEEP_SECONDS
        with contextlib.suppress(OSError):
            for entry in directory.iterdir():
                if entry.is_file() and entry.stat().st_mtime < oldest:
                    entry.unlink(missing_ok=True)


def _digest_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")
