"""Everything a rule may ask about: the environment and its flows, the dated facts, and the day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from polder_environments.declarations import Dataset, Evidence, Workload
from polder_environments.facts.adequacy import stands
from polder_environments.facts.instruments import proving
from polder_environments.facts.regions import Region, region
from polder_environments.facts.tags import closure
from polder_environments.facts.territories import Territories
from polder_environments.flows.graph import Edge, Flow, FlowGraph, Node, Strand
from polder_environments.model import Environment, Platform
from polder_environments.resolve.overlay import overlay
from polder_policies.ways import first_edges, nearest


@dataclass(frozen=True)
class Estate:
    """An environment as rules see it. Pure: the day is an argument, and nothing is looked up elsewhere.

    Args:
        environment: What the file says.
        graph: Where data moves.
        on: The day that is judged.
    """

    environment: Environment
    graph: FlowGraph
    on: date

    @cached_property
    def territories(self) -> Territories:
        """Named sets of countries, those of the file included."""
        return Territories({name: each.areas for name, each in self.environment.territories.items()})

    @cached_property
    def here(self) -> Mapping[str, Platform]:
        """The platform as it is at each site, by the site's name: log retention, stores, tracking server, registry."""
        return {
            name: overlay(self.environment.platform, site) for name, site in self.environment.sites.items()
        }

    def region(self, site: str) -> Region | None:
        """What is known of the region of a site; None where nothing is."""
        return region(self.environment.sites[site].cloud, self.environment.sites[site].region)

    def operators(self, site: str) -> tuple[str, str]:
        """Countries under whose law a site's operator and its ultimate parent stand; blank where nobody knows."""
        declared, known = self.environment.sites[site].sovereignty, self.region(site)
        return (
            declared.operator or (known.operator_jurisdiction if known else ""),
            declared.parent or (known.parent_jurisdiction if known else ""),
        )

    @cached_property
    def tags(self) -> Mapping[str, frozenset[str]]:
        """Tags of each dataset with all that they imply: phi implies health and personal."""
        return {name: closure(dataset.tags) for name, dataset in self.environment.datasets.items()}

    @cached_property
    def tagged(self) -> Mapping[str, tuple[str, ...]]:
        """Names of datasets by tag, implied ones included."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, tags in self.tags.items():
            for tag in tags:
                found[tag].append(name)
        return {tag: tuple(names) for tag, names in found.items()}

    @cached_property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Names of datasets by the country of the people they are about; subdivisions count for their country too."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, dataset in self.environment.datasets.items():
            places = {place for subject in dataset.subjects for place in (subject, subject[:2])}
            for place in sorted(places):
                found[place].append(name)
        return {place: tuple(names) for place, names in found.items()}

    def datasets(self, *tags: str) -> Iterator[tuple[str, Dataset]]:
        """Datasets that have any of the tags, in the order of their names; all of them when no tag is given."""
        chosen = {name for tag in tags for name in self.tagged.get(tag, ())} if tags else None
        for name in self._names if chosen is None else sorted(chosen):
            yield name, self.environment.datasets[name]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(self.environment.datasets))

    def flows(self, *tags: str) -> Iterator[Flow]:
        """Flows of datasets that have any of the tags."""
        for name, _ in self.datasets(*tags):
            yield from self.graph.flows_of.get(name, ())

    def places(self, *tags: str) -> Iterator[tuple[Node, Strand]]:
        """Nodes that datasets with any of the tags reach, or what is made from them."""
        for name, _ in self.datasets(*tags):
            yield from self.graph.places_of.get(name, ())

    def came(self, dataset: str) -> Mapping[str, Edge | None]:
        """By which edge a dataset, or what is made from it, first comes to each node that it reaches; None for its home."""
        if dataset not in self._came:
            start = f"dataset:{dataset}@{self.environment.datasets[dataset].home}"
            self._came[dataset] = first_edges(start, self.graph.edges_of.get(dataset, ()))
        return self._came[dataset]

    def nearest(self, dataset: str) -> tuple[tuple[Node, Strand], ...]:
        """Places that a dataset reaches: of each site, and each place beyond, the nearest with the rawest strand."""
        if dataset not in self._nearest:
            self._nearest[dataset] = nearest(self.graph.places_of.get(dataset, ()))
        return self._nearest[dataset]

    # Dozens of rules ask the same of the same dataset.
    @cached_property
    def _came(self) -> dict[str, Mapping[str, Edge | None]]:
        return {}

    @cached_property
    def _nearest(self) -> dict[str, tuple[tuple[Node, Strand], ...]]:
        return {}

    def workloads(self) -> Iterator[tuple[str, Workload]]:
        """Workloads in the order of their names."""
        yield from sorted(self.environment.workloads.items())

    def strands_of(self, workload: str) -> frozenset[Strand]:
        """What a workload reads, or is made from what others read."""
        return self.graph.strands.get(f"workload:{workload}", frozenset())

    def proofs(
        self,
        kinds: Iterable[str],
        *,
        site: str = "",
        dataset: str = "",
        workload: str = "",
        country: str = "",
    ) -> tuple[str, ...]:
        """Find evidence of any of the kinds that counts on the day and covers what is named.

        An empty scope covers everything; a scope that names sites does not cover another site. One that names workloads
        covers them alone, and nothing that happens without a workload, such as a replica.

        Returns:
            Names in their order; empty when there is none.
        """
        return tuple(
            name
            for kind in kinds
            for name in self._by_kind.get(kind, ())
            if self.counts(name)
            and self._covers(self.environment.evidence[name], site, dataset, workload, country)
        )

    @cached_property
    def has_evidence_of_workloads(self) -> bool:
        """Whether any evidence is for named workloads alone; where none is, nobody has to find out what brought data."""
        return any(evidence.scope.workloads for evidence in self.environment.evidence.values())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.environment.evidence):
            found[self.environment.evidence[name].kind].append(name)
        return {kind: tuple(names) for kind, names in found.items()}

    def _covers(self, evidence: Evidence, site: str, dataset: str, workload: str, country: str) -> bool:
        scope = evidence.scope
        return (
            (not site or not scope.sites or site in scope.sites)
            and (not dataset or not scope.datasets or dataset in scope.datasets)
            and (not scope.workloads or workload in scope.workloads)
            and (
                not country
                or not scope.countries
                or any(self.territories.holds(area, country) for area in scope.countries)
            )
        )

    def why_not_form(self, form: str, evidence: str) -> str:
        """Say why evidence does not show on the day that data has a form; blank when it does."""
        if not evidence:
            return f"no evidence says that it is {form}"
        reason = self.why_not(evidence)
        kind = "" if reason else self.environment.evidence[evidence].kind
        if not reason and kind not in proving(form):
            return f"evidence {evidence} is {kind}, and only {' or '.join(sorted(proving(form)))} shows that data is {form}"
        return reason

    def counts(self, name: str) -> bool:
        """Whether evidence exists, is in its time, and everything it depends on still stands."""
        return not self.why_not(name)

    def why_not(self, name: str, seen: frozenset[str] = frozenset()) -> str:
        """Say why evidence does not count on the day; blank when it does."""
        evidence = self.environment.evidence.get(name)
        if evidence is None:
            return f"there is no evidence {name!r}"
        if name in seen:
            return f"evidence {name} depends on itself"
        if self.on < evidence.signed:
            return f"evidence {name} counts from {evidence.signed}"
        if evidence.expires is not None and self.on > evidence.expires:
            return f"evidence {name} expired on {evidence.expires}"
        for fact in evidence.depends_on:
            kind, _, what = fact.partition(":")
            if kind == "evidence":
                reason = self.why_not(what, seen | {name})
                if reason:
                    return f"evidence {name} depends on {what}: {reason}"
            elif not stands(what, self.on):
                return f"evidence {name} depends on {fact}, which does not stand on {self.on}"
        return ""
