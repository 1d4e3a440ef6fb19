"""The flow graph: where data can be, along which edges it moves, and what of whom lies where in the end.

Frozen and pure. Strands and flows are named tuples: there may be half a million of them, and a tuple is made, hashed and
sorted several times as fast as a frozen dataclass.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from polder_environments.declarations import Form
from polder_environments.flows.lazily import Lazily
from polder_environments.problems import KeyPath

NodeKind = Literal[
    "store",  # an object store of a site, where datasets and artifacts lie
    "dataset",  # a dataset as it lies in its home store
    "workload",
    "tracking-server",
    "model",  # a registered model, at its tracking server
    "registry",
    "cluster",  # a site's Kubernetes cluster, which pulls images and whose Terraform reads state
    "aggregator",
    "backup",
    "log-sink",
    "state",  # a site's Terraform state
    "service",  # a managed AI service
    "implied",  # where the provider copies to or processes without being asked: a paired region, a multi-region
]
EdgeKind = Literal[
    "replicates",  # dataset -> its copy
    "reads",  # dataset -> workload
    "writes",  # workload -> dataset
    "logs-runs",  # workload -> tracking server: parameters, tags, metrics, input examples
    "logs-artifacts",  # tracking server -> artifact store
    "registers",  # workload or aggregator -> model
    "serves",  # model -> workload
    "updates",  # member of a federation -> aggregator
    "backs-up",  # store -> backup
    "logs",  # workload or server -> log sink
    "calls",  # workload -> managed service
    "pulls",  # registry -> site's cluster
    "reads-state",  # a stack's remote-state read of another stack's state
    "implied",  # what a provider does of itself
]


@dataclass(frozen=True, slots=True)
class Node:
    """A place where data can be."""

    id: str
    """Stable and readable, `store:frankfurt/datasets`, `dataset:claims@frankfurt/datasets`, `workload:train`."""

    kind: NodeKind
    name: str
    """Its name in the environment file, or of what it is derived from."""

    site: str
    """Name of the site; blank where it is at none (a global endpoint)."""

    cloud: str
    region: str
    partition: str
    """The cloud's partition; nothing goes from one to another by itself."""

    countries: tuple[str, ...]
    """Countries (ISO 3166-1 alpha-2) it may be in, sorted: one for a region, several for a data zone or a
    multi-region; empty means anywhere, or not known."""

    subdivision: str
    """ISO 3166-2, blank where it is not known or there are several countries."""

    operator: str
    """Country under whose law the operator stands; blank where it is not known."""

    parent: str
    """Country under whose law the operator's ultimate parent stands; blank where it is not known."""

    key: KeyPath
    """Where it is declared in the environment file."""


class Strand(NamedTuple):
    """A dataset, or something derived from it, in the form it has there; what travels along edges."""

    dataset: str
    form: Form
    """Form after the last declared transformation; `raw` where nothing says otherwise."""

    evidence: str = ""
    """Name of the evidence of that form; blank for raw data."""

    derived: bool = False
    """Whether it is something made from the dataset (a model, metrics, logs) and not the dataset itself."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Something moves from one node to another."""

    source: str
    target: str
    kind: EdgeKind
    key: KeyPath
    """The line of the file that makes it."""

    frequency: Literal["once", "scheduled", "continuous"]
    link: str
    """Name of the declared link it crosses sites by; blank where it stays at its site, or none is declared."""

    bytes_of_data: bool = True
    """False where only technical data moves: images, Terraform state."""


class Flow(NamedTuple):
    """One strand along one edge: what transfer rules judge."""

    edge: Edge
    source: Node
    target: Node
    strand: Strand

    @property
    def crosses_sites(self) -> bool:
        """Whether it leaves its site."""
        return self.source.site != self.target.site or not self.target.site

    @property
    def crosses_countries(self) -> bool:
        """Whether it may end in a country that it does not begin in, or that nobody knows."""
        return not self.target.countries or not set(self.target.countries) <= set(self.source.countries)


@dataclass(frozen=True)
class FlowGraph:
    """All nodes and edges of an environment, and which strands reach which node.

    Args:
        nodes: By id, sorted.
        edges: Sorted by source, target, kind.
        strands: The strands that reach a node, by node id: the join of what comes in, with what lies there.
        carriage: The strands that an edge carries, by source, target and kind.
    """

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    strands: Mapping[str, frozenset[Strand]] = field(repr=False)
    carriage: Mapping[tuple[str, str, str], frozenset[Strand]] = field(repr=False)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Every strand along every edge that it takes, in the order of edges and then of datasets."""
        return tuple(self._flows())

    def _flows(self) -> Iterator[Flow]:
        for edge in self.edges:
            if not edge.bytes_of_data:
                continue
            source, target = self.nodes[edge.source], self.nodes[edge.target]
            for strand in sorted(self.carried(edge)):
                yield Flow(edge, source, target, strand)

    def carried(self, edge: Edge) -> frozenset[Strand]:
        """The strands that an edge carries: those of its source that arrive at its target, as they arrive."""
        return self.carriage.get((edge.source, edge.target, edge.kind), frozenset())

    @cached_property
    def _moves(self) -> Mapping[str, list[tuple[int, Strand]]]:
        """Numbers of edges with the strands that take them, by dataset, in the order of edges."""
        grouped: dict[str, list[tuple[int, Strand]]] = {strand.dataset: [] for strand in self._everywhere}
        for number, edge in enumerate(self.edges):
            if edge.bytes_of_data:
                for strand in self.carried(edge):
                    grouped[strand.dataset].append((number, strand))
        return grouped

    @cached_property
    def _everywhere(self) -> frozenset[Strand]:
        """All strands there are."""
        return frozenset[Strand]().union(*self.carriage.values())

    @cached_property
    def edges_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges that a dataset, or something made from it, takes, by dataset."""
        return Lazily(
            self._moves,
            lambda name: tuple(
                self.edges[number] for number in dict.fromkeys(number for number, _ in self._moves[name])
            ),
        )

    @cached_property
    def flows_of(self) -> Mapping[str, tuple[Flow, ...]]:
        """Flows by dataset."""
        return Lazily(self._moves, self._flows_of)

    def _flows_of(self, name: str) -> tuple[Flow, ...]:
        return tuple(
            Flow(edge, self.nodes[edge.source], self.nodes[edge.target], strand)
            for number, strand in sorted(self._moves[name])
            for edge in (self.edges[number],)
        )

    @cached_property
    def places_of(self) -> Mapping[str, tuple[tuple[Node, Strand], ...]]:
        """Nodes that a dataset, or something made from it, reaches, by dataset; in the order of node ids."""
        grouped: dict[str, list[tuple[Node, Strand]]] = defaultdict(list)
        for name, strands in self.strands.items():
            node = self.nodes[name]
            for strand in sorted(strands):
                grouped[strand.dataset].append((node, strand))
        return {name: tuple(places) for name, places in grouped.items()}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by the node they end at."""
        return _grouped(self.edges, "target")

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by the node they begin at."""
        return _grouped(self.edges, "source")


def _grouped(edges: Iterable[Edge], by: Literal["source", "target"]) -> Mapping[str, tuple[Edge, ...]]:
    grouped: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        grouped[edge.source if by == "source" else edge.target].append(edge)
    return {node: tuple(found) for node, found in grouped.items()}
