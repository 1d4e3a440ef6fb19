"""What the bindings do not tell of the types in use, from a reviewed table: what forces a replacement, what is secret."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from polder_rehearsal.schemas.model import Attribute, Block, ProviderSchema, ProviderSchemas, Schema

Fact = Literal["force-new", "sensitive"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row of the table.

    Args:
        kind: The resource's type.
        path: The attribute: a dotted path, lists passed through.
        fact: What is so of it.
        source: Where in the provider's source or documentation, with its version.
    """

    kind: str
    path: str
    fact: Fact
    source: str


@cache
def table() -> tuple[Reviewed, ...]:
    """All rows."""
    text = (files("polder_rehearsal") / "data" / "reviewed.csv").read_text(encoding="utf-8")
    return tuple(
        Reviewed(row["kind"], row["path"], cast("Fact", row["fact"]), row["source"])
        for row in csv.DictReader(text.splitlines())
    )


def force_new() -> Mapping[str, Sequence[str]]:
    """Give, by resource type, the dotted paths that cannot be changed in place."""
    return _paths("force-new")


def _paths(fact: Fact) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in table():
        if row.fact == fact:
            found[row.kind].append(row.path)
    return found


def masked(schemas: ProviderSchemas) -> ProviderSchemas:
    """Mark what is secret, so that Terraform masks it in plans."""
    secret = _paths("sensitive")
    return {
        "format_version": schemas["format_version"],
        "provider_schemas": {
            address: _masked_provider(provider, secret)
            for address, provider in schemas["provider_schemas"].items()
        },
    }


def _masked_provider(provider: ProviderSchema, secret: Mapping[str, Sequence[str]]) -> ProviderSchema:
    resources: dict[str, Schema] = {
        kind: {"version": schema["version"], "block": _masked(schema["block"], secret[kind])}
        if kind in secret
        else schema
        for kind, schema in provider["resource_schemas"].items()
    }
    return {
        "provider": provider["provider"],
        "resource_schemas": resources,
        "data_source_schemas": provider["data_source_schemas"],
    }


def _masked(block: Block, paths: Iterable[str]) -> Block:
    """A block with attributes marked; a path goes through nested blocks."""
    names = {path for path in paths if "." not in path}
    below: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        name, dot, rest = path.partition(".")
        if dot:
            below[name].append(rest)
    attributes: dict[str, Attribute] = {
        name: {**attribute, "sensitive": True} if name in names else attribute
        for name, attribute in block.get("attributes", {}).items()
    }
    marked: Block = {"attributes": attributes}
    if "block_types" in block:
        marked["block_types"] = {
            name: {**nested, "block": _masked(nested.get("block", {}), below[name])}
            if name in below
            else nested
            for name, nested in block["block_types"].items()
        }
    return marked
