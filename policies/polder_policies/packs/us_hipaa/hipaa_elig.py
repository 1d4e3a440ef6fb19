"""HIPAA-ELIG: Protected health information reaches services alone that the provider's list names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from polder_environments.facts.eligible_services import EligibleService, building, eligible_service
from polder_environments.flows.graph import Node, NodeKind
from polder_environments.problems import KeyPath
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.trails import trail

_BUILT: Final[Mapping[NodeKind, tuple[str, ...]]] = {
    "dataset": ("store",),
    "store": ("store",),
    "backup": ("store",),
    "workload": ("cluster",),
    "aggregator": ("cluster",),
    "tracking-server": ("cluster", "database"),
    "model": ("database",),
    "log-sink": ("logs",),
}
"""What Polder builds, of a site, that data at a node of a kind lies in; everything is under the site's key beside."""


@dataclass(frozen=True, slots=True)
class _Used:
    """A service that data reaches: what it is, and what is known of it."""

    product: str
    known: EligibleService | None
    managed: bool

    @property
    def title(self) -> str:
        return self.known.title if self.known else self.product


def _judge(estate: Estate) -> Iterator[Judgement]:
    patients = Patients(estate)
    kinds: dict[str, set[NodeKind]] = defaultdict(set)
    called: dict[str, tuple[str, Node]] = {}
    for name, node in patients.nodes():
        if node.kind == "service":
            called.setdefault(node.name, (name, node))
        elif node.site:
            kinds[node.site].add(node.kind)
    for presence in patients.presences():
        site, node = presence.site, presence.node
        concepts = {"key", *(each for kind in kinds[site] for each in _BUILT.get(kind, ()))}
        used = [each for concept in sorted(concepts) for each in _used(node.partition, concept)]
        yield _judged(estate, ("sites", site), presence.datasets[0], node, used)
    for service in sorted(called):
        name, node = called[service]
        product = estate.environment.services[service].product
        used = [_Used(product, eligible_service(node.partition, product), managed=True)]
        yield _judged(estate, ("services", service, "product"), name, node, used)


def _used(partition: str, concept: str) -> Iterator[_Used]:
    """Services that a concept is built of; one of which nothing is known where none is."""
    known = building(partition, concept)
    for each in known:
        yield _Used(each.product, each, managed=False)
    if not known:
        yield _Used(f"the {concept} of partition {partition or 'unknown'}", None, managed=False)


def _judged(estate: Estate, key: KeyPath, name: str, node: Node, used: list[_Used]) -> Judgement:
    words = trail(estate, name, node).words
    shown = {each: _shown(estate, node.site, each) for each in used}
    excluded = [each for each in used if not shown[each] and each.known and not each.known.listed]
    unsure = [each for each in used if not shown[each] and not (each.known and each.known.verified)]
    if excluded:
        info = f"{name} reaches {excluded[0].title} at {node.site}, which the list of HIPAA-eligible services leaves out."
        return Judgement(Outcome.FAILS, key, words, info)
    if unsure:
        what = ", ".join(dict.fromkeys(each.title for each in unsure))
        info = f"{name} reaches {what} at {node.site}, and whether the provider's list names it was not read."
        read = estate.proofs(RULE.instruments, site=node.site)
        missing = tuple(f"evidence.{each}.details.services" for each in read[:1]) or (
            f"evidence of kind eligible-list for {node.site}",
        )
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
    evidence = tuple(dict.fromkeys(proof for proof in shown.values() if proof))
    return Judgement(Outcome.BY_EVIDENCE if evidence else Outcome.HOLDS, key, words, evidence=evidence)


def _shown(estate: Estate, site: str, used: _Used) -> str:
    """Name the list that was read and names a service; blank where there is none.

    A list speaks for what Polder builds without naming each; a managed service has to stand in its details.
    """
    for proof in estate.proofs(RULE.instruments, site=site):
        services = estate.environment.evidence[proof].details.get("services", "").replace(",", " ").split()
        if used.product in services or (not services and not used.managed):
            return proof
    return ""


RULE: Final = Rule(
    id="HIPAA-ELIG",
    pack="us-hipaa",
    title="Protected health information reaches services alone that the provider's list names.",
    citation="scope of the provider's business associate agreement: its list of HIPAA-eligible services",
    link="https://aws.amazon.com/compliance/hipaa-eligible-services-reference/",
    severity="hard",
    explanation="A provider's agreement covers the services on its list and no others, and the list of one partition says nothing of another. Polder carries what a dated copy of the list of AWS names and excludes; of the other providers' lists none was read, so whoever reads them says so. Images hold no such information, so the registry is not asked.",
    reads=(
        "services.product",
        "partition of a site",
        "what Polder builds there",
        "facts: eligible_services",
        "evidence of kind eligible-list",
    ),
    satisfied_by='the list that was read (eligible-list), its name as reference and its day as signed, with each managed service in its details (services: "bedrock textract")',
    instruments=("eligible-list",),
    verified=False,
    judge=_judge,
)
