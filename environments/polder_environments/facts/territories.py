"""Named sets of countries, and whether a place lies in one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table

_COUNTRY = 2
"""Characters of an ISO 3166-1 alpha-2 code; an environment's own territories have longer names, so that none is taken for one."""


@cache
def known() -> Mapping[str, frozenset[str]]:
    """Territories that Polder knows, with their countries."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in _table.table("territories"):
        found[row["territory"]].add(row["place"])
    return MappingProxyType({name: frozenset(places) for name, places in found.items()})


class Territories:
    """Territories that Polder knows, and those of one environment."""

    def __init__(self, own: Mapping[str, Iterable[str]] | None = None) -> None:
        """Take the environment's own territories; one may name others."""
        self._own = dict(own or {})
        self._members: dict[str, frozenset[str]] = {}
        self._countries: dict[str, frozenset[str]] = {}

    def __contains__(self, area: str) -> bool:
        """Tell whether an area is a country, a subdivision, or a territory that is known."""
        return len(area) == _COUNTRY or "-" in area or area in self._own or area in known()

    def members(self, area: str) -> frozenset[str]:
        """Give the countries and subdivisions of an area; a country's or a subdivision's is itself.

        Returns:
            Empty for a name that nobody knows, so that nothing lies in it.
        """
        if area not in self._members:
            self._members[area] = self._resolved(area, frozenset())
        return self._members[area]

    def _resolved(self, area: str, above: frozenset[str]) -> frozenset[str]:
        if area in known():  # first: EU has two letters, and is no country
            return known()[area]
        if len(area) == _COUNTRY or "-" in area:
            return frozenset({area})
        if area in self._own and area not in above:
            return frozenset(
                place for inner in self._own[area] for place in self._resolved(inner, above | {area})
            )
        return frozenset()

    def holds(self, area: str, place: str) -> bool:
        """Tell whether a country or a subdivision lies in an area: CA-QC lies in CA, CA does not lie in CA-QC."""
        members = self.members(area)
        return place in members or place[:_COUNTRY] in members

    def touches(self, area: str, place: str) -> bool:
        """Tell whether any of a place may lie in an area: as `holds`, and CA touches CA-QC."""
        if area not in self._countries:
            self._countries[area] = frozenset(member[:_COUNTRY] for member in self.members(area))
        return place in self._countries[area] or self.holds(area, place)

    def any_holds(self, areas: Iterable[str], place: str) -> bool:
        """Tell whether a country or a subdivision lies in any of the areas."""
        return any(self.holds(area, place) for area in areas)
