"""How the data files of an inspection are read."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

Row = dict[str, str]

CLASSIFICATIONS: Final = ("terraform", "aws", "azurerm", "arm", "google", "kubernetes", "published")
"""The files that classify types, in the order they are read."""


def rows(text: str, name: str) -> tuple[tuple[int, Row], ...]:
    """Read a table; each row with its line.

    Args:
        text: The file's text.
        name: What to call it in an error.

    Raises:
        ValueError: A row has more or fewer cells than the file has columns.
    """
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        head = next(lines, None) or []
        found: list[tuple[int, Row]] = []
        for cells in lines:
            if len(cells) != len(head):
                raise ValueError(
                    f"{name}:{lines.line_num}: {len(cells)} cells, and there are {len(head)} columns"
                )
            found.append((lines.line_num, dict(zip(head, cells, strict=True))))
    except csv.Error as error:
        raise ValueError(f"{name}:{lines.line_num}: {error}") from error
    return tuple(found)


def text_of(name: str) -> str:
    """Read a data file."""
    return files("polder_policies.inspection").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")


@cache
def table(name: str) -> tuple[Row, ...]:
    """All rows of a data file, in the file's order."""
    return tuple(row for _, row in rows(text_of(name), f"{name}.csv"))
