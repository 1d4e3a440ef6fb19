"""Protected health information: which data it is, where it lies, and what takes it out of HIPAA."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from polder_environments.declarations import Dataset, Form
from polder_environments.flows.graph import Flow, Node, Strand
from polder_policies.estate import Estate
from polder_policies.shapes.americans import UNITED_STATES, of_americans
from polder_policies.shapes.remaining import remaining

DE_IDENTIFIED: Final[tuple[Form, ...]] = ("anonymised", "synthetic", "differentially-private")
"""Forms that claim that nobody can be told. A limited data set, which is pseudonymised, stays under HIPAA."""

KIND: Final = "expert-determination"
METHODS: Final = ("safe-harbor", "expert-determination")
"""Methods of 45 CFR 164.514(b), as `method` in the details of a determination names them."""

_IDENTIFYING: Final = ("biometric", "geolocation", "identifiers")
"""Tags of what the safe harbor wants removed (45 CFR 164.514(b)(2)(i))."""


@dataclass(frozen=True, slots=True)
class Determination:
    """What says, or does not say, that data is de-identified.

    Args:
        evidence: Its name.
        flaw: Why it takes nothing out of HIPAA, in a clause; blank where it does.
        missing: Records that it lacks; empty where it is no such evidence at all.
    """

    evidence: str
    flaw: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """Protected health information at a site.

    Args:
        site: The site.
        datasets: All datasets that reach it, or from which something is made that does, in order.
        node: The nearest place that the first of them reaches there.
        derived: Whether only something made from it does.
    """

    site: str
    datasets: tuple[str, ...]
    node: Node
    derived: bool

    @property
    def what(self) -> str:
        """What reaches the site, in words."""
        return f"something made from {self.datasets[0]}" if self.derived else self.datasets[0]


class Patients:
    """Health information of an estate that HIPAA is about."""

    def __init__(self, estate: Estate) -> None:
        """Look at an estate."""
        self._estate = estate
        self._freed: dict[tuple[str, str], bool] = {}

    @cached_property
    def all(self) -> Mapping[str, Dataset]:
        """Datasets about people in the United States, or of a controller there, in any form."""
        return {
            name: dataset
            for name, dataset in self._estate.datasets("phi")
            if of_americans(self._estate, dataset)
            or self._estate.territories.holds(UNITED_STATES, dataset.controller or "")
        }

    @cached_property
    def protected(self) -> Mapping[str, Dataset]:
        """Those of which no determination says that nobody can be told from them."""
        return {
            name: dataset
            for name, dataset in self.all.items()
            if dataset.form not in DE_IDENTIFIED
            or dataset.form_evidence is None
            or self.of_dataset(name, dataset.form_evidence).flaw
        }

    def of_dataset(self, name: str, evidence: str) -> Determination:
        """Give the determination on a dataset: the evidence of its form, or another one whose scope names it."""
        return self._best(evidence, self._naming_dataset.get(name, ()), self._estate.tags[name])

    def of_work(self, name: str, evidence: str, tags: AbstractSet[str]) -> Determination:
        """Give the determination on what a workload or a federation makes.

        Args:
            name: Its name.
            evidence: The evidence of the form that it makes.
            tags: What is in its output.
        """
        return self._best(evidence, self._naming_work.get(name, ()), tags)

    def _best(self, evidence: str, beside: tuple[str, ...], tags: AbstractSet[str]) -> Determination:
        """The one without a flaw, else one that only lacks a record, else what is wrong with the evidence of the form."""
        found = [_determination(self._estate, each, tags) for each in dict.fromkeys((evidence, *beside))]
        return min(found, key=lambda each: (bool(each.flaw), not each.missing))

    @cached_property
    def _naming_dataset(self) -> Mapping[str, tuple[str, ...]]:
        return self._naming("datasets")

    @cached_property
    def _naming_work(self) -> Mapping[str, tuple[str, ...]]:
        return self._naming("workloads")

    def _naming(self, what: str) -> Mapping[str, tuple[str, ...]]:
        """Determinations by what their scope names; one that names nothing is of nothing in particular."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, evidence in sorted(self._estate.environment.evidence.items()):
            if evidence.kind == KIND:
                for each in evidence.scope.datasets if what == "datasets" else evidence.scope.workloads:
                    found[each].append(name)
        return {each: tuple(names) for each, names in found.items()}

    @cached_property
    def _makers(self) -> Mapping[str, tuple[str, ...]]:
        """Workloads and federations by the evidence of the form that they make."""
        environment = self._estate.environment
        found: dict[str, list[str]] = defaultdict(list)
        for name, workload in environment.workloads.items():
            if workload.transform is not None:
                found[workload.transform.evidence].append(name)
        for name, federation in environment.federations.items():
            if federation.privacy_evidence is not None:
                found[federation.privacy_evidence].append(name)
        return {evidence: tuple(names) for evidence, names in found.items()}

    def freed(self, strand: Strand) -> bool:
        """Tell whether a determination that counts takes a strand out of HIPAA."""
        if strand.form not in DE_IDENTIFIED or not strand.evidence:
            return False
        key = (strand.dataset, strand.evidence)
        if key not in self._freed:
            self._freed[key] = self._is_freed(*key)
        return self._freed[key]

    def _is_freed(self, dataset: str, evidence: str) -> bool:
        if self._estate.environment.datasets[dataset].form_evidence == evidence:
            return not self.of_dataset(dataset, evidence).flaw
        # What is in the output of a transformation its own tags say; HIPAA-514 looks at those.
        nothing = frozenset[str]()
        makers = self._makers.get(evidence, ())
        return bool(makers) and not any(self.of_work(each, evidence, nothing).flaw for each in makers)

    def presences(self) -> Iterator[Presence]:
        """Give every site that protected health information reaches, once."""
        names: dict[str, list[str]] = defaultdict(list)
        nearest: dict[str, tuple[Node, Strand]] = {}
        for name in self.protected:
            for node, strand in remaining(self._estate, name, self.freed):
                if node.site:
                    names[node.site].append(name)
                    nearest.setdefault(node.site, (node, strand))
        for site in sorted(names):
            node, strand = nearest[site]
            yield Presence(site, tuple(names[site]), node, strand.derived)

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """Give every node that protected health information reaches, with each dataset that does."""
        for name in self.protected:
            for node, strand in self._estate.graph.places_of.get(name, ()):
                if not self.freed(strand):
                    yield name, node

    def used_by(self, workload: str) -> str:
        """Name the first protected dataset that a workload gets, or gets something made from; blank: none."""
        return min(
            (
                strand.dataset
                for strand in self._estate.strands_of(workload)
                if strand.dataset in self.protected and not self.freed(strand)
            ),
            default="",
        )

    def crossings(self) -> Iterator[tuple[str, Flow]]:
        """Give one flow for each link between sites, and for each line that makes one go over no link."""
        first: dict[str, tuple[str, Flow]] = {}
        for name in self.protected:
            for flow in self._estate.graph.flows_of.get(name, ()):
                if flow.target.site and flow.source.site != flow.target.site and not self.freed(flow.strand):
                    first.setdefault(flow.edge.link or repr(flow.edge.key), (name, flow))
        for key in sorted(first):
            yield first[key]


def _determination(estate: Estate, evidence: str, tags: AbstractSet[str]) -> Determination:
    """Judge evidence by 45 CFR 164.514(b)."""
    reason = estate.why_not(evidence)
    if reason:
        return Determination(evidence, reason)
    declared = estate.environment.evidence[evidence]
    if declared.kind != KIND:
        return Determination(
            evidence, f"{evidence} is evidence of kind {declared.kind}, which HIPAA does not know"
        )
    method = declared.details.get("method")
    if method is None:
        missing = (f"evidence.{evidence}.details.method",)
        return Determination(evidence, f"{evidence} does not name its method", missing)
    if method not in METHODS:
        what = f"{evidence} names the method {method!r}, and the law knows {' and '.join(METHODS)}"
        return Determination(evidence, what)
    if method == "expert-determination" and "expert" not in declared.details:
        missing = (f"evidence.{evidence}.details.expert",)
        return Determination(evidence, f"{evidence} does not name the expert", missing)
    left = [tag for tag in _IDENTIFYING if tag in tags]
    if method == "safe-harbor" and left:
        what = f"the safe harbor of {evidence} wants removed what tags say is there: {', '.join(left)}"
        return Determination(evidence, what)
    return Determination(evidence)
