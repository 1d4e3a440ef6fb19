"""Where everything in an environment came from, so that later stages can point at it."""

from dataclasses import dataclass
from pathlib import Path

from polder_environments.located import MappingNode, Node, ScalarNode, child
from polder_environments.problems import KeyPath, Position


@dataclass(frozen=True)
class Sources:
    """Where each key and value of a file stands.

    Args:
        root: The tree, merged from all files.
        files: The files that were read, the nearest first.
    """

    root: MappingNode
    files: tuple[Path, ...]

    def position(self, path: KeyPath) -> Position:
        """Find where a value stands.

        Args:
            path: Keys and list indices from the top.

        Returns:
            The place of a scalar, the key of a mapping or a list; of the nearest ancestor that stands in a file
            when the value itself is a default.
        """
        at = Position(self.root.at.file)
        node: Node = self.root
        for part in path:
            inner = child(node, part)
            if inner is None:
                break
            key_at = (
                node.entries[part].key_at
                if isinstance(node, MappingNode) and isinstance(part, str)
                else inner.at
            )
            at = inner.at if isinstance(inner, ScalarNode) else key_at
            node = inner
        return at

    def key(self, path: KeyPath) -> Position:
        """Find where a key stands.

        Args:
            path: Keys and list indices from the top.

        Returns:
            The place of the last key of the path, or what `position` answers when it has none.
        """
        above = self.node(path[:-1])
        if (
            path
            and isinstance(path[-1], str)
            and isinstance(above, MappingNode)
            and path[-1] in above.entries
        ):
            return above.entries[path[-1]].key_at
        return self.position(path)

    def node(self, path: KeyPath) -> Node | None:
        """Find a node.

        Args:
            path: Keys and list indices from the top.

        Returns:
            The node that stands there, if one does.
        """
        node: Node | None = self.root
        for part in path:
            node = child(node, part) if node else None
        return node
