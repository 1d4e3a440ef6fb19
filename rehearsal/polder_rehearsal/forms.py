"""Schemas as the plugin protocol sends them, and ways through them."""

import json
from collections.abc import Iterator, Mapping

from polder_rehearsal.schemas.model import Attribute, Block, BlockType, CtyType, Schema
from polder_rehearsal.tfplugin import NESTING, SCHEMAS, Version
from polder_rehearsal.wire import encode


def attributes(block: Block) -> Mapping[str, Attribute]:
    """Give a block's attributes by their names."""
    return block.get("attributes", {})


def blocks(block: Block) -> Mapping[str, BlockType]:
    """Give the blocks in a block by their names."""
    return block.get("block_types", {})


def inside(block: BlockType) -> Block:
    """Give what a nested block holds."""
    return block.get("block", {})


def attribute_type(attribute: Attribute) -> CtyType:
    """Give an attribute's type, that of nested attributes spelled out."""
    nested = attribute.get("nested_type")
    if nested is None:
        return attribute.get("type", "dynamic")
    inner: CtyType = [
        "object",
        {name: attribute_type(each) for name, each in nested["attributes"].items()},
    ]
    return inner if nested["nesting_mode"] == "single" else [nested["nesting_mode"], inner]


def paths(block: Block, prefix: str = "") -> Iterator[tuple[str, Attribute]]:
    """Give every attribute of a block and the blocks in it with its dotted path."""
    for name, attribute in attributes(block).items():
        yield prefix + name, attribute
    for name, nested in blocks(block).items():
        yield from paths(inside(nested), f"{prefix}{name}.")


def wire_schema(schema: Schema, version: Version) -> bytes:
    """Write a schema as the protocol sends it."""
    return encode(SCHEMAS[version], {"version": schema["version"], "block": _block(schema["block"])})


def _block(block: Block) -> dict[str, object]:
    return {
        "attributes": [_attribute(name, attribute) for name, attribute in sorted(attributes(block).items())],
        "block_types": [
            {
                "type_name": name,
                "block": _block(inside(nested)),
                "nesting": NESTING[nested.get("nesting_mode", "list")],
                "min_items": nested.get("min_items", 0),
                "max_items": nested.get("max_items", 0),
            }
            for name, nested in sorted(blocks(block).items())
        ],
    }


def _attribute(name: str, attribute: Attribute) -> dict[str, object]:
    nested = attribute.get("nested_type")
    kind: dict[str, object] = (
        {"type": json.dumps(attribute.get("type", "dynamic")).encode()}
        if nested is None
        else {
            "nested_type": {
                "attributes": [
                    _attribute(inner, each) for inner, each in sorted(nested["attributes"].items())
                ],
                "nesting": NESTING[nested["nesting_mode"]],
            }
        }
    )
    flags = ("required", "optional", "computed", "sensitive", "write_only")
    return {"name": name, **kind, **{flag: attribute.get(flag, False) for flag in flags}}
