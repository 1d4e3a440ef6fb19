"""What a map shows: places within their jurisdictions, what moves between them, and what the rules say of it.

The same for every form of picture, so that none of them decides what is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

from polder_environments.facts.regions import region
from polder_environments.flows.graph import Edge, FlowGraph, Node, NodeKind
from polder_policies.estate import Estate
from polder_policies.maps.marks import Mark, Marks, State, edge_id, marks, place_of
from polder_policies.verdict import Finding, Verdict

Detail = Literal["sites", "nodes"]

SHARED: Final = "EEA"
"""The territory that is drawn around its countries: one law holds in it, and data crosses its inner borders freely."""

ANYWHERE: Final = "anywhere"
"""What is drawn around places of which nobody knows the country."""

OWN_LOGS: Final = "site/"
"""What names of the logs that every site has begin with."""

_PLUMBING: Final[frozenset[NodeKind]] = frozenset({"cluster", "state", "registry", "log-sink", "store"})
"""Nodes that every site has. They are drawn where something crosses a border to or from them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing at a place.

    Args:
        kind: What it is: `dataset`, `copy`, or the kind of a node.
        text: Its name.
        note: What to know of it, in few words: the tags of a dataset.
        state: The worst that a finding says of it.
    """

    kind: str
    text: str
    note: str = ""
    state: State = State.INSIDE


@dataclass(frozen=True, slots=True)
class Box:
    """A place: a site, a place beyond the sites, or a single node.

    Args:
        id: The name of the site or the id of the node, the same whatever stands beside it.
        title: Its name.
        called: Its name where it is told of apart from what stands around it.
        facts: What it is and under whose law it stands, a few words each.
        lines: What is there.
        rules: Rules that do not hold there, sorted.
        waivers: Names of the waivers that accept something there, sorted.
        state: The worst of all findings there.
    """

    id: str
    title: str
    called: str
    facts: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    rules: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
    state: State = State.INSIDE


@dataclass(frozen=True, slots=True)
class Area:
    """A jurisdiction, a country, or a site when its nodes are drawn one by one.

    Args:
        id: Tells it from all other areas.
        title: Its name.
        boxes: Places in it.
        areas: Areas in it.
        state: The worst of all findings that stand at it.
    """

    id: str
    title: str
    boxes: tuple[Box, ...] = ()
    areas: tuple["Area", ...] = ()
    state: State = State.INSIDE

    def all_boxes(self) -> Iterator[Box]:
        """Every place in it, however deep."""
        yield from self.boxes
        for area in self.areas:
            yield from area.all_boxes()


@dataclass(frozen=True, slots=True)
class Lane:
    """What moves from one place to another, and stands alike in every way that it does.

    Args:
        kinds: The ways: replicates, reads, …; sorted.
        datasets: Names of the datasets, or of what is made from them, sorted; empty for technical data.
        rules: Rules that do not hold for it, sorted.
        evidence: Names of the evidence by which a rule holds for it, sorted.
        waivers: Names of the waivers that accept it, sorted.
    """

    kinds: tuple[str, ...]
    datasets: tuple[str, ...]
    rules: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """Everything of one state that moves from one place to another.

    Args:
        source: Id of a box.
        target: Id of a box.
        state: How it stands.
        lanes: What moves.
        links: Names of the declared links it takes, sorted.
    """

    source: str
    target: str
    state: State
    lanes: tuple[Lane, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two arrows that stand alike and lead between the same two places, drawn as one; or one arrow.

    Args:
        there: The arrow from the first place to the second.
        back: The one from the second to the first, if there is one.
    """

    there: Arrow
    back: Arrow | None = None

    @property
    def arrows(self) -> tuple[Arrow, ...]:
        """The arrows that it stands for."""
        return (self.there,) if self.back is None else (self.there, self.back)


