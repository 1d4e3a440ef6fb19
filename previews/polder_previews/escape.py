"""Text of others inside of our output: nothing in it is markup, nobody is called by it, and all of it can be seen."""

import html
import re
import unicodedata
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]*")
_CALLING: Final = re.compile(
    r"(?<![A-Za-z0-9])[@#!$~%&^*\[/](?=[A-Za-z0-9_\"\[])|(?i:\bGH-(?=\d)|\bwww\.|\bhttps?:|:(?=[a-z0-9_+-]{1,40}:))"
)
"""What forges turn into links to people, issues, merge requests, snippets, labels, epics and sites, into commands
and into pictures."""

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>&~$|!])")
"""What is markup in the middle of a line."""

_GAP: Final = "\u2060"
"""A word joiner: it has no width, and no forge reads past it."""


def visible(text: str) -> str:
    r"""Write what nobody can see, or what turns the direction of its neighbours, as an escape: `\u202e`.

    Letters that are written from right to left are escaped too: between a value before and one after, they can make
    a browser show the two the other way round.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if _is_plain(each) else _escape(ord(each)) for each in text)


def _is_plain(character: str) -> bool:
    return character.isprintable() and unicodedata.bidirectional(character) not in {"R", "AL", "AN"}


def _escape(code: int) -> str:
    short = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}.get(code)
    return short or (f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")  # noqa: PLR2004 - four digits


def clipped(text: str, longest: int) -> str:
    """Cut a text in its middle, and say how long it is."""
    if len(text) <= longest:
        return text
    mark = f" … ({len(text)} characters) … "
    room = max(longest - len(mark), 2)
    return text[: room - room // 3] + mark + text[len(text) - room // 3 :]


def code(text: str, *, cell: bool = False) -> str:
    """Write a text as a code span of Markdown.

    Args:
        text: The text.
        cell: Whether it stands in a table, where a bar ends the cell even inside of code.
    """
    text = visible(text)
    if not text.strip():
        return "(blank)"
    if cell and "|" in text:
        # A bar behind a backslash ends a cell in some parsers and not in others; an entity does in none.
        return f"<code>{''.join(each if each.isalnum() else f'&#{ord(each)};' for each in text)}</code>"
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """Write a text as plain words of Markdown, which no forge reads anything into."""
    text = _CALLING.sub(lambda found: f"{found[0]}{_GAP}", visible(text))
    return _MARKUP.sub(r"\\\1", text)


def word(text: str, *, cell: bool = False) -> str:
    """Write a name as it is when it is plain, or as code."""
    return text if _PLAIN.fullmatch(text) else code(text, cell=cell) if text else ""


def summary(text: str) -> str:
    """Write a text as code inside of a line that is HTML from its beginning, in which nothing is Markdown."""
    return f"<code>{html.escape(visible(text))}</code>"


def fence(lines: list[str], language: str = "") -> list[str]:
    """Put lines into a fenced block that none of them can end."""
    lines = [visible(line) for line in lines]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    mark = "`" * max(3, longest + 1)
    return [f"{mark}{language}", *lines, mark]
