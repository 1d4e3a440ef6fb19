"""A preview as the comment under a pull request: GitHub's and GitLab's Markdown, as short as its place demands."""

from dataclasses import dataclass
from typing import Final

from polder_previews.detail import LEVELS
from polder_previews.limits import Limit
from polder_previews.preview import Preview
from polder_previews.sections import Sections

_LAST_RESORT: Final = "destroys without data, or rows of the table, that have no room"
_SPARE: Final = 400
"""Characters for what is said of what has no room."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that fits its place.

    Args:
        text: The comment.
        left_out: What it does not tell, in words, in the order in which it was left out.
    """

    text: str
    left_out: tuple[str, ...] = ()


def comment(preview: Preview, limit: Limit | None = None) -> Comment:
    """Write a preview as a comment.

    Args:
        preview: The preview.
        limit: How long it may be; None for as long as it is.

    Returns:
        The first text on the way from everything to the least that is short enough.
    """
    left_out: tuple[str, ...] = ()
    for level in LEVELS:
        left_out = (*left_out, level.left_out) if level.left_out else left_out
        text = Sections(preview, level.detail, limit.place if limit else "", left_out).text()
        if limit is None or limit.admits(text):
            return Comment(text, left_out)
    left_out = (*left_out, _LAST_RESORT)
    sections = Sections(preview, LEVELS[-1].detail, limit.place if limit else "", left_out)
    return Comment(_filled(sections, limit) if limit else sections.text(), left_out)


def _filled(sections: Sections, limit: Limit) -> str:
    """Fill what room there is with destroys and rows, those with data first, and count the rest."""
    losses, rows = sections.short_losses(), sections.rows()
    endangering = sum(change.endangers for _, change in sections.preview.losses)
    destroying = [bool(stack.counts.destroyed or stack.counts.replaced) for stack in sections.shown()]
    rows = [
        row
        for first in (True, False)
        for row, destroys in zip(rows, destroying, strict=True)
        if destroys is first
    ]
    room = limit.spare(sections.text([], [])) - _SPARE
    kept: dict[str, int] = {"losses": 0, "rows": 0}
    for kind, lines in (
        ("losses", losses[:endangering]),
        ("rows", [" | ".join(row) for row in rows[: sum(destroying)]]),
        ("losses", losses[endangering:]),
        ("rows", [" | ".join(row) for row in rows[sum(destroying) :]]),
    ):
        for line in lines:
            room -= len(line.encode()) + len("|  |\n")
            if room < 0:
                return sections.text(losses[: kept["losses"]], rows[: kept["rows"]])
            kept[kind] += 1
    return sections.text(losses[: kept["losses"]], rows[: kept["rows"]])
