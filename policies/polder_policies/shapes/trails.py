"""How data got somewhere, told from the dataset to the country, and the line of the file that brought it there."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from polder_environments.flows.graph import Edge, Node, NodeKind, Strand
from polder_environments.problems import KeyPath
from polder_policies.estate import Estate


@dataclass(frozen=True, slots=True)
class Trail:
    """A way of a dataset through the graph.

    Args:
        words: Dataset, then kind of edge and node in turn, then the site and the country.
        key: The line that makes the last step; the dataset's home where there is none.
    """

    words: tuple[str, ...]
    key: KeyPath


def trail(estate: Estate, dataset: str, node: Node) -> Trail:
    """Find the shortest way of a dataset, or of what is made from it, to a node that it reaches."""
    start = f"dataset:{dataset}@{estate.environment.datasets[dataset].home}"
    came: dict[str, Edge | None] = {start: None}
    waiting = deque([start])
    while waiting and node.id not in came:
        here = waiting.popleft()
        for edge in estate.graph.outgoing.get(here, ()):
            if edge.target not in came and any(
                strand.dataset == dataset for strand in estate.graph.carried(edge)
            ):
                came[edge.target] = edge
                waiting.append(edge.target)
    steps: list[Edge] = []
    at = node.id
    while (edge := came.get(at)) is not None:
        steps.append(edge)
        at = edge.source
    words = [dataset]
    for edge in reversed(steps):
        words += [edge.kind, estate.graph.nodes[edge.target].name]
    key: KeyPath = steps[0].key if steps else ("datasets", dataset, "home")
    return Trail((*words, *place(node)), key)


def place(node: Node) -> tuple[str, ...]:
    """Say where a node stands: its site and its country, or that nobody knows."""
    country = node.subdivision or ", ".join(node.countries) or "anywhere"
    return tuple(filter(None, (node.site, country)))


def reached(estate: Estate, dataset: str) -> Iterator[tuple[Node, Strand]]:
    """Places that a dataset reaches, one for each site and each place beyond: the nearest, with the rawest strand.

    What many nodes of one site would say is said once.
    """
    found: dict[str, tuple[Node, Strand]] = {}
    for node, strand in estate.graph.places_of.get(dataset, ()):
        key = node.site or node.id
        known = found.get(key)
        if known is None or _rank(node, strand) < _rank(*known):
            found[key] = (node, strand)
    for key in sorted(found):
        yield found[key]


_NEAREST: Final[tuple[NodeKind, ...]] = (
    "dataset",
    "workload",
    "tracking-server",
    "aggregator",
    "model",
    "service",
    "backup",
)
"""Kinds of nodes in the order that data reaches them; all others come after."""


def _rank(node: Node, strand: Strand) -> tuple[bool, bool, int, str]:
    """What stands first is told: data itself before what is made of it, raw before lowered, near before far."""
    near = _NEAREST.index(node.kind) if node.kind in _NEAREST else len(_NEAREST)
    return strand.derived, bool(strand.evidence), near, node.id


def lowered(estate: Estate, strand: Strand, *forms: str) -> bool:
    """Tell whether a strand has one of the forms, by evidence that counts on the day."""
    return strand.form in forms and bool(strand.evidence) and estate.counts(strand.evidence)
