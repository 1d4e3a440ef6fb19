"""How one dataset gets through the flow graph: by which edge it first comes to a node, and what it reaches at each site."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Final

from polder_environments.flows.graph import Edge, Node, NodeKind, Strand

_NEAREST: Final[Mapping[NodeKind, int]] = {
    kind: rank
    for rank, kind in enumerate(
        ("dataset", "workload", "tracking-server", "aggregator", "model", "service", "backup")
    )
}
"""Kinds of nodes in the order that data reaches them; all others come after."""


def first_edges(start: str, edges: Iterable[Edge]) -> Mapping[str, Edge | None]:
    """Find by which edge data first comes to each node, along the shortest way.

    Args:
        start: Id of the node where it lies at first.
        edges: Edges that it takes, in their order.

    Returns:
        Edges by node id; None for the start.
    """
    outgoing: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        outgoing[edge.source].append(edge)
    came: dict[str, Edge | None] = {start: None}
    waiting = deque([start])
    while waiting:
        for edge in outgoing.get(waiting.popleft(), ()):
            if edge.target not in came:
                came[edge.target] = edge
                waiting.append(edge.target)
    return came


def nearest(places: Iterable[tuple[Node, Strand]]) -> tuple[tuple[Node, Strand], ...]:
    """Choose of all places one for each site and each place beyond: the nearest, with the rawest strand."""
    found: dict[str, tuple[tuple[bool, bool, int, str], Node, Strand]] = {}
    for node, strand in places:
        key = node.site or node.id
        ranked = _rank(node, strand), node, strand
        known = found.get(key)
        if known is None or ranked[0] < known[0]:
            found[key] = ranked
    return tuple(found[key][1:] for key in sorted(found))


def _rank(node: Node, strand: Strand) -> tuple[bool, bool, int, str]:
    """What stands first is told: data itself before what is made of it, raw before lowered, near before far."""
    return strand.derived, bool(strand.evidence), _NEAREST.get(node.kind, len(_NEAREST)), node.id
