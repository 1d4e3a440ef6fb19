"""Data about people of a territory that reaches places outside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from polder_environments.facts.adequacy import adequacy
from polder_environments.flows.graph import Node, Strand
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome
from polder_policies.shapes.trails import Trail, lowered, reached, trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What a law says of data that leaves.

    Args:
        law: How the law is called in a sentence.
        subjects: The area whose people it protects.
        tags: Data that it is about.
        home: The area that data may lie in freely.
        regime: Which adequacy decisions count; blank: none.
        recipient: Kinds of evidence that put a recipient in the scope of a decision that is not for all.
        instruments: Alternatives; of each, every kind of evidence is needed.
        controllers: Whether a controller in the area is enough, wherever the people are.
        freeing: Forms that data leaves the law by, with evidence.
    """

    law: str
    subjects: str
    tags: tuple[str, ...] = ("personal",)
    home: str
    regime: str = ""
    recipient: tuple[str, ...] = ()
    instruments: tuple[tuple[str, ...], ...] = ()
    controllers: bool = False
    freeing: tuple[str, ...] = ("anonymised",)

    def judge(self, estate: Estate) -> Iterator[Judgement]:
        """Judge every place that such data reaches."""
        for name, dataset in estate.datasets(*self.tags):
            if not dataset.subjects and not (self.controllers and dataset.controller):
                if self._leaves(estate, name):
                    yield _unknown(name)
                continue
            protected = any(estate.territories.touches(self.subjects, who) for who in dataset.subjects)
            controlled = self.controllers and estate.territories.holds(
                self.subjects, dataset.controller or ""
            )
            if protected or controlled:
                for node, strand in reached(estate, name):
                    if not lowered(estate, strand, *self.freeing):
                        yield self._judged(estate, name, node, strand)

    def _leaves(self, estate: Estate, name: str) -> bool:
        """Whether data of nobody knows whom reaches a place outside."""
        return any(
            not node.countries
            or not all(estate.territories.holds(self.home, each) for each in node.countries)
            for node, _ in reached(estate, name)
        ) and any(
            any(estate.territories.holds(self.home, each) for each in node.countries)
            for node, _ in reached(estate, name)
        )

    def _judged(self, estate: Estate, name: str, node: Node, strand: Strand) -> Judgement:
        way = trail(estate, name, node)
        places = (node.subdivision,) if node.subdivision else node.countries
        outside = [each for each in places if not estate.territories.holds(self.home, each)]
        if places and not outside:
            return Judgement(Outcome.HOLDS, way.key, way.words)
        evidence: list[str] = []
        for country in outside:
            found = self._allowed(estate, name, node, country)
            if found is None:
                return self._refused(way, name, node, country, strand)
            evidence += found
        if not outside:
            return self._refused(way, name, node, "", strand)
        outcome = Outcome.BY_EVIDENCE if evidence else Outcome.HOLDS
        return Judgement(outcome, way.key, way.words, evidence=tuple(dict.fromkeys(evidence)))

    def _allowed(self, estate: Estate, name: str, node: Node, country: str) -> tuple[str, ...] | None:
        """Evidence that lets data go to a country; empty where none is needed, None where none is there."""
        decision = adequacy(self.regime, country[:2], estate.on) if self.regime else None
        if decision is not None and decision.scope == "all":
            return ()
        if decision is not None:
            listed = estate.proofs(self.recipient, site=node.site, dataset=name, country=country)
            if listed:
                return listed
        for kinds in self.instruments:
            found = [estate.proofs((kind,), site=node.site, dataset=name, country=country) for kind in kinds]
            if all(found):
                return tuple(each[0] for each in found)
        return None

    def _refused(self, way: Trail, name: str, node: Node, country: str, strand: Strand) -> Judgement:
        what = f"something made from {name}" if strand.derived else name
        where = f"{country} at {node.site}" if country else "a place that nobody knows"
        info = f"{what} reaches {where}, outside {self.home}; {self.law} wants a ground for that, and none that counts is declared."
        return Judgement(Outcome.FAILS, way.key, way.words, info)


def _unknown(name: str) -> Judgement:
    missing = (f"datasets.{name}.subjects",)
    return Judgement(
        Outcome.UNKNOWN,
        ("datasets", name),
        (name,),
        "It is not declared whom the data is about.",
        missing=missing,
    )
