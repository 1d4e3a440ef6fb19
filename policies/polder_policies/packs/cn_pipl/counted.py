"""How many people's data leaves mainland China within twelve months, ordinary and sensitive apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from polder_policies.estate import Estate

Kind = Literal["ordinary", "sensitive"]

_SENSITIVE: Final = frozenset({"special", "health", "financial", "geolocation"})
"""Tags of sensitive personal information (PIPL Art. 28); biometric, genomic and phi imply `special`."""


@dataclass(frozen=True, slots=True)
class Count:
    """People of one kind of data.

    Args:
        persons: As many as are declared.
        uncounted: Datasets that leave and do not say how many people they are about.
    """

    persons: int = 0
    uncounted: tuple[str, ...] = ()


def kind(estate: Estate, dataset: str) -> Kind:
    """Say which kind of data a dataset is."""
    return "ordinary" if estate.tags[dataset].isdisjoint(_SENSITIVE) else "sensitive"


def counted(estate: Estate, leaving: Iterable[str]) -> Mapping[Kind, Count]:
    """Add up the people of all datasets that leave, since the law counts them together.

    What is made from data that leaves as well, or a variant of it, is about the same people: it adds those alone that
    it has more of.
    """
    names = frozenset(leaving)
    above = {name: _above(estate, name) & names for name in names}
    adds: dict[str, int] = {}
    uncounted: list[str] = []
    for name in sorted(names, key=lambda name: (len(above[name]), name)):
        known = above[name] & adds.keys()
        persons = estate.environment.datasets[name].volume.persons
        if persons is None and not known:
            uncounted.append(name)
        adds[name] = max(0, (persons or 0) - sum(adds[each] for each in known))
    kinds: tuple[Kind, ...] = ("ordinary", "sensitive")
    return {
        each: Count(
            sum(persons for name, persons in adds.items() if kind(estate, name) == each),
            tuple(name for name in uncounted if kind(estate, name) == each),
        )
        for each in kinds
    }


def _above(estate: Estate, name: str) -> frozenset[str]:
    """Datasets that a dataset is made from, or is a variant of."""
    dataset = estate.environment.datasets[name]
    strands = estate.graph.strands.get(f"dataset:{name}@{dataset.home}", frozenset())
    made_from = {strand.dataset for strand in strands}
    return frozenset({*made_from, *filter(None, [dataset.variant_of])} - {name})
