"""How wide text is, as far as one can tell without the font: what a picture needs to cut and to break lines."""

from collections.abc import Iterator
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]/- ")
_WIDE: Final = frozenset("mwMWQOGD@%&+")
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


_BOLD: Final = 1.1


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Tell how many pixels text takes at most in a common sans-serif font of a size in pixels."""
    ems = 0.0
    for character in text:
        if character in _NARROW:
            ems += 0.4
        elif character in _WIDE:
            ems += 0.86
        elif character.isascii():
            ems += 0.62
        else:
            ems += 1.0
    return ems * size * (_BOLD if bold else 1)


def cut(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Cut text to a room in pixels; what was cut ends in an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + _ELLIPSIS, size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS


def wrapped(text: str, size: float, room: float) -> Iterator[str]:
    """Break text between words into lines that fit a room in pixels; a word that does not fit is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
        line = cut(line, size, room)
    if line:
        yield line
