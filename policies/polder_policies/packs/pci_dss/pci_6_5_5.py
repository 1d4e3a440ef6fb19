"""PCI-6.5.5: No real card number is where things are developed and tested."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from polder_environments.flows.graph import EdgeKind
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_data, card_environment
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.trails import place

_REQUIREMENT: Final = "6.5.5"

_NUMBERS: Final[frozenset[EdgeKind]] = frozenset({"replicates", "backs-up", "logs-runs"})
"""What takes card numbers to a site beside a workload that reads them: copies, and runs with their input examples."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    cards = dict(card_data(estate))
    for name, workload in estate.workloads() if cards else ():
        if workload.stage != "production":
            for number, dataset in enumerate(workload.reads):
                if dataset in cards:
                    key, words = ("workloads", name, "reads", number), (dataset, "reads", name, workload.site)
                    what = f"{name} is of stage {workload.stage} and reads {dataset}"
                    yield _judged(estate, Judgement(Outcome.FAILS, key, words, what), workload.site, name)
    trying = _trying(estate) if cards else frozenset[str]()
    for name, dataset in cards.items():
        site = dataset.home.partition("/")[0]
        if site in trying:
            what = f"{name} lies at {site}, where nothing but development and testing runs"
            key = ("datasets", name, "home")
            yield _judged(estate, Judgement(Outcome.FAILS, key, (name, dataset.home), what), site)
    if not trying:
        return
    for edge, name in card_environment(estate).crossings():
        target = estate.graph.nodes[edge.target]
        if target.site in trying and edge.kind in _NUMBERS:
            words = (name, edge.kind, target.name, *place(target))
            what = f"{edge.kind} takes card numbers of {name} to {target.site}, where nothing but development and testing runs"
            yield _judged(estate, Judgement(Outcome.FAILS, edge.key, words, what), target.site)


def _judged(estate: Estate, found: Judgement, site: str, workload: str = "") -> Judgement:
    """Judge a place of development: it holds where its whole site is assessed as the production environment is."""
    if estate.environment.sites[site].sovereignty.cardholder_environment:
        return Judgement(Outcome.HOLDS, found.subject, found.path)
    info = f"{found.info}, and {site} is not assessed as part of the cardholder data environment."
    broken = Judgement(Outcome.FAILS, found.subject, found.path, info)
    return or_control(estate, broken, _REQUIREMENT, sites=(site,), workload=workload)


def _trying(estate: Estate) -> frozenset[str]:
    """Sites where things run, and none of them in production."""
    stages: dict[str, set[str]] = defaultdict(set)
    for _, workload in estate.workloads():
        stages[workload.site].add(workload.stage)
    return frozenset(site for site, found in stages.items() if "production" not in found)


RULE: Final = Rule(
    id="PCI-6.5.5",
    pack="pci-dss",
    title="No real card number is where things are developed and tested.",
    citation="PCI DSS 4.0.1, 6.5.5",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="Where things are tried out, more people have access and less is watched. So no workload that is not in production reads real card numbers, notebooks neither; and a site where nothing runs in production gets no copy of them, no backup, and no runs of a workload that read them. Data made for testing, with evidence, is not real; neither are tokens.",
    reads=(
        "workloads.stage",
        "workloads.reads",
        "workloads.tracking",
        "sites.sovereignty.cardholder_environment",
    ),
    satisfied_by="tokens or synthetic cards instead, or a site that is assessed whole (cardholder_environment: true); else a compensating control worksheet (ccw) or a customised approach for 6.5.5",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    verified=False,
    judge=_judge,
)
