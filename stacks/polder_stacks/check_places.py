"""Where findings stand for those who read reports: files from the repository's root, and the end of a key or value."""

import re
from pathlib import Path
from typing import Final

from polder_environments.problems import Position
from polder_policies.reports.report import Place

_WORD: Final = re.compile(
    r"""
    "(?:\\.|[^"\\])*"          # in double quotes
    | '(?:''|[^'])*'           # in single quotes
    | [^\s,\[\]{}][^,\[\]{}]*?(?=:(?:\s|$)|\s+\#|\s*[,\]}]|\s*$)
    """,
    re.VERBOSE,
)
"""A key or a value of YAML, from its first character."""


class Places:
    """Finds places; each file is read once."""

    def __init__(self) -> None:
        """Start with no file read."""
        self._paths: dict[Path, str] = {}
        self._lines: dict[Path, tuple[str, ...]] = {}

    def __call__(self, position: Position) -> Place:
        """Find the stretch of a line that a position begins.

        Args:
            position: Of a finding. What stands for a whole file is its first line.

        Returns:
            The place, its file from the root of the repository it lies in.
        """
        file = position.file
        if file not in self._paths:
            self._paths[file], self._lines[file] = _path(file), _lines(file)
        lines = self._lines[file]
        line, column = max(position.line, 1), max(position.column, 1)
        text = lines[line - 1] if line <= len(lines) else ""
        word = _WORD.match(text, column - 1)
        end = word.end() + 1 if word else max(len(text) + 1, column)
        return Place(self._paths[file], line, column, end)


def _path(file: Path) -> str:
    """Name a file from the root of its repository; a link is followed, since GitHub finds no file behind one."""
    real = file.resolve()
    for folder in real.parents:
        if (folder / ".git").exists():
            return real.relative_to(folder).as_posix()
    here = Path.cwd()
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else real.as_posix()


def _lines(file: Path) -> tuple[str, ...]:
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ()
    return tuple(re.split(r"\r\n|\r|\n", text))
