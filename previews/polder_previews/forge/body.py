"""The file with the comment: judged before anything is sent."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from polder_previews.forge.refusal import BadRequest
from polder_previews.forge.untrusted import defused

_MARKER: Final = re.compile(r"<!-- polder:[a-z]+:v[0-9]+ id=[A-Za-z0-9._~%-]+ -->")
"""A hidden first line, by which a comment is found again. `polder preview` writes it."""

_BYTES_OF_A_CHARACTER: Final = 4
_LARGEST_ARCHIVE: Final = 64 << 20
_IN_ARCHIVE: Final = "comment.md"


@dataclass(frozen=True)
class Body:
    """A comment that may be posted.

    Args:
        marker: Its first line.
        text: All of it, the marker included.
    """

    marker: str
    text: str


def read_body(file: Path, characters: int, *, untrusted: bool = False) -> Body:
    """Read a comment, and judge it.

    Args:
        file: Where it is: a file, or the zip of a run's artifact that holds comment.md.
        characters: How long it may be.
        untrusted: Whether somebody wrote it who may not speak for the project: it is then defused, and says so.

    Raises:
        BadRequest: It is none that may be posted.
    """
    text = _read(file, characters)
    marker, _, rest = text.partition("\n")
    marker = marker.rstrip()
    if not _MARKER.fullmatch(marker):
        raise BadRequest(
            f"{file}: its first line is no marker of Polder, by which the comment is found again; post what"
            " `polder preview --out DIR` writes to DIR/comment.md"
        )
    if not rest.strip():
        raise BadRequest(f"{file}: nothing stands below the marker")
    if untrusted:
        text = f"{marker}\n{defused(rest)}"
    if len(text) > characters:
        raise BadRequest(
            f"{file}: {len(text)} characters, {characters} is the most; post comment.md, which is cut to fit, and keep"
            " report.md as an artifact"
        )
    return Body(marker, text)


def starts_with(text: str, marker: str) -> bool:
    """Say whether a comment has a marker for its first line; one that is quoted further down is no marker."""
    return text.partition("\n")[0].rstrip() == marker


def _read(file: Path, characters: int) -> str:
    largest = characters * _BYTES_OF_A_CHARACTER
    try:
        content = _archived(file, largest + 1) if file.suffix == ".zip" else _plain(file, largest + 1)
    except OSError as error:
        raise BadRequest(f"{file}: it cannot be read: {error.strerror or type(error).__name__}") from None
    if len(content) > largest:
        raise BadRequest(f"{file}: more than {characters} characters, which is the most that is taken")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"{file}: byte {error.start} is no text in UTF-8") from None
    if "\0" in text:
        raise BadRequest(f"{file}: it holds a NUL, which is no text")
    return text


def _plain(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(most)


def _archived(file: Path, most: int) -> bytes:
    """Read comment.md out of a run's artifact, and nothing else; nothing is unpacked, and no more than that is read."""
    if file.stat().st_size > _LARGEST_ARCHIVE:
        raise BadRequest(f"{file}: it is larger than {_LARGEST_ARCHIVE >> 20} MiB, which no preview is")
    try:
        with ZipFile(file) as archive, archive.open(_IN_ARCHIVE) as opened:
            return opened.read(most)
    except KeyError:
        raise BadRequest(f"{file}: it holds no {_IN_ARCHIVE}") from None
    except (BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        raise BadRequest(f"{file}: it is no zip, a broken one, or one with a password") from None
