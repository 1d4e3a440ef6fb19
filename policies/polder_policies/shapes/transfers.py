"""Data about people of an area that reaches places outside it, and what a law takes as a ground for that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from polder_environments.facts.adequacy import adequacy
from polder_environments.flows.graph import Edge, Node
from polder_environments.problems import dotted
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome
from polder_policies.shapes.borders import Arrival, Border
from polder_policies.shapes.trails import Trail, trail


@dataclass(frozen=True, slots=True)
class _Ground:
    """What lets data go to a country: nothing but a decision, or evidence, or evidence that says too little of itself."""

    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Border):
    """What a law says of data that leaves.

    Args:
        law: How the law is called in a sentence.
        regime: Which adequacy decisions count; blank: none.
        beyond_decisions: Tags of data that no decision is about, whatever the country.
        recipient: Kinds of evidence that put a recipient in the scope of a decision that is not for all.
        instruments: Alternatives; of each, every kind of evidence is needed.
        occasional: Kinds of evidence, one of which is enough for what goes only once.
        recorded: Kinds of evidence, each with a detail that it must record; without it nobody knows what it is worth.
        reviewed: Kinds of evidence, each with the days that it counts for from when it was signed or last reviewed.
        sensitive: Tags of data that wants `assessed` even where a decision lets it go, unless it goes only once.
        assessed: Kinds of evidence; all are needed.
    """

    law: str
    regime: str = ""
    beyond_decisions: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    instruments: tuple[tuple[str, ...], ...] = ()
    occasional: tuple[str, ...] = ()
    recorded: tuple[tuple[str, str], ...] = ()
    reviewed: tuple[tuple[str, int], ...] = ()
    sensitive: tuple[str, ...] = ()
    assessed: tuple[str, ...] = ()

    def judge(self, estate: Estate) -> Iterator[Judgement]:
        """Judge every place that such data reaches."""
        yield from self.undeclared(estate)
        for arrival in self.arrivals(estate):
            yield self._judged(estate, arrival)

    def lasting(self, estate: Estate, arrival: Arrival) -> bool:
        """Tell whether a decision or an instrument lets data go to a place again and again."""
        return bool(arrival.node.countries) and all(
            self._lasting(estate, arrival, place) is not None
            for place in (*arrival.outside, *arrival.unclear)
        )

    def _judged(self, estate: Estate, arrival: Arrival) -> Judgement:
        way = trail(estate, arrival.dataset, arrival.node)
        if arrival.inside:
            return Judgement(Outcome.HOLDS, way.key, way.words)
        if not arrival.node.countries:
            return self._refused(way, arrival, "a place that nobody knows")
        grounds: list[_Ground] = []
        for place in (*arrival.outside, *arrival.unclear):
            ground = self._ground(estate, arrival, place)
            if ground is None and place in arrival.unclear:
                info = f"{arrival.what} reaches {arrival.at(place)}, and whether that is in {self.home} is not known."
                missing = (dotted(arrival.node.key),)
                return Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=missing)
            if ground is None:
                return self._refused(way, arrival, arrival.at(place))
            grounds.append(ground)
        lacking = tuple(dict.fromkeys(each for ground in grounds for each in ground.missing))
        if lacking:
            info = f"{arrival.what} reaches {arrival.at(arrival.outside[0])} on evidence that does not say {lacking[0].rpartition('.')[2]}."
            return Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=lacking)
        evidence = tuple(dict.fromkeys(each for ground in grounds for each in ground.evidence))
        outcome = Outcome.BY_EVIDENCE if evidence else Outcome.HOLDS
        return Judgement(outcome, way.key, way.words, evidence=evidence)

    def _ground(self, estate: Estate, arrival: Arrival, place: str) -> _Ground | None:
        """Find what lets data go to a place; None where nothing does."""
        ground = self._lasting(estate, arrival, place)
        if (ground is None or ground.missing) and self.occasional and once(estate, arrival):
            single = self._proofs(estate, arrival, place, self.occasional)
            return _Ground(single) if single else ground
        return ground

    def _lasting(self, estate: Estate, arrival: Arrival, place: str) -> _Ground | None:
        decided = self._decided(estate, arrival, place)
        if decided is not None:
            return decided
        incomplete: _Ground | None = None
        for kinds in self.instruments:
            ground = self._instrument(estate, arrival, place, kinds)
            if ground is not None and not ground.missing:
                return ground
            incomplete = incomplete or ground
        return incomplete

    def _decided(self, estate: Estate, arrival: Arrival, place: str) -> _Ground | None:
        """Find a decision on the country, and what else it wants of this data."""
        if not self.regime or not estate.tags[arrival.dataset].isdisjoint(self.beyond_decisions):
            return None
        decision = adequacy(self.regime, place[:2], estate.on)
        if decision is None:
            return None
        evidence: tuple[str, ...] = ()
        if decision.scope == "recipient":
            evidence = self._proofs(estate, arrival, place, self.recipient)
            if not evidence:
                return None
        if estate.tags[arrival.dataset].isdisjoint(self.sensitive) or once(estate, arrival):
            return _Ground(evidence)
        found = [self._proofs(estate, arrival, place, (kind,)) for kind in self.assessed]
        return _Ground((*evidence, *(each[0] for each in found))) if all(found) else None

    def _instrument(
        self, estate: Estate, arrival: Arrival, place: str, kinds: tuple[str, ...]
    ) -> _Ground | None:
        """Find evidence of every kind, that which records what it must before other."""
        evidence: list[str] = []
        missing: list[str] = []
        for kind in kinds:
            found = self._proofs(estate, arrival, place, (kind,))
            if not found:
                return None
            unsaid = {name: self._unsaid(estate, name) for name in found}
            best = min(found, key=lambda name: len(unsaid[name]))
            evidence.append(best)
            missing += unsaid[best]
        return _Ground(tuple(evidence), tuple(missing))

    def _proofs(
        self, estate: Estate, arrival: Arrival, place: str, kinds: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Find evidence that counts, and whose last review is not too long ago."""
        names = estate.proofs(
            kinds,
            site=arrival.node.site,
            dataset=arrival.dataset,
            workload=_carrier(estate, arrival) if estate.has_evidence_of_workloads else "",
            country=place,
        )
        lasting = dict(self.reviewed)
        return tuple(
            name
            for name in names
            if (days := lasting.get(estate.environment.evidence[name].kind)) is None
            or estate.on <= estate.environment.evidence[name].signed + timedelta(days=days)
        )

    def _unsaid(self, estate: Estate, name: str) -> tuple[str, ...]:
        """Details that evidence has to record and does not."""
        evidence = estate.environment.evidence[name]
        return tuple(
            f"evidence.{name}.details.{detail}"
            for kind, detail in self.recorded
            if kind == evidence.kind and detail not in evidence.details
        )

    def _refused(self, way: Trail, arrival: Arrival, where: str) -> Judgement:
        wants = (
            "wants a ground for that, and none that counts is declared"
            if self.instruments or self.regime
            else "knows no ground for that"
        )
        if not arrival.certain:
            info = f"{arrival.what} reaches {where}, outside {self.home}; whether people of {self.subjects} are among those it is about is not declared."
            missing = (f"datasets.{arrival.dataset}.subjects",)
            return Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=missing)
        info = f"{arrival.what} reaches {where}, outside {self.home}; {self.law} {wants}."
        return Judgement(Outcome.FAILS, way.key, way.words, info)


def once(estate: Estate, arrival: Arrival) -> bool:
    """Tell whether all that brings data to a place, at its site as a whole, runs once; what lies there was not brought once."""
    home = estate.environment.datasets[arrival.dataset].home.partition("/")[0]
    bringing = _bringing(estate, arrival)
    return bool(bringing) and home != arrival.node.site and all(edge.frequency == "once" for edge in bringing)


def _carrier(estate: Estate, arrival: Arrival) -> str:
    """Name the one workload or federation that brings all data to a place; blank where there is none, or more than one."""
    carriers = {
        str(edge.key[1]) if edge.key[0] in ("workloads", "federations") else ""
        for edge in _bringing(estate, arrival)
    }
    return carriers.pop() if len(carriers) == 1 else ""


def _bringing(estate: Estate, arrival: Arrival) -> list[Edge]:
    """Edges over which data comes to a place from elsewhere."""
    return [
        edge
        for edge in estate.graph.edges_of.get(arrival.dataset, ())
        if _there(arrival, estate.graph.nodes[edge.target])
        and not _there(arrival, estate.graph.nodes[edge.source])
    ]


def _there(arrival: Arrival, node: Node) -> bool:
    return node.site == arrival.node.site if arrival.node.site else node.id == arrival.node.id
