"""Looking into the body of a block."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from polder_policies.inspection.stack import Unknown

Body = Mapping[str, object]
Scalar = str | bool | int | float | Unknown


def is_empty(value: object) -> bool:
    """Whether a value says nothing: null, false, zero, blank, or a list of such alone.

    An empty block says something: `access_config {}` gives a machine a public address.
    """
    if isinstance(value, list):
        return all(map(is_empty, cast("list[object]", value)))
    return not isinstance(value, dict | Unknown) and value in (None, False, 0, "", "false")


def is_missing(value: object) -> bool:
    """Whether an attribute is not set; false and zero are."""
    return value is None or value == "" or value in ([], {})


def scalars(value: object) -> Iterator[Scalar]:
    """All texts, numbers and the like in a value; nulls left out."""
    if isinstance(value, dict):
        for inner in cast("Body", value).values():
            yield from scalars(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from scalars(inner)
    elif value is not None:
        yield cast("Scalar", value)


def instances(body: object, path: Sequence[str]) -> Iterator[Body]:
    """All objects that stand at a path, lists passed through."""
    if isinstance(body, list):
        for inner in cast("list[object]", body):
            yield from instances(inner, path)
    elif isinstance(body, dict):
        found = cast("Body", body)
        if not path:
            yield found
        else:
            yield from instances(found.get(path[0]), path[1:])


def values_at(body: Body, path: str) -> Iterator[object]:
    """All values that stand at a dotted path, lists of blocks passed through."""
    *above, last = path.split(".")
    for found in instances(body, above):
        if last in found:
            yield found[last]


def shown(value: object) -> str:
    """Write a value short enough for a sentence."""
    text = str(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= 120 else f"{text[:119]}…"  # noqa: PLR2004 - about a line
