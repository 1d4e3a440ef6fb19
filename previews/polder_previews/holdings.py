"""What holds data, and what protects it: destroying it cannot be taken back by applying again."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

from polder_previews.values import UNKNOWN, Value

Stake = Literal["data", "nothing", "unknown"]
"""What is lost with an object. Of a type that the table does not name, nobody knows: it counts as if it were data."""

_PROTECTION: Final = re.compile(r"(?P<path>[\w.]+)(?P<sign>>=|=)(?P<value>.+)")
_WORD: Final = re.compile(r"[A-Za-z_]{0,40}")


@dataclass(frozen=True, slots=True)
class Protection:
    """A setting that keeps data from going with its resource.

    Args:
        path: The attribute: a dotted path, lists passed through.
        sign: How it is compared.
        value: What it is at least, or exactly, when it protects.
    """

    path: str
    sign: Literal["=", ">="]
    value: bool | int | str

    def protects(self, settings: Value) -> bool | None:
        """Say whether it protects; None where that is known only after apply."""
        found = _at(settings, self.path.split("."))
        if found is UNKNOWN:
            return None
        if self.sign == ">=":
            return isinstance(found, int | float) and isinstance(self.value, int) and found >= self.value
        return type(found) is type(self.value) and found == self.value

    def setting(self, settings: Value) -> str:
        """Write what it is set to, as long as it is a switch, a number or a word."""
        found = _at(settings, self.path.split("."))
        if found is UNKNOWN:
            return found.value
        plain = (
            found is None
            or isinstance(found, int | float)
            or (isinstance(found, str) and _WORD.fullmatch(found))
        )
        return json.dumps(found) if plain else "(something else)"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a resource type holds.

    Args:
        type: The resource type.
        holds: In a few words, `a database`; blank where it holds nothing that is lost with it.
        protections: What keeps it from going.
    """

    type: str
    holds: str
    protections: tuple[Protection, ...]


@cache
def holdings() -> Mapping[str, Holding]:
    """Give the table, by resource type."""
    text = (files("polder_previews") / "data" / "holds_data.csv").read_text(encoding="utf-8")
    return {
        row["type"]: Holding(row["type"], row["holds"], tuple(_protections(row["protected_by"])))
        for row in csv.DictReader(text.splitlines())
    }


def stake(kind: str) -> Stake:
    """Say what is lost with an object of a type."""
    holding = holdings().get(kind)
    if holding is None:
        return "unknown"
    return "data" if holding.holds else "nothing"


def _protections(written: str) -> Iterator[Protection]:
    for part in filter(None, map(str.strip, written.split(";"))):
        found = cast("re.Match[str]", _PROTECTION.fullmatch(part))
        try:
            value = cast("bool | int", json.loads(found["value"]))
        except ValueError:
            value = found["value"]
        yield Protection(found["path"], cast("Literal['=', '>=']", found["sign"]), value)


def _at(value: Value, path: list[str]) -> Value:
    """Follow a path; a block is a list of one."""
    for name in path:
        inner = value[0] if isinstance(value, list) and value else value
        if not isinstance(inner, dict):
            return UNKNOWN if inner is UNKNOWN else None
        value = inner.get(name)
    return value
