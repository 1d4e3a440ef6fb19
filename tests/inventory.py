"""Partial goldens: what an inventory file says must be found in the Terraform that was emitted, and may be only a part of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

import yaml

Resources = Mapping[str, Mapping[str, object]]
"""The `resource` and `data` sections of a `cdk.tf.json`: type -> name -> arguments; data types begin with `data.`."""


@dataclass(frozen=True)
class Inventory:
    """One inventory file.

    Args:
        file: Where it stands.
        shows: One sentence that says what a user gets.
        stack: `state`, `infra` or `services`.
        some: By type, subsets of which each must match a resource.
        every: By type, a subset that every resource must match; at least one must exist.
        none: By type, a subset that no resource may match.
    """

    file: Path
    shows: str
    stack: str
    some: Mapping[str, list[object]] = field(default_factory=dict[str, list[object]])
    every: Mapping[str, object] = field(default_factory=dict[str, object])
    none: Mapping[str, object] = field(default_factory=dict[str, object])


def read_inventory(file: Path) -> Inventory:
    """Read an inventory; unknown keys and one that asserts nothing are refused."""
    said = cast("dict[str, object]", yaml.safe_load(file.read_text()))
    inventory = Inventory(file=file, **said)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a wrong key or type fails the test that reads it
    if not (inventory.some or inventory.every or inventory.none):
        raise ValueError(f"{file} asserts nothing")
    return inventory


def resources_of(emitted: Mapping[str, object]) -> Resources:
    """Give resources and data sources of a `cdk.tf.json` by type and name."""
    resources = cast("dict[str, dict[str, object]]", emitted.get("resource", {}))
    data = cast("dict[str, dict[str, object]]", emitted.get("data", {}))
    return {**resources, **{f"data.{kind}": named for kind, named in data.items()}}


def misses(inventory: Inventory, resources: Resources) -> Iterator[str]:
    """Say what an inventory asks for and the Terraform does not have, a sentence each."""
    for kind, subsets in inventory.some.items():
        bodies = resources.get(kind, {}).values()
        for subset in subsets:
            if not any(matches(subset, body) for body in bodies):
                yield f"no {kind} has {subset}; there is {list(bodies)}"
    for kind, subset in inventory.every.items():
        if not resources.get(kind):
            yield f"there is no {kind}"
        yield from (
            f"{kind}.{name} lacks {subset}: {body}" for name, body in _not(subset, resources.get(kind, {}))
        )
    for kind, subset in inventory.none.items():
        bodies = resources.get(kind, {})
        lacking = {name for name, _ in _not(subset, bodies)}
        yield from (f"{kind}.{name} has {subset}" for name in bodies if name not in lacking)


def _not(subset: object, bodies: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(name, body) for name, body in bodies.items() if not matches(subset, body)]


def matches(subset: object, actual: object) -> bool:
    """Say whether `subset` is found in `actual`.

    A map matches when each of its keys does, a list when each element matches some element, a string as a glob
    with `*` alone. A block that CDKTF writes as a list of one also matches as a map.
    """
    if isinstance(subset, dict):
        if isinstance(actual, list):
            return any(matches(cast("object", subset), inner) for inner in cast("list[object]", actual))
        if not isinstance(actual, dict):
            return False
        found = cast("dict[str, object]", actual)
        return all(
            key in found and matches(value, found[key])
            for key, value in cast("dict[str, object]", subset).items()
        )
    if isinstance(subset, list):
        if not isinstance(actual, list):
            return False
        wanted, elements = cast("list[object]", subset), cast("list[object]", actual)
        return bool(wanted or not elements) and all(
            any(matches(one, other) for other in elements) for one in wanted
        )
    if isinstance(subset, str) and isinstance(actual, str):
        # Only `*` is a wildcard: a policy's JSON holds brackets, which fnmatch would read as a set of characters.
        return fnmatchcase(actual, subset.replace("[", "[[]").replace("?", "[?]"))
    return type(subset) is type(actual) and subset == actual
