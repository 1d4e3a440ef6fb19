"""How strands travel: the least sets that hold what lies at each node and what comes in over each edge."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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


def across(kind: EdgeKind, strand: Strand, transform: Transform | None) -> Strand:
    """Say what of a strand arrives at the end of an edge of a kind.

    A strand is lowered by a declared transformation of the workload it comes from alone, and once lowered keeps the
    last form; nothing raises it, since what is told of people cannot be told again.
    """
    derived = strand.derived or kind in _MAKES
    if transform is not None and kind in _TRANSFORMED:
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
    # What is new at a node goes on from there once, so the work grows with edges times strands and cycles end. All that
    # arrives in one round is joined first: a workload that reads a hundred datasets is looked at once, not a hundred times.
    arrived: dict[str, list[Strands]] = {node: [seed] for node, seed in seeds.items()}
    while arrived:
        came, arrived = arrived, defaultdict[str, list[Strands]](list)
        for node, parts in came.items():
            known = at.get(node, _NONE)
            fresh = _NONE.union(*parts) - known
            if not fresh:
                continue
            at[node] = known | fresh
            for edge, arriving in _onward(outgoing.get(node, ()), fresh, transforms.get(node)):
                key = (edge.source, edge.target, edge.kind)
                on[key] = on[key] | arriving if key in on else arriving
                arrived[edge.target].append(arriving)
    return at, on


def _onward(
    edges: Iterable[Edge], fresh: Strands, transform: Transform | None
) -> Iterator[tuple[Edge, Strands]]:
    """Say what of some strands arrives over each edge of one node; edges that do the same to them share the answer."""
    answers: dict[EdgeKind, Strands] = {}
    for edge in edges:
        if edge.kind not in answers:
            answers[edge.kind] = frozenset(across(edge.kind, strand, transform) for strand in fresh)
        yield edge, answers[edge.kind]
