"""A tree of plain data in which every key and value knows its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from polder_environments.problems import Position

Plain: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value.

    Args:
        at: Where it stands.
        value: What it is in YAML 1.2.
        text: How it is written, without quotes: ``1.30`` for the number 1.3.
    """

    at: Position
    value: Plain
    text: str


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    at: Position
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value."""

    key_at: Position
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping, its keys in the order of the file."""

    at: Position
    entries: Mapping[str, Entry]


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def plain(node: Node) -> object:
    """Turn a tree into dictionaries, lists and scalars.

    Args:
        node: The tree.

    Returns:
        The same as plain Python data, without positions.
    """
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def child(node: Node, part: str | int) -> Node | None:
    """Take one step down a tree.

    Args:
        node: A node.
        part: A key or an index.

    Returns:
        The node there, if there is one.
    """
    if isinstance(node, MappingNode) and isinstance(part, str):
        entry = node.entries.get(part)
        return entry.value if entry else None
    if isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part]
    return None


def kind(node: Node) -> str:
    """Say in words of YAML what a node is.

    Args:
        node: The node.

    Returns:
        With an article: ``a list``, ``a whole number``, ``text``.
    """
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node.value, bool):
        return "true or false"
    if isinstance(node.value, str):
        return "text"
    return {int: "a whole number", float: "a number"}[type(node.value)] if node.value is not None else "null"
