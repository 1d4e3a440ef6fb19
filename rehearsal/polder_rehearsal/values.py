"""Terraform's values on the wire: MessagePack, with an extension for what is not known yet.

Source: hashicorp/terraform, docs/plugin-protocol/object-wire-format.md.
"""

import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, cast

_msgpack: Any = import_module("msgpack")  # a C extension without types

UNKNOWN: Final[object] = _msgpack.ExtType(0, b"\x00")
"""A value that is known only after apply."""


def is_unknown(value: object) -> bool:
    """Say whether a value is not known yet, whatever else Terraform says of it."""
    return type(value) is type(UNKNOWN)


def holds_unknown(value: object) -> bool:
    """Say whether a value is or holds what is not known yet."""
    if isinstance(value, Mapping):
        return any(map(holds_unknown, cast("Mapping[str, object]", value).values()))
    if isinstance(value, list):
        return any(map(holds_unknown, cast("list[object]", value)))
    return is_unknown(value)


def unpack(value: Mapping[str, bytes] | None) -> object:
    """Read a value that Terraform sent.

    Args:
        value: The message DynamicValue, decoded; None stands for null.

    Returns:
        Plain data: objects and maps as dicts; lists, sets and tuples as lists.
    """
    if not value:
        return None
    if "msgpack" in value:
        return _msgpack.unpackb(value["msgpack"], raw=False, strict_map_key=False)
    return json.loads(value["json"])


def pack(value: object) -> dict[str, bytes]:
    """Write a value as the message DynamicValue."""
    return {"msgpack": _msgpack.packb(value, use_bin_type=True)}
