"""EHDS-SPE: Secondary use happens in a secure processing environment, and only what is not personal leaves it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_environments.flows.graph import Flow
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import lowered, place

_ACCESS_LOGS: Final = 365
"""Days that access to a secure processing environment stays logged: one year (Art. 73(1)(e))."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    used: dict[str, str] = {}
    for name, _ in estate.datasets("ehds"):
        for flow in estate.graph.flows_of.get(name, ()):
            uses = flow.edge.kind == "reads" and not flow.strand.derived
            if uses and _secure(estate, flow.target.site):
                used.setdefault(flow.target.site, name)
                yield _permitted(estate, flow)
            elif uses or (_secure(estate, flow.source.site) and not _secure(estate, flow.target.site)):
                yield _released(estate, flow, used=uses)
    for site, name in sorted(used.items()):
        kept = estate.here[site].logs.retain
        if kept < _ACCESS_LOGS:
            info = f"{site} is a secure processing environment that uses {name}, and logs access for {kept} days; one year is the least."
            yield Judgement(Outcome.FAILS, ("sites", site), (name, "reads", site, f"{kept} days"), info)


def _secure(estate: Estate, site: str) -> bool:
    return bool(site) and estate.environment.sites[site].sovereignty.secure_processing_environment


def _words(flow: Flow) -> tuple[str, ...]:
    return (flow.strand.dataset, flow.edge.kind, flow.target.name, *place(flow.target))


def _work(flow: Flow) -> str:
    """The workload or federation that a flow goes to or comes from; blank where it is neither."""
    for node in (flow.target, flow.source):
        if node.kind in ("workload", "aggregator"):
            return node.name.partition("@")[0]
    return ""


def _permitted(estate: Estate, flow: Flow) -> Judgement:
    """Judge a use in a secure processing environment: it wants a permit, and what readies the data for one does not."""
    dataset, work, words = flow.strand.dataset, _work(flow), _words(flow)
    workload = estate.environment.workloads.get(work)
    if workload is not None and workload.task == "preparation":
        return Judgement(Outcome.HOLDS, flow.edge.key, words)
    permits = estate.proofs(("data-permit",), site=flow.target.site, dataset=dataset, workload=work)
    ending = tuple(each for each in permits if estate.environment.evidence[each].expires is not None)
    if ending:
        return Judgement(Outcome.BY_EVIDENCE, flow.edge.key, words, evidence=ending)
    if permits:
        info = f"{permits[0]} does not say when the permit ends, and none is without end."
        missing = (f"evidence.{permits[0]}.expires",)
        return Judgement(Outcome.UNKNOWN, flow.edge.key, words, info, missing=missing)
    info = f"{work} uses {dataset}, and no data permit covers that."
    return Judgement(Outcome.FAILS, flow.edge.key, words, info)


def _released(estate: Estate, flow: Flow, *, used: bool) -> Judgement:
    """Judge what is used outside, or leaves: it must not be the data itself, and somebody must have looked."""
    dataset, words, strand = flow.strand.dataset, _words(flow), flow.strand
    freed = lowered(estate, strand, "anonymised", "synthetic", "differentially-private")
    checks = estate.proofs(("output-check",), dataset=dataset, workload=_work(flow))
    where = f"{flow.target.site or flow.target.name}, which is no secure processing environment"
    if checks and (freed or strand.derived):
        return Judgement(Outcome.BY_EVIDENCE, flow.edge.key, words, evidence=checks)
    if not freed and not strand.derived:
        what = f"{dataset} is used at" if used else f"{dataset} leaves {flow.source.site} for"
        info = f"{what} {where}."
    else:
        what = f"something made from {dataset}" if strand.derived else dataset
        info = f"{what} reaches {where}, and no check says that it is not personal."
    return Judgement(Outcome.FAILS, flow.edge.key, words, info)


RULE: Final = Rule(
    id="EHDS-SPE",
    pack="eu-ehds",
    title="Secondary use happens in a secure processing environment, and only what is not personal leaves it.",
    citation="Reg. (EU) 2025/327 Art. 68, Art. 73(1)-(2) and recital 77; applies under Art. 105 from 26 March 2029",
    link="https://eur-lex.europa.eu/eli/reg/2025/327/oj",
    severity="hard",
    explanation="Who has a permit comes to the data: access is given in a secure processing environment alone, also to anonymised data, and access is logged for a year. What is to leave is reviewed by the health data access body, so a user's own claim that it is anonymous is not enough. Models, metrics and logs are made from the data and are output like any other. A body that prepares data for a permit needs none of its own (Art. 57(1)(b)).",
    reads=(
        "datasets.tags",
        "workloads.reads",
        "workloads.task",
        "federations.members",
        "sites.sovereignty.secure_processing_environment",
        "logs.retain",
        "everything that leaves such a site",
    ),
    satisfied_by="use at a site with secure_processing_environment under a data permit (data-permit) that says when it ends; for what leaves, a review (output-check) that it is not personal",
    instruments=("data-permit", "output-check"),
    effective=date(2029, 3, 26),
    verified=True,
    judge=_judge,
)
