"""Values as a plan holds them: JSON, with what is known only after apply put back in its place."""

from enum import Enum
from typing import Final, TypeAlias, cast

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A document as the json module reads it."""


class Unknown(Enum):
    """The type of UNKNOWN."""

    UNKNOWN = "(known after apply)"


UNKNOWN: Final = Unknown.UNKNOWN
"""Stands where a value is known only after apply."""

Value: TypeAlias = "bool | int | float | str | Unknown | list[Value] | dict[str, Value] | None"
"""A value before or after a change."""


def completed(after: Json, unknown: Json) -> Value:
    """Put what is known only after apply back in its place.

    Args:
        after: A plan's `after`, from which everything unknown was left out.
        unknown: Its `after_unknown`: true where something was left out.
    """
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict) and (after is None or isinstance(after, dict)):
        known = after or {}
        whole: dict[str, Value] = {key: completed(value, unknown.get(key)) for key, value in known.items()}
        missing = {key: completed(None, mark) for key, mark in unknown.items() if key not in known}
        return {**whole, **{key: value for key, value in missing.items() if value is not None}} or (
            None if after is None else {}
        )
    if isinstance(unknown, list) and isinstance(after, list):
        return _completed_items(after, unknown)
    return cast("Value", after)


def _completed_items(after: list[Json], unknown: list[Json]) -> Value:
    """Complete a list; from a set, elements that are wholly unknown were left out without leaving a gap."""
    if len(unknown) == len(after):
        return [completed(item, mark) for item, mark in zip(after, unknown, strict=True)]
    if len(after) + sum(mark is True for mark in unknown) != len(unknown):
        return cast("Value", after)
    rest = iter(after)
    return [UNKNOWN if mark is True else completed(next(rest), mark) for mark in unknown]


def alike(one: Value, other: Value) -> bool:
    """Say whether two values are the same; true and 1 are not, 1 and 1.0 are."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def is_empty(value: Value) -> bool:
    """Say whether a value is null or an empty list or map, which providers do not tell apart."""
    return value is None or value in ([], {})


def marked(mask: Json) -> bool:
    """Say whether a mask hides anything."""
    if isinstance(mask, dict):
        return any(map(marked, mask.values()))
    return any(map(marked, mask)) if isinstance(mask, list) else mask is True


def as_map(value: object) -> dict[str, Json]:
    """Give a map of JSON; anything else is an empty one."""
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[Json]:
    """Give a list of JSON; anything else is an empty one."""
    return cast("list[Json]", value) if isinstance(value, list) else []
