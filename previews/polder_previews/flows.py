"""Which flows of data a change adds, and which it takes away."""

from dataclasses import dataclass
from typing import Final

from polder_environments.flows.graph import Flow, FlowGraph, Node

_ANYWHERE: Final = "anywhere"


@dataclass(frozen=True, slots=True, order=True)
class FlowRecord:
    """A flow as it is shown.

    Args:
        crosses_countries: Whether it may end in a country that it does not begin in.
        crosses_sites: Whether it leaves its site.
        environment: Name of the environment.
        dataset: What moves, or what it is made from.
        form: In which form: `raw`, `pseudonymized`.
        derived: Whether it is something made from the dataset.
        kind: How it moves: `replicates`, `reads`.
        source: Where it begins, `store:frankfurt/datasets`.
        source_place: Countries that may be in: `DE`, `anywhere`.
        target: Where it ends.
        target_place: Countries that may be in.
        frequency: How often.
        link: Name of the declared link it crosses sites by; blank where it stays, or none is declared.
    """

    crosses_countries: bool
    crosses_sites: bool
    environment: str
    dataset: str
    form: str
    derived: bool
    kind: str
    source: str
    source_place: str
    target: str
    target_place: str
    frequency: str
    link: str


@dataclass(frozen=True)
class Flows:
    """The flows of the head revision against those of the base revision.

    Args:
        compared: Whether there is a base revision to compare with.
        added: Flows that are new; those that cross borders first.
        removed: Flows that are gone.
        total: How many flows the head revision has.
        crossing: How many of them may cross into another country.
    """

    compared: bool = False
    added: tuple[FlowRecord, ...] = ()
    removed: tuple[FlowRecord, ...] = ()
    total: int = 0
    crossing: int = 0

    def __add__(self, other: "Flows") -> "Flows":
        """Put the flows of two environments together."""
        with_flows = [each for each in (self, other) if each.compared or each.total]
        return Flows(
            bool(with_flows) and all(each.compared for each in with_flows),
            _sorted({*self.added, *other.added}),
            _sorted({*self.removed, *other.removed}),
            self.total + other.total,
            self.crossing + other.crossing,
        )


def compare_flows(environment: str, base: FlowGraph | None, head: FlowGraph) -> Flows:
    """Compare the flows of two revisions of an environment.

    Args:
        environment: Its name.
        base: The flow graph of the base revision; None where there is none, or it cannot be read.
        head: The flow graph of the head revision.
    """
    now = {_record(environment, flow) for flow in head.flows}
    before = now if base is None else {_record(environment, flow) for flow in base.flows}
    return Flows(
        base is not None,
        _sorted(now - before),
        _sorted(before - now),
        len(now),
        sum(record.crosses_countries for record in now),
    )


def _sorted(records: set[FlowRecord]) -> tuple[FlowRecord, ...]:
    return tuple(sorted(records, key=lambda each: (not each.crosses_countries, not each.crosses_sites, each)))


def _record(environment: str, flow: Flow) -> FlowRecord:
    return FlowRecord(
        crosses_countries=flow.crosses_countries,
        crosses_sites=flow.crosses_sites,
        environment=environment,
        dataset=flow.strand.dataset,
        form=flow.strand.form,
        derived=flow.strand.derived,
        kind=flow.edge.kind,
        source=flow.source.id,
        source_place=_place(flow.source),
        target=flow.target.id,
        target_place=_place(flow.target),
        frequency=flow.edge.frequency,
        link=flow.edge.link,
    )


def _place(node: Node) -> str:
    return ", ".join(node.countries) or _ANYWHERE
