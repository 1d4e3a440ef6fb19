"""How a data file is read."""

import csv
from functools import cache
from importlib.resources import files

Row = dict[str, str]


def names() -> tuple[str, ...]:
    """Names of all data files without their suffix, sorted."""
    folder = files("polder_environments.facts").joinpath("data")
    return tuple(
        sorted(entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv"))
    )


@cache
def table(name: str) -> tuple[Row, ...]:
    """All rows of a data file in the file's order; blank means not known.

    Raises:
        ValueError: A row has more or fewer cells than the file has columns.
    """
    text = files("polder_environments.facts").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines())
    head = next(lines)
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(head):
            raise ValueError(f"{name}.csv, row {number}: {len(cells)} cells, expected {len(head)}")
        rows.append(dict(zip(head, cells, strict=True)))
    return tuple(rows)


def number(cell: str) -> float | None:
    """Read a cell with a number; blank is None, never zero."""
    return float(cell) if cell else None
