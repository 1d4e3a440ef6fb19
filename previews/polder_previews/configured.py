"""Which attributes somebody wrote: of a new object, those are worth telling even while their values are not known."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from polder_previews.plan import Plan
from polder_previews.sets import Names
from polder_previews.values import Json, as_list, as_map

Configured: TypeAlias = Mapping[tuple[str, str], frozenset[Names]]
"""Paths of what is written, by type and name of the resource; places in lists are left out."""


def configured(plan: Plan) -> Configured:
    """Read what is written out of the configuration that a plan holds."""
    found: dict[tuple[str, str], frozenset[Names]] = {}
    _add(plan.configuration.get("root_module"), found)
    return found


def _add(module: Json, found: dict[tuple[str, str], frozenset[Names]]) -> None:
    body = as_map(module)
    for entry in map(as_map, as_list(body.get("resources"))):
        key = (str(entry.get("type")), str(entry.get("name")))
        # Modules may have resources of the same name; what either of them writes is told.
        found[key] = found.get(key, frozenset()) | frozenset(_paths(entry.get("expressions"), ()))
    for call in map(as_map, as_map(body.get("module_calls")).values()):
        _add(call.get("module"), found)


def _paths(expressions: Json, path: Names) -> Iterator[Names]:
    """Give the paths of expressions; a block is a map, or a list of maps, of more expressions."""
    if isinstance(expressions, list):
        for each in expressions:
            yield from _paths(each, path)
    elif isinstance(expressions, dict):
        if path and not expressions.keys() - {"constant_value", "references"}:
            yield path
            return
        for name, each in expressions.items():
            yield from _paths(each, (*path, name))
