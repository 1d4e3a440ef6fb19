"""Which attributes are sets, whose order says nothing. A plan does not tell; the providers' schemas do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

Names = tuple[str, ...]
"""Names on the way to an attribute, places in lists left out."""


@dataclass(frozen=True)
class Sets:
    """The attributes that are sets, by resource type; none where no schemas are at hand."""

    paths: Mapping[str, frozenset[Names]] = field(default_factory=dict[str, frozenset[Names]])

    def has(self, kind: str, path: Names) -> bool:
        """Say whether an attribute of a resource type is a set."""
        return path in self.paths.get(kind, ())


def sets_of(schemas: Mapping[str, object]) -> Sets:
    """Read what is a set out of the output of `terraform providers schema -json`."""
    found: dict[str, frozenset[Names]] = {}
    for provider in _map(schemas, "provider_schemas").values():
        for section in ("resource_schemas", "data_source_schemas"):
            for kind, schema in _map(provider, section).items():
                paths = frozenset(_in_block(_map(schema, "block"), ()))
                found[kind] = found.get(kind, frozenset()) | paths
    return Sets({kind: paths for kind, paths in found.items() if paths})


def _map(value: object, key: str) -> Mapping[str, object]:
    inner = cast("Mapping[str, object]", value).get(key) if isinstance(value, Mapping) else None
    return cast("Mapping[str, object]", inner) if isinstance(inner, Mapping) else {}


def _in_block(block: Mapping[str, object], path: Names) -> Iterator[Names]:
    yield from _in_attributes(_map(block, "attributes"), path)
    for name, nested in _map(block, "block_types").items():
        if _map({"": nested}, "").get("nesting_mode") == "set":
            yield (*path, name)
        yield from _in_block(_map(nested, "block"), (*path, name))


def _in_attributes(attributes: Mapping[str, object], path: Names) -> Iterator[Names]:
    for name, attribute in attributes.items():
        body = _map({"": attribute}, "")
        nested = _map(body, "nested_type")
        if nested.get("nesting_mode") == "set":
            yield (*path, name)
        yield from _in_attributes(_map(nested, "attributes"), (*path, name))
        yield from _in_type(body.get("type"), (*path, name))


def _in_type(written: object, path: Names) -> Iterator[Names]:
    """Find sets in a type expression: `["set","string"]`, `["list",["object",{"a":["set","string"]}]]`."""
    if isinstance(written, list):
        kind, *inner = cast("list[object]", written)
        if kind == "set":
            yield path
        for each in inner:
            yield from _in_type(each, path)
    elif isinstance(written, dict):
        for name, each in cast("Mapping[str, object]", written).items():
            yield from _in_type(each, (*path, name))
