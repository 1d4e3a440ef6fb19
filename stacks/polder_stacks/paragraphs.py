"""Text for a terminal: wrapped with indented continuation lines, and with nothing in it that a terminal would act on."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import StyleType
from rich.text import Text

_ACTED_ON = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of what moves a cursor, turns the direction of writing, or has no width."""


def shown(text: str, style: StyleType = "") -> Text:
    """Write somebody's string on one line, so that a terminal shows it and does nothing else with it."""
    return Text("".join(_visible(character) for character in " ".join(text.split())), style)


def _visible(character: str) -> str:
    return f"\\u{ord(character):04x}" if unicodedata.category(character) in _ACTED_ON else character


@dataclass(frozen=True)
class Paragraph:
    """A text that is wrapped between words, and in the middle of one only where it is longer than a line.

    Args:
        text: What it says; line breaks in it stay.
        first: Columns before its first line.
        rest: Columns before the others.
    """

    text: Text
    first: int = 0
    rest: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give its lines."""
        indent = max(self.first, self.rest)
        lines = self.text.wrap(console, max(options.max_width - indent, 20), overflow="fold")
        for number, line in enumerate(lines):
            line.rstrip()
            yield Text.assemble(" " * (self.rest if number else self.first), line)


@dataclass(frozen=True)
class Listing:
    """Items one after another, with a break only between two of them.

    Args:
        items: What is listed.
        first: Columns before its first line.
        rest: Columns before the others.
        style: Of all of it.
        mark: What stands between two items, before a blank.
    """

    items: tuple[str, ...]
    first: int = 0
    rest: int = 0
    style: StyleType = ""
    mark: str = ","

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give its lines."""
        del console
        width = max(options.max_width - max(self.first, self.rest), 20)
        for number, line in enumerate(_lines(self.items, self.mark, width)):
            yield Text(" " * (self.rest if number else self.first) + line, self.style)


def _lines(items: Iterable[str], mark: str, width: int) -> Iterator[str]:
    line = ""
    for item in items:
        if line and cell_len(f"{line}{mark} {item}{mark}") > width:
            yield f"{line}{mark}"
            line = item
        else:
            line = f"{line}{mark} {item}" if line else item
    if line:
        yield line
