"""What is wrong with an input, said for the person who has to mend it."""

import difflib
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

KeyPath = tuple[str | int, ...]
"""The way to a value from the top of a file: keys of mappings, and indices of lists counted from 0."""

_LONGEST_SHOWN = 60
_LONGEST_GUESSED = 64  # difflib takes quadratic time: nobody mistypes a longer word
_LARGEST_SOURCE = 1 << 20


@dataclass(frozen=True, order=True)
class Position:
    """A place in an input file; line and column count from 1, and 0 stands for the file as a whole."""

    file: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Write ``file:line:column`` as editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with an input.

    Args:
        position: Where the value stands.
        key: The dotted path of the key, ``sites.frankfurt.region``; empty for the whole file.
        what: What is wrong, in one sentence that names the value.
        allowed: What would be right: the allowed values, the format, or who can; empty when `what` says it.
        code: A short stable name of the kind of problem, ``unknown-key``, for machine output.
    """

    position: Position
    key: str
    what: str
    allowed: str
    code: str


class InvalidInput(Exception):  # noqa: N818 - it reads as what it says: raise InvalidInput(problems)
    """Raised once for an input with everything that is wrong with it; the command line exits with 2."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems in the order of the files' lines."""
        super().__init__(f"{len(problems)} problem(s) in the input")
        self.problems = tuple(sorted(problems))


def dotted(path: KeyPath) -> str:
    """Write a path as people say it.

    Args:
        path: Keys and list indices from the top of the file.

    Returns:
        ``sites.frankfurt.pools.train.nodes[1]``; a key that holds a dot or anything odd is quoted.
    """
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
            continue
        plain = (
            part.replace("-", "").replace("_", "").isalnum()
            and part.isascii()
            and len(part) <= _LONGEST_SHOWN
        )
        written += ("." if written else "") + (part if plain else shown(part))
    return written


def shown(value: object) -> str:
    """Write a value as YAML would, on one line, short, and with nothing that a terminal could act on.

    Args:
        value: Plain data: text, a number, ``True``, ``None``, a list or a mapping.

    Returns:
        For instance ``"four"``, ``3``, ``true``, ``null``.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return _shortened(str(value))
    return f'"{"".join(_escaped(character) for character in _shortened(value))}"'


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\u{ord(character):04x}")


def closest(word: str, choices: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Guess which of the choices was meant.

    Args:
        word: What stands in the file.
        choices: What could stand there.
        cutoff: How alike the two must be, from 0 to 1.

    Returns:
        The likeliest choice, case and the kind of hyphen aside; `None` when none is like it.
    """
    if len(word) > _LONGEST_GUESSED:
        return None
    folded = {_folded(choice): choice for choice in sorted(choices, reverse=True)}
    found = difflib.get_close_matches(_folded(word), sorted(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_")


def render(problems: Iterable[Problem], *, width: int = 100) -> str:
    """Write problems for a terminal, one block each, with the line of the file and a caret under the place.

    Args:
        problems: What is wrong, in the order to show it.
        width: How many columns the terminal has; less than 40 counts as 40.

    Returns:
        Plain text without colours that ends in a line break; empty when there are no problems.
    """
    width = max(width, 40)
    lines: dict[Path, list[str]] = {}
    return "\n".join(_block(problem, width, lines) for problem in problems)


def _block(problem: Problem, width: int, lines: dict[Path, list[str]]) -> str:
    where = [str(problem.position), problem.key] if problem.key else [str(problem.position)]
    written = [": ".join([*where, problem.what])]
    written += _excerpt(problem.position, width, lines)
    if problem.allowed:
        written += textwrap.wrap(
            f"allowed: {problem.allowed}",
            width,
            initial_indent="    ",
            subsequent_indent=" " * 13,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(written) + "\n"


def _excerpt(position: Position, width: int, lines: dict[Path, list[str]]) -> list[str]:
    """Find the line of a position, cut to a window around it when it is longer than the terminal is wide."""
    if position.line < 1:
        return []
    if position.file not in lines:
        lines[position.file] = _lines(position.file)
    if position.line > len(lines[position.file]):
        return []
    source = "".join(
        character if character.isprintable() else " " if character == "\t" else "\ufffd"
        for character in lines[position.file][position.line - 1]
    )
    margin = f"{position.line:>5} | "
    room = width - len(margin) - 2
    before = max(position.column - 1, 0)
    start = 0 if len(source) <= room else max(0, before - room // 2)
    window = source[start : start + room]
    gap = sum(_columns(character) for character in source[start:before])
    left, right = ("…" if start else ""), ("…" if start + room < len(source) else "")
    return [
        (margin + left + window + right).rstrip(),
        " " * (len(margin) - 2) + "| " + " " * (len(left) + gap) + "^",
    ]


def _lines(file: Path) -> list[str]:
    """Read a file's lines; none when it has gone since, or is no file to show."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST_SOURCE:
            return []
        text = file.read_bytes().decode(errors="replace").removeprefix("\ufeff")
    except OSError:
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
