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
_NONE: Final[Strands] = frozenset()


def across(edge: Edge, strand: Strand, transform: Transform | None) -> Strand:
    """Say what of a strand arrives at the end of an edge.

    A strand is lowered by a declared transformation of the workload it comes from alone, and once lowered keeps the
    last form; nothing raises it, since what is told of people cannot be told again.
    """
    derived = strand.derived or edge.kind in _MAKES
    if transform is not None and edge.kind in _TRANSFORMED:
        return Strand(strand.dataset, transform.to, transform.evidence, derived)
    return strand if derived == strand.derived else strand._replace(derived=derived)


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
    at: dict[str, Strands] = {}
    on: dict[tuple[str, str, str], Strands] = {}
    # What is new at a node goes on from there once, so the work grows with edges times strands and cycles end.
    waiting = deque((node, seed) for node, seed in sorted(seeds.items()))
    while waiting:
        node, incoming = waiting.popleft()
        known = at.get(node, _NONE)
        fresh = incoming - known if known else incoming
        if not fresh:
            continue
        at[node] = known | fresh if known else fresh
        transform = transforms.get(node)
        made: Strands | None = None
        for edge in outgoing.get(node, ()):
            if transform is not None and edge.kind in _TRANSFORMED:
                arriving = frozenset(across(edge, strand, transform) for strand in fresh)
            elif edge.kind in _MAKES:
                if made is None:  # the same for every edge that makes something, and most nodes have several
                    made = frozenset(
                        strand if strand.derived else strand._replace(derived=True) for strand in fresh
                    )
                arriving = made
            else:
                arriving = fresh
            key = (edge.source, edge.target, edge.kind)
            before = on.get(key)
            on[key] = arriving if before is None else before | arriving
            waiting.append((edge.target, arriving))
    return at, on
