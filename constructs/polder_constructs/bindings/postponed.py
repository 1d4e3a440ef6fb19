"""Compiles generated modules with postponed annotations, as if each began with `from __future__ import annotations`.

A generated module holds hundreds of classes whose methods are annotated with unions of unions. Evaluating them takes most
of the time that importing the module does, and nothing ever reads them but the type checks, which evaluate those of a
stub when it is first called. The code is cached as Python caches its own, and checked as little.
"""

import __future__

import importlib.util
import marshal
import sys
from pathlib import Path
from types import CodeType

from polder_constructs.bindings.cache import FORMAT, Cache

_HEADER = 8
"""Bytes that say how long the code is, so that a truncated file is seen before it is read."""


class Postponed:
    """The code of generated modules, compiled once."""

    def __init__(self, cache: Cache) -> None:
        """Take where the code is kept."""
        self.cache = cache

    def code(self, module: str, source: Path) -> CodeType:
        """Return a module's code, from the cache or compiled into it.

        Args:
            module: Its full name.
            source: Its file.

        Raises:
            OSError: The file cannot be read.
        """
        status = source.stat()
        python = f"{sys.implementation.cache_tag}-{importlib.util.MAGIC_NUMBER.hex()}-{FORMAT}"
        path = self.cache.path("code", python, f"{module}-{status.st_mtime_ns}-{status.st_size}")
        found = _read(path)
        if found is not None:
            return found
        flags = __future__.annotations.compiler_flag
        made = compile(source.read_bytes(), str(source), "exec", flags=flags, dont_inherit=True)
        content = marshal.dumps(made)
        try:
            self.cache.write(path, len(content).to_bytes(_HEADER, "big") + content)
        except OSError:
            return made  # the next run compiles again
        return made


def _read(path: Path) -> CodeType | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if len(content) <= _HEADER or int.from_bytes(content[:_HEADER], "big") != len(content) - _HEADER:
        return None
    try:
        code = marshal.loads(memoryview(content)[_HEADER:])  # noqa: S302  written by ourselves, as Python writes its own
    except (EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None
