"""Where findings stand on a map: at an edge, at a site, or at neither."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from polder_environments.flows.graph import Edge, FlowGraph, Node
from polder_environments.model import Environment
from polder_policies.rule import Outcome
from polder_policies.verdict import Finding


class State(IntEnum):
    """How something on a map stands; the higher, the sooner somebody has to look at it."""

    TECHNICAL = 0
    INSIDE = 1
    CROSSING = 2
    LEAVING = 3
    WAIVED = 4
    ADVISED = 5
    BROKEN = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """What one finding says of an edge or a site."""

    state: State
    finding: Finding


EdgeId = tuple[str, str, str]
"""Source, target and kind."""


@dataclass(frozen=True)
class Marks:
    """Findings by what they stand at.

    Args:
        edges: Those of an edge; also findings that hold by evidence, since the evidence is what lets the edge be.
        sites: Those of a site as a whole, or of what stays within it, by the site's name.
        elsewhere: Those that stand at neither: a link that nothing takes, an instrument that has expired.
    """

    edges: Mapping[EdgeId, tuple[Mark, ...]]
    sites: Mapping[str, tuple[Mark, ...]]
    elsewhere: tuple[Mark, ...]


def edge_id(edge: Edge) -> EdgeId:
    """Tell an edge from all others."""
    return edge.source, edge.target, edge.kind


def place_of(node: Node) -> str:
    """Name the place of a node: its site, or the node itself where it is at none."""
    return node.site or node.id


def state_of(finding: Finding) -> State | None:
    """Say how what a finding is about stands; INSIDE where it holds by evidence, None where there is nothing to say."""
    if finding.blocks:
        return State.BROKEN
    if finding.broken:
        return State.ADVISED
    if finding.outcome is Outcome.WAIVED:
        return State.WAIVED
    return State.INSIDE if finding.outcome is Outcome.BY_EVIDENCE else None


def marks(environment: Environment, graph: FlowGraph, findings: Iterable[Finding]) -> Marks:
    """Put findings where they stand."""
    return _Marking(environment, graph).marks(findings)


class _Marking:
    """Finds the edges that findings speak of; a finding tells its path in words, for people."""

    def __init__(self, environment: Environment, graph: FlowGraph) -> None:
        self.environment = environment
        self.graph = graph
        self.named: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        self.arriving: dict[str, list[Edge]] = defaultdict(list)
        for edge in graph.edges:
            self.named[edge.kind, graph.nodes[edge.target].name].append(edge)
            if edge.bytes_of_data and self.crosses(edge):
                self.arriving[self.place(edge.target)].append(edge)

    def marks(self, findings: Iterable[Finding]) -> Marks:
        """Everything that is not simply so."""
        edges: dict[EdgeId, list[Mark]] = defaultdict(list)
        sites: dict[str, list[Mark]] = defaultdict(list)
        elsewhere: list[Mark] = []
        for finding in findings:
            state = state_of(finding)
            if state is None:
                continue
            mark = Mark(state, finding)
            last = self.last(finding)
            crossing = [edge for edge in last if self.crosses(edge)]
            if crossing and finding.subject[:1] != ("sites",):
                for edge in dict.fromkeys((*crossing, *self.beside(crossing[0], finding))):
                    edges[edge_id(edge)].append(mark)
            elif site := self.site(finding, last):
                sites[site].append(mark)
            else:
                elsewhere.append(mark)
        return Marks(
            {edge: tuple(found) for edge, found in edges.items()},
            {site: tuple(found) for site, found in sites.items()},
            tuple(elsewhere),
        )

    def place(self, node: str) -> str:
        """Name the place of a node."""
        return place_of(self.graph.nodes[node])

    def crosses(self, edge: Edge) -> bool:
        """Whether an edge leads from one place to another."""
        return self.place(edge.source) != self.place(edge.target)

    def last(self, finding: Finding) -> list[Edge]:
        """The edges that the last step of a path tells of: the words are those of its kind and of the node it ends at."""
        path = finding.path
        for at in range(len(path) - 2, -1, -1):
            found = [
                edge
                for edge in self.named.get((path[at], path[at + 1]), ())
                if any(strand.dataset == path[0] for strand in self.graph.carried(edge))
            ]
            exact = [edge for edge in found if at and self.graph.nodes[edge.source].name == path[at - 1]]
            if found:
                return exact or found
        return []

    def beside(self, entering: Edge, finding: Finding) -> Iterator[Edge]:
        """Other edges by which the same comes to the same place.

        A rule speaks once of a place, by the shortest way to it. What it says of the data there is as true of every
        other way, unless it speaks of a workload.
        """
        if finding.subject[:1] == ("workloads",):
            return
        dataset = finding.path[0]
        told = {
            (strand.form, strand.evidence)
            for strand in self.graph.carried(entering)
            if strand.dataset == dataset
        }
        for edge in self.arriving[self.place(entering.target)]:
            carried = self.graph.carried(edge)
            if any(each.dataset == dataset and (each.form, each.evidence) in told for each in carried):
                yield edge

    def site(self, finding: Finding, last: Sequence[Edge]) -> str:
        """The site that a finding without a crossing is about; blank where it is about none."""
        subject = finding.subject
        kind, name = (str(subject[0]), str(subject[1])) if len(subject) > 1 else ("", "")
        if kind == "sites":
            return name
        if last:
            return self.graph.nodes[last[0].target].site
        if kind == "workloads" and name in self.environment.workloads:
            return self.environment.workloads[name].site
        told = name if kind == "datasets" else finding.path[0] if finding.path else ""
        dataset = self.environment.datasets.get(told)
        return dataset.home.partition("/")[0] if dataset else ""