@dataclass(frozen=True)
class MapView:
    """A map, before it is drawn.

    Args:
        environment: Name of the environment.
        on: The day that is judged.
        holds: Whether something may be built.
        detail: Whether sites are drawn, or every node.
        dataset: The one dataset that is shown; blank: all.
        areas: What is where.
        arrows: What moves, worst first where it is cut, else by places.
        standing: Findings that are shown as broken or waived, worst first.
        left_out: Arrows that did not fit.
    """

    environment: str
    on: date
    holds: bool
    detail: Detail
    dataset: str
    areas: tuple[Area, ...]
    arrows: tuple[Arrow, ...]
    standing: tuple[Finding, ...] = field(repr=False)
    left_out: int = 0

    @property
    def title(self) -> str:
        """What the map is of."""
        of = f" of {self.dataset}" if self.dataset else ""
        return f"{self.environment}: flows{of}"

    @property
    def said(self) -> str:
        """What the rules say, in one line."""
        broken = sum(finding.blocks for finding in self.standing)
        advised = sum(finding.broken and not finding.blocks for finding in self.standing)
        waived = sum(not finding.broken for finding in self.standing)
        told = [
            "holds" if self.holds else "does not hold",
            *([f"{broken} {_findings(broken)} to mend"] if broken else []),
            *([f"{advised} advisory"] if advised else []),
            *([f"{waived} waived"] if waived else []),
        ]
        return f"judged on {self.on}: {', '.join(told)}"

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """Every place, in the order of the areas."""
        return tuple(box for area in self.areas for box in area.all_boxes())

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The arrows, those put together that stand alike and lead there and back."""
        by_ends = {(each.source, each.target, each.state): each for each in self.arrows}
        found: list[Pair] = []
        for (source, target, state), there in by_ends.items():
            back = by_ends.get((target, source, state))
            if back is None or source < target:
                found.append(Pair(there, back))
        return tuple(found)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What places are called, by id."""
        return {box.id: box.called for box in self.boxes}


def map_view(
    estate: Estate, verdict: Verdict, *, detail: Detail = "sites", dataset: str = "", most: int | None = None
) -> MapView:
    """Decide what a map shows.

    Args:
        estate: The environment and its flows.
        verdict: What the rules say of it.
        detail: Sites with what is at them, or every node.
        dataset: Show this dataset alone, and what is made from it; blank: all.
        most: How many arrows there may be at most; those that stand worst are kept, and the rest is counted.

    Returns:
        The map, the same whatever the order of the file.
    """
    return _Drawing(estate, verdict, detail, dataset).view(most)


def _findings(count: int) -> str:
    return "finding" if count == 1 else "findings"


