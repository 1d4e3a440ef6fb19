"""How strands travel: the least sets that hold what lies at each node and what comes in over each edge."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Final

from polder_environments.declarations import Transform
from polder_environments.flows.graph import Edge, EdgeKind, Strand

_MAKES: Final[frozenset[EdgeKind]] = frozenset(
    {"writes", "logs-runs", "logs-artifacts", "registers", "updates", "logs", "serves"}
)
"""Edges over which something made from data moves, and not the data itself."""

_TRANSFORMED: Final[frozenset[EdgeKind]] = frozenset({"writes", "registers", "updates"})
"""Edges that carry what a transformation gives. Run metadata and logs may hold what was read: they are not lowered."""

Strands = frozenset[Strand]


def across(edge: Edge, strand: Strand, transform: Transform | None) -> Strand:
    """Say what of a strand arrives at the end of an edge.

    A strand is lowered by a declared transformation of the workload it comes from alone, and once lowered keeps the
    last form; nothing raises it, since what is told of people cannot be told again.
    """
    derived = strand.derived or edge.kind in _MAKES
    if transform is not None and edge.kind in _TRANSFORMED:
        return Strand(strand.dataset, transform.to, transform.evidence, derived)
    return (
        strand if derived == strand.derived else Strand(strand.dataset, strand.form, strand.evidence, derived)
    )


def propagate(
    edges: Iterable[Edge], seeds: Mapping[str, Strands], transforms: Mapping[str, Transform]
) -> tuple[dict[str, Strands], dict[tuple[str, str, str], Strands]]:
    """Find the strands at every node and on every edge.

    Args:
        edges: Those that carry data.
        seeds: What lies at a node by itself.
        transforms: Transformations by the node that makes them.

    Returns:
        Strands by node, and strands by edge (source, target, kind).
    """
    outgoing: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        outgoing[edge.source].append(edge)
    at: dict[str, set[Strand]] = defaultdict(set)
    on: dict[tuple[str, str, str], set[Strand]] = defaultdict(set)
    # What is new at a node goes on from there once, so the work grows with edges times strands and cycles end.
    waiting = deque((node, seed) for node, seed in sorted(seeds.items()))
    while waiting:
        node, incoming = waiting.popleft()
        fresh = incoming - at[node]
        if not fresh:
            continue
        at[node] |= fresh
        for edge in outgoing.get(node, ()):
            transform = transforms.get(node)
            arriving = frozenset(across(edge, strand, transform) for strand in fresh)
            on[edge.source, edge.target, edge.kind] |= arriving
            waiting.append((edge.target, arriving))
    return (
        {node: frozenset(found) for node, found in at.items()},
        {key: frozenset(found) for key, found in on.items()},
    )
