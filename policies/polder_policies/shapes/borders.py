"""Whose data a law is about, and where that data arrives: inside the law's area, outside it, or where nobody knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from polder_environments.declarations import Dataset
from polder_environments.flows.graph import Node, Strand
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome
from polder_policies.shapes.trails import lowered, reached


@dataclass(frozen=True, slots=True)
class Arrival:
    """Data that a law is about, at a place that it reaches.

    Args:
        dataset: Its name.
        node: The place.
        strand: What of it is there.
        outside: Countries or subdivisions of the place that are not in the area.
        unclear: Those of which only a part is: `CA` where the area is `CA-QC`.
        certain: Whether the law is about it for certain; data about people of `CA` may be about people of `CA-QC`.
    """

    dataset: str
    node: Node
    strand: Strand
    outside: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    certain: bool = True

    @property
    def inside(self) -> bool:
        """Whether the whole place is in the area; one that may be anywhere is not."""
        return bool(self.node.countries) and not self.outside and not self.unclear

    @property
    def what(self) -> str:
        """What arrives, in words."""
        return f"something made from {self.dataset}" if self.strand.derived else self.dataset

    def at(self, place: str) -> str:
        """Say where one of the countries of the place is reached."""
        return f"{place} at {self.node.site}" if self.node.site else f"{place} by way of {self.node.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """An area, and the data that a law wants to stay in it unless something lets it go.

    Args:
        subjects: The area whose people it protects; blank where a tag alone says that the law is about the data.
        tags: Data that it is about.
        home: The area that data may lie in freely.
        controllers: Whether a controller in the area is enough, wherever the people are.
        freeing: Forms that data leaves the law by, with evidence.
    """

    subjects: str
    tags: tuple[str, ...] = ("personal",)
    home: str
    controllers: bool = False
    freeing: tuple[str, ...] = ("anonymised",)

    def arrivals(self, estate: Estate) -> Iterator[Arrival]:
        """Give every place that such data reaches, as `reached` gives them."""
        inside = frozenset(
            place for place in estate.subjects if estate.territories.holds(self.subjects, place)
        )
        touching = frozenset(
            place for place in estate.subjects if estate.territories.touches(self.subjects, place)
        )
        for name, dataset in estate.datasets(*self.tags):
            certain = (
                not self.subjects
                or not inside.isdisjoint(dataset.subjects)
                or self._controlled(estate, dataset)
            )
            if certain or not touching.isdisjoint(dataset.subjects):
                for node, strand in reached(estate, name):
                    if not lowered(estate, strand, *self.freeing):
                        yield self._arrival(estate, node, strand, certain=certain)

    def undeclared(self, estate: Estate) -> Iterator[Judgement]:
        """Judge data that leaves the area and of which nobody says whom it is about."""
        if not self.subjects:
            return
        for name, dataset in estate.datasets(*self.tags):
            if dataset.subjects or (self.controllers and dataset.controller):
                continue
            found = {
                self._arrival(estate, node, strand, certain=False).inside
                for node, strand in reached(estate, name)
                if not lowered(estate, strand, *self.freeing)
            }
            if len(found) > 1:  # it lies inside, and outside too
                info = f"{name} leaves {self.home}, and whom it is about is not declared."
                missing = (f"datasets.{name}.subjects",)
                yield Judgement(Outcome.UNKNOWN, ("datasets", name), (name,), info, missing=missing)

    def _controlled(self, estate: Estate, dataset: Dataset) -> bool:
        return (
            self.controllers
            and dataset.controller is not None
            and estate.territories.holds(self.subjects, dataset.controller)
        )

    def _arrival(self, estate: Estate, node: Node, strand: Strand, *, certain: bool) -> Arrival:
        places = (node.subdivision,) if node.subdivision else node.countries
        beyond = [place for place in places if not estate.territories.holds(self.home, place)]
        unclear = tuple(place for place in beyond if estate.territories.touches(self.home, place))
        outside = tuple(place for place in beyond if place not in unclear)
        return Arrival(strand.dataset, node, strand, outside, unclear, certain)