class _Drawing:
    """Chooses nodes and edges, and puts them in boxes and areas."""

    def __init__(self, estate: Estate, verdict: Verdict, detail: Detail, dataset: str) -> None:
        self.estate = estate
        self.verdict = verdict
        self.detail: Detail = detail
        self.only = dataset
        self.graph: FlowGraph = estate.graph
        shown = [each for each in verdict.findings if not dataset or _speaks_of(each, dataset)]
        self.marks: Marks = marks(estate.environment, estate.graph, shown)
        self.standing = tuple(
            sorted(
                (each for each in shown if each.broken or each.waiver),
                key=lambda each: (not each.blocks, not each.broken),
            )
        )
        self.edges = [edge for edge in self.graph.edges if self.moves(edge)]
        self.nodes = self.chosen()

    def view(self, most: int | None) -> MapView:
        """The whole map."""
        arrows = sorted(self.arrows(), key=lambda each: (each.source, each.target, -each.state))
        kept = arrows
        if most is not None and len(arrows) > most:
            kept = sorted(arrows, key=lambda each: -each.state)[:most]
        return MapView(
            environment=self.verdict.environment,
            on=self.verdict.on,
            holds=self.verdict.holds,
            detail=self.detail,
            dataset=self.only,
            areas=tuple(self.areas()),
            arrows=tuple(kept),
            standing=self.standing,
            left_out=len(arrows) - len(kept),
        )

    def moves(self, edge: Edge) -> bool:
        """Whether an edge is of what is shown."""
        if not self.only:
            return edge.bytes_of_data or self.crosses(edge)
        return any(strand.dataset == self.only for strand in self.graph.carried(edge))

    def crosses(self, edge: Edge) -> bool:
        """Whether an edge leads from one place to another."""
        source, target = self.graph.nodes[edge.source], self.graph.nodes[edge.target]
        return place_of(source) != place_of(target)

    def chosen(self) -> Mapping[str, Node]:
        """Nodes to show: those that hold what is shown, and of the plumbing what a border lies at."""
        at_border = {node for edge in self.edges if self.crosses(edge) for node in (edge.source, edge.target)}
        found: dict[str, Node] = {}
        for identity, node in self.graph.nodes.items():
            if self.only and not any(
                strand.dataset == self.only for strand in self.graph.strands.get(identity, frozenset())
            ):
                continue
            if node.kind in _PLUMBING and identity not in at_border:
                continue
            found[identity] = node
        return found

    def box_of(self, node: Node) -> str:
        """Id of the box that a node is in."""
        return node.id if self.detail == "nodes" else place_of(node)

    def arrows(self) -> Iterator[Arrow]:
        """What moves between boxes, put together by source, target and state."""
        together: dict[tuple[str, str, State], list[Edge]] = defaultdict(list)
        for edge in self.edges:
            if edge.source in self.nodes and edge.target in self.nodes:
                source = self.box_of(self.nodes[edge.source])
                target = self.box_of(self.nodes[edge.target])
                if source != target:
                    together[source, target, self.state(edge)].append(edge)
        for (source, target, state), edges in together.items():
            kinds: dict[str, list[Edge]] = defaultdict(list)
            for edge in edges:
                kinds[edge.kind].append(edge)
            alike: dict[Lane, list[str]] = defaultdict(list)
            for kind in sorted(kinds):
                alike[self.lane(kinds[kind])].append(kind)
            lanes = tuple(replace(lane, kinds=tuple(ways)) for lane, ways in alike.items())
            links = tuple(sorted({edge.link for edge in edges if edge.link}))
            yield Arrow(source, target, state, lanes, links)

    def state(self, edge: Edge) -> State:
        """How an edge stands: as the worst finding says, else by what it crosses."""
        return max(self.crossed(edge), _worst(mark.state for mark in self.marks.edges.get(edge_id(edge), ())))

    def crossed(self, edge: Edge) -> State:
        """What an edge crosses; one that carries none of the datasets is technical wherever it goes."""
        if not self.graph.carried(edge):
            return State.TECHNICAL
        source, target = self.graph.nodes[edge.source], self.graph.nodes[edge.target]
        if not target.countries or self.law(source) != self.law(target):
            return State.LEAVING
        return State.INSIDE if set(target.countries) <= set(source.countries) else State.CROSSING

    def law(self, node: Node) -> tuple[str, ...]:
        """The jurisdiction that a node is drawn in."""
        within = node.countries and all(
            self.estate.territories.holds(SHARED, country) for country in node.countries
        )
        return (SHARED,) if within else node.countries

    def lane(self, edges: Sequence[Edge]) -> Lane:
        """What moves in one way, whichever it is, and what the rules say of it."""
        found = [mark for edge in edges for mark in self.marks.edges.get(edge_id(edge), ())]
        return Lane(
            kinds=(),
            datasets=tuple(
                sorted({strand.dataset for edge in edges for strand in self.graph.carried(edge)})
                if not self.only
                else [self.only]
            ),
            rules=_rules(found),
            evidence=tuple(sorted({name for mark in found for name in mark.finding.evidence})),
            waivers=_waivers(found),
        )

    def areas(self) -> Iterator[Area]:
        """Jurisdictions, those that share one law first, then countries, then what is nowhere."""
        countries: dict[tuple[str, ...], dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for node in self.nodes.values():
            countries[node.countries][place_of(node)].append(node)
        shared = [where for where, places in countries.items() if self.law(_any(places)) == (SHARED,)]
        inner = tuple(self.country(SHARED, where, countries[where]) for where in sorted(shared, key=_few))
        if inner:
            yield Area(SHARED, SHARED, areas=inner, state=_worst(area.state for area in inner))
        for where in sorted((each for each in countries if each and each not in shared), key=_few):
            yield self.country("", where, countries[where])
        if () in countries:
            yield self.country("", (), countries[()])

    def country(self, above: str, where: tuple[str, ...], places: Mapping[str, Sequence[Node]]) -> Area:
        """One country, or the several that something may be in."""
        title = _together(where)
        identity = "/".join(filter(None, (above, "-".join(where) or ANYWHERE)))
        if self.detail == "nodes":
            inner = tuple(self.site(identity, place, places[place]) for place in sorted(places))
            return Area(identity, title, areas=inner, state=_worst(area.state for area in inner))
        boxes = tuple(self.box(place, places[place]) for place in sorted(places))
        return Area(identity, title, boxes=boxes, state=_worst(box.state for box in boxes))

    def site(self, above: str, place: str, nodes: Sequence[Node]) -> Area:
        """A site whose nodes are drawn one by one."""
        found = self.marks.sites.get(place, ())
        boxes = tuple(self.node(node) for node in nodes)
        title = place if nodes[0].site else _short(nodes[0])
        return Area(
            f"{above}/{place}",
            ", ".join((title, *_facts(nodes[0]))),
            boxes=boxes,
            state=_worst(mark.state for mark in found),
        )

    def node(self, node: Node) -> Box:
        """A node as a box of its own."""
        name, _, _ = node.name.partition("@")
        title = "logs" if node.name.startswith(OWN_LOGS) else _UNNAMED.get(node.kind) or _short(node)
        note = self.note(name) if node.kind == "dataset" else ""
        facts = (node.kind, note) if note else (node.kind,)
        found = [mark for mark in self.marks.sites.get(node.site, ()) if _about(mark.finding, node, name)]
        called = f"{title} at {node.site}" if node.site else title
        state = _worst(mark.state for mark in found)
        return Box(node.id, title, called, facts, rules=_rules(found), waivers=_waivers(found), state=state)

    def box(self, place: str, nodes: Sequence[Node]) -> Box:
        """A place with everything that is there."""
        found = self.marks.sites.get(place, ())
        first = nodes[0]
        return Box(
            id=place,
            title=first.site or _short(first),
            called=first.site or _short(first),
            facts=_facts(first),
            lines=tuple(self.lines(nodes, found)),
            rules=_rules(found),
            waivers=_waivers(found),
            state=_worst(mark.state for mark in found),
        )

    def lines(self, nodes: Sequence[Node], found: Sequence[Mark]) -> Iterator[Line]:
        """What is at a place: data first, then what works on it, then what keeps things of it."""
        for node in sorted(nodes, key=lambda each: (_rank(each.kind), each.name)):
            name, _, at = node.name.partition("@")
            if node.kind not in _TOLD or node.name.startswith(OWN_LOGS):
                continue
            kind: str = node.kind
            note = ""
            if node.kind == "dataset":
                declared = self.estate.environment.datasets[name]
                kind = "dataset" if declared.home == at else "copy"
                note = self.note(name)
            state = _worst(mark.state for mark in found if _about(mark.finding, node, name))
            yield Line(kind, name, note, state)

    def note(self, dataset: str) -> str:
        """What is in a dataset, and how far people can be told from it."""
        declared = self.estate.environment.datasets[dataset]
        lowered = () if declared.form == "raw" or declared.form_evidence is None else (declared.form,)
        return ", ".join((*declared.tags, *lowered))


_TOLD: Final[tuple[NodeKind, ...]] = (
    "dataset",
    "workload",
    "aggregator",
    "service",
    "model",
    "tracking-server",
    "backup",
    "log-sink",
    "registry",
)
"""Kinds of nodes that are named at a place, in this order."""


_UNNAMED: Final[Mapping[NodeKind, str]] = {
    "tracking-server": "MLflow",
    "cluster": "cluster",
    "state": "state",
}
"""What nodes are called that have no name but their site's."""


def _rank(kind: NodeKind) -> int:
    return _TOLD.index(kind) if kind in _TOLD else len(_TOLD)


def _rules(found: Iterable[Mark]) -> tuple[str, ...]:
    return tuple(sorted({mark.finding.rule.id for mark in found if mark.state > State.WAIVED}))


def _waivers(found: Iterable[Mark]) -> tuple[str, ...]:
    return tuple(sorted({mark.finding.waiver for mark in found if mark.finding.waiver}))


def _worst(states: Iterable[State]) -> State:
    return max(states, default=State.INSIDE)


def _speaks_of(finding: Finding, dataset: str) -> bool:
    return finding.path[:1] == (dataset,) or finding.subject[:2] == ("datasets", dataset)


def _about(finding: Finding, node: Node, name: str) -> bool:
    """Whether a finding at a site is about one of the things there."""
    if node.kind == "dataset":
        return finding.subject[:2] == ("datasets", name)
    return node.key[:1] != ("sites",) and finding.subject[:2] == node.key[:2]


def _any(places: Mapping[str, Sequence[Node]]) -> Node:
    """One of several nodes in the same countries."""
    return next(iter(places.values()))[0]


def _short(node: Node) -> str:
    """The name of a node without what its id needs beside: `claims` of `claims@frankfurt/datasets`."""
    return node.name.partition("@")[0].rpartition("/")[2]


def _few(countries: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Single countries first, in their order."""
    return len(countries), countries


def _together(countries: tuple[str, ...]) -> str:
    """Name countries; more than three by their number."""
    shown = 3
    if not countries:
        return ANYWHERE
    return ", ".join(countries) if len(countries) <= shown else f"any of {len(countries)} countries"


def _facts(node: Node) -> tuple[str, ...]:
    """What a place is and under whose law it stands."""
    if not node.site:
        return (f"{node.cloud}, beyond the sites",)
    known = region(node.cloud, node.region)
    where = f"{known.city}, {node.subdivision or known.country}" if known and known.city else ""
    laws = dict.fromkeys(filter(None, (node.operator, node.parent)))
    under = f"under {' and '.join(laws)} law" if laws else "operator not known"
    return tuple(filter(None, (f"{node.cloud} {node.region}", where, under)))
