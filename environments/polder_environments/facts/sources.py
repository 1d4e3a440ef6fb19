"""Where the facts come from and of which day they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    id: str
    """What the `source` column of a data file holds."""

    date: str
    """`2026-11-23` or, where no day is known, `2026-07`: the source's own date, or the day it was read."""

    text: str
    """What the source is, and how far it was checked."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data file as a whole."""

    name: str
    rows: int
    oldest: str
    """Date of its oldest source."""

    newest: str
    """Date of its newest source."""

    sources: tuple[Source, ...]
    """Its sources, most used first."""


@cache
def sources() -> Mapping[str, Source]:
    """All sources by id."""
    return MappingProxyType(
        {row["id"]: Source(row["id"], row["date"], row["text"]) for row in _table.table("sources")}
    )


def source(identifier: str) -> Source:
    """Find a source.

    Raises:
        KeyError: No source has this id; a test of the data files has refused that before.
    """
    return sources()[identifier]


@cache
def data_sets() -> tuple[DataSet, ...]:
    """Every data file but the list of sources, sorted by name."""
    found: list[DataSet] = []
    for name in _table.names():
        if name == "sources":
            continue
        rows = _table.table(name)
        used: dict[str, int] = {}
        for row in rows:
            used[row["source"]] = used.get(row["source"], 0) + 1
        named = [source(identifier) for identifier in sorted(used, key=lambda one: (-used[one], one))]
        dates = sorted(one.date for one in named)
        found.append(DataSet(name, len(rows), dates[0], dates[-1], tuple(named)))
    return tuple(found)


def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """All rows of a data set, as its file has them.

    Raises:
        FileNotFoundError: There is no such data set; `data_sets` and `sources` are those there are.
    """
    return _table.table(name)


def as_of() -> str:
    """The day of the newest source of all: the facts know nothing later."""
    return max(one.newest for one in data_sets())
