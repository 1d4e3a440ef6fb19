"""The way back from a stack and a construct to the line of the environment file that asked for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from polder_environments.located import MappingNode, Node
from polder_environments.problems import KeyPath, dotted
from polder_environments.sources import Sources

_NAMED: Final[Mapping[str, str]] = {"pool": "pools", "store": "stores", "identity": "identities"}
"""First words of construct ids that a name of the file follows, and where that name stands."""

_SECTIONS: Final[Mapping[str, KeyPath]] = {
    "registry": ("registry",),
    "tracking": ("tracking", "mlflow"),
    "database": ("tracking", "mlflow", "database"),
    "network": ("network",),
    "nat": ("network", "egress"),
    "cluster": ("kubernetes",),
}
"""First words of construct ids that stand for one part of the file."""


@dataclass(frozen=True)
class Origins:
    """Where what was synthesized comes from.

    Args:
        sources: Where the values of each environment stand, by the environment's name.
    """

    sources: Mapping[str, Sources]

    def position(self, stack: str, construct: str | None) -> str | None:
        """Find the line of a construct, else that of its stack's site; None for a stack of no environment here."""
        environment, _, rest = stack.partition("-")
        site = rest.rpartition("-")[0]
        sources = self.sources.get(environment)
        if sources is None or sources.node(("sites", site)) is None:
            return None
        for path in self._paths(sources, site, construct):
            if sources.node(path) is not None:
                return f"{sources.position(path)} {dotted(path)}"
        return None

    @staticmethod
    def _paths(sources: Sources, site: str, construct: str | None) -> Iterator[KeyPath]:
        """Keys to look at, the nearest first: the site's own, the platform's, the site."""
        word, _, rest = (construct or "").partition("/")[2].replace("-", "_").partition("_")
        above: tuple[KeyPath, ...] = (("sites", site), ("platform",))
        if word in _NAMED:
            for key in above:
                named = sources.node((*key, _NAMED[word]))
                for name in sorted(_names(named), key=len, reverse=True):
                    if rest == name.replace("-", "_") or rest.startswith(f"{name.replace('-', '_')}_"):
                        yield (*key, _NAMED[word], name)
        elif word in _SECTIONS:
            yield from ((*key, *_SECTIONS[word]) for key in above)
        yield ("sites", site)


def _names(node: Node | None) -> tuple[str, ...]:
    return tuple(node.entries) if isinstance(node, MappingNode) else ()
