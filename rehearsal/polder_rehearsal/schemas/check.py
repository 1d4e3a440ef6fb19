"""Judges a configuration by a schema, as far as that needs no Terraform: for tests of the schemas themselves.

Terraform is the judge of a rehearsal. This one knows no references: a string with `${` in it may be of any type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from polder_rehearsal.schemas.model import Attribute, Block, BlockType, CtyType, NestedType

META = frozenset(
    {"//", "connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}
)
"""What Terraform takes for itself in the body of a resource."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that a schema refuses.

    Args:
        path: Where, as in `rule[0].filter`.
        reason: `missing`, `unknown`, `type`, `nesting`, `few`, `many` or `computed`.
        text: The same for a reader.
    """

    path: str
    reason: str
    text: str


def check(config: Mapping[str, object], block: Block) -> list[Violation]:
    """Return all that a schema refuses in the JSON body of a resource, data source or provider.

    Args:
        config: The body, with or without Terraform's own arguments.
        block: The block of its schema.
    """
    return _block({name: value for name, value in config.items() if name not in META}, block, "")


def _block(config: Mapping[str, object], block: Block, path: str) -> list[Violation]:
    attributes, blocks = block.get("attributes", {}), block.get("block_types", {})
    found: list[Violation] = []
    for name, value in config.items():
        where = _join(path, name)
        if name in attributes:
            found += _attribute(value, attributes[name], where)
        elif name in blocks:
            found += _blocks(value, blocks[name], where)
        elif name != "//":
            found.append(Violation(where, "unknown", "no argument or block of this name"))
    found += [
        Violation(_join(path, name), "missing", "a required argument")
        for name, attribute in attributes.items()
        if attribute.get("required") and config.get(name) is None
    ]
    found += [
        Violation(_join(path, name), "few", f"at least {minimum} wanted")
        for name, of in blocks.items()
        if (minimum := of.get("min_items", 0)) and config.get(name) in (None, [])
    ]
    return found


def _attribute(value: object, attribute: Attribute, path: str) -> list[Violation]:
    if value is None:
        return []
    if attribute.get("computed") and not attribute.get("optional"):
        return [Violation(path, "computed", "decided by the provider")]
    if "nested_type" in attribute:
        return _nested(value, attribute["nested_type"], path)
    return _typed(value, attribute.get("type", "dynamic"), path)


def _nested(value: object, nested: NestedType, path: str) -> list[Violation]:
    if _is_expression(value):
        return []
    mode = nested["nesting_mode"]
    if mode in {"list", "set"}:
        if not _is_list(value):
            return [Violation(path, "nesting", f"a {mode} wanted")]
        items = [(f"{path}[{index}]", item) for index, item in enumerate(cast("Sequence[object]", value))]
    elif not isinstance(value, Mapping):
        return [Violation(path, "nesting", "an object wanted")]
    elif mode == "map":
        items = [
            (_join(path, str(key)), item) for key, item in cast("Mapping[object, object]", value).items()
        ]
    else:
        items = [(path, cast("object", value))]
    found: list[Violation] = []
    for where, item in items:
        if isinstance(item, Mapping):
            found += _block(cast("Mapping[str, object]", item), {"attributes": nested["attributes"]}, where)
        elif not _is_expression(item):
            found.append(Violation(where, "nesting", "an object wanted"))
    return found


def _blocks(value: object, of: BlockType, path: str) -> list[Violation]:
    if value is None:
        return []
    mode = of.get("nesting_mode", "list")
    items: list[object]
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, object]", value)
        if set(mapping) == {"for_each", "content"} or "dynamic" in mapping:
            return []
        items = list(mapping.values()) if mode == "map" else [mapping]
    elif _is_list(value):
        items = list(cast("Sequence[object]", value))
    else:
        return [Violation(path, "nesting", "a block wanted")]
    found: list[Violation] = []
    maximum = 1 if mode == "single" else of.get("max_items", 0)
    if maximum and len(items) > maximum:
        found.append(Violation(path, "many", f"at most {maximum} wanted"))
    for index, item in enumerate(items):
        where = f"{path}[{index}]"
        if isinstance(item, Mapping):
            found += _block(cast("Mapping[str, object]", item), of.get("block", {}), where)
        else:
            found.append(Violation(where, "nesting", "a block wanted"))
    return found


def _typed(value: object, wanted: CtyType, path: str) -> list[Violation]:
    if value is None or wanted == "dynamic" or _is_expression(value):
        return []
    if isinstance(wanted, str):
        return [] if _is_primitive(value, wanted) else [Violation(path, "type", f"{wanted} wanted")]
    container, inner = wanted[0], wanted[1]
    if container in {"list", "set"}:
        if not _is_list(value):
            return [Violation(path, "type", f"a {container} wanted")]
        return [
            violation
            for index, item in enumerate(cast("Sequence[object]", value))
            for violation in _typed(item, cast("CtyType", inner), f"{path}[{index}]")
        ]
    if not isinstance(value, Mapping):
        return [Violation(path, "type", f"a {container} wanted")]
    mapping = cast("Mapping[str, object]", value)
    if container == "map":
        return [
            violation
            for key, item in mapping.items()
            for violation in _typed(item, cast("CtyType", inner), _join(path, key))
        ]
    members = cast("Mapping[str, CtyType]", inner)
    found = [
        Violation(_join(path, name), "unknown", "no such member") for name in mapping if name not in members
    ]
    # Terraform converts no object that lacks a member, even one that may be null.
    found += [
        Violation(_join(path, name), "missing", "a member wanted") for name in members if name not in mapping
    ]
    for name, item in mapping.items():
        if name in members:
            found += _typed(item, members[name], _join(path, name))
    return found


def _is_primitive(value: object, wanted: str) -> bool:
    """Tell whether Terraform converts a value of JSON: numbers and booleans to strings, and strings back."""
    if isinstance(value, bool):
        return wanted in {"bool", "string"}
    if isinstance(value, int | float):
        return wanted in {"number", "string"}
    if not isinstance(value, str):
        return False
    if wanted == "bool":
        return value in {"true", "false"}
    return wanted == "string" or _is_number(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_expression(value: object) -> bool:
    return isinstance(value, str) and "${" in value


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
