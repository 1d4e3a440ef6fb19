"""Where nodes stand: a site's country, partition and operator, or what is known of no site."""

from collections.abc import Mapping
from functools import cached_property

from polder_environments.declarations import ManagedService
from polder_environments.facts.regions import Region, region
from polder_environments.facts.territories import Territories
from polder_environments.flows.graph import Node, NodeKind
from polder_environments.model import Environment
from polder_environments.problems import KeyPath


class Places:
    """Makes nodes at the sites of an environment."""

    def __init__(self, environment: Environment) -> None:
        """Look at the environment's sites."""
        self._environment = environment

    @cached_property
    def _regions(self) -> Mapping[str, Region | None]:
        return {name: region(site.cloud, site.region) for name, site in self._environment.sites.items()}

    def at(self, site: str, kind: NodeKind, name: str, key: KeyPath) -> Node:
        """Make a node that stands at a site; `name` is what comes after the kind in its id."""
        declared, known = self._environment.sites[site], self._regions[site]
        return Node(
            id=f"{kind}:{name}",
            kind=kind,
            name=name,
            site=site,
            cloud=declared.cloud,
            region=declared.region,
            partition=known.partition if known else "",
            countries=(known.country,) if known else (),
            subdivision=known.subdivision if known else "",
            operator=declared.sovereignty.operator or (known.operator_jurisdiction if known else ""),
            parent=declared.sovereignty.parent or (known.parent_jurisdiction if known else ""),
            key=key,
        )

    def beyond(self, service: ManagedService, name: str, key: KeyPath) -> Node:
        """Make the node where a service processes beyond its site: the countries of its zone, or anywhere."""
        at = self.at(service.site, "implied", f"service/{name}", key)
        territories = Territories({own: each.areas for own, each in self._environment.territories.items()})
        countries = {place[:2] for area in service.zone for place in territories.members(area)}
        return Node(
            id=at.id,
            kind="implied",
            name=at.name,
            site="",
            cloud=at.cloud,
            region="",
            partition=at.partition,
            countries=tuple(sorted(countries)) if service.scope == "data-zone" else (),
            subdivision="",
            operator=at.operator,
            parent=at.parent,
            key=key,
        )
