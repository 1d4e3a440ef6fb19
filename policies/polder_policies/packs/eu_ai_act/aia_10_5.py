"""AIA-10.5: Special categories that are used to find bias are pseudonymised, deleted in time, and go to nobody else."""

from collections import deque
from collections.abc import Iterator
from typing import Final

from polder_environments.flows.graph import Edge, Node, Strand
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import BIAS_DETECTION, LINK
from polder_policies.shapes.trails import lowered, place


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, workload in estate.workloads():
        if workload.task != "bias-detection" or workload.ai_risk == "none":
            continue
        for number, dataset in enumerate(workload.reads):
            strand = _special(estate, name, dataset)
            if strand is not None:
                yield _kept(estate, name, number, strand)
                yield from _passed_on(estate, name, dataset)


def _special(estate: Estate, workload: str, dataset: str) -> Strand | None:
    """Give what a workload reads of a dataset where that is of a special category; None where nobody can be told from it."""
    if "special" not in estate.tags[dataset]:
        return None
    for strand in estate.strands_of(workload):
        if strand.dataset == dataset and not strand.derived and not _freed(estate, strand):
            return strand
    return None


def _freed(estate: Estate, strand: Strand) -> bool:
    return lowered(estate, strand, "anonymised", "synthetic")


def _kept(estate: Estate, name: str, number: int, strand: Strand) -> Judgement:
    """Judge how a dataset is held: not open to all, pseudonymised, and with an end."""
    dataset, declared = strand.dataset, estate.environment.datasets[strand.dataset]
    site = estate.environment.workloads[name].site
    key, words = ("workloads", name, "reads", number), (dataset, "reads", name, site)
    if declared.public:
        key = ("datasets", dataset, "public")
        info = f"{name} looks for bias with {dataset}, which holds special categories and is open to anybody."
        return Judgement(Outcome.FAILS, key, words, info, effective=BIAS_DETECTION)
    if not lowered(estate, strand, "pseudonymised", "differentially-private"):
        info = f"{name} looks for bias with {dataset}, whose special categories are not pseudonymised."
        return Judgement(Outcome.FAILS, key, words, info, effective=BIAS_DETECTION)
    if declared.retention is None:
        missing = (f"datasets.{dataset}.retention",)
        info = f"When the special categories in {dataset} are deleted is not declared."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=missing, effective=BIAS_DETECTION)
    return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=(strand.evidence,), effective=BIAS_DETECTION)


def _passed_on(estate: Estate, name: str, dataset: str) -> Iterator[Judgement]:
    """Judge each step by which the dataset, its copies, or what the workload makes of it, come to another party."""
    work = f"workload:{name}"
    start = f"dataset:{dataset}@{estate.environment.datasets[dataset].home}"
    seen, waiting = {start, work}, deque((start, work))
    while waiting:
        for edge in estate.graph.outgoing.get(waiting.popleft(), ()):
            source, target = estate.graph.nodes[edge.source], estate.graph.nodes[edge.target]
            elsewhere = edge.kind == "reads" and source.kind == "dataset" and edge.target != work
            if (elsewhere and source.name.startswith(f"{dataset}@")) or not _carries(estate, edge, dataset):
                continue  # others use the dataset on a ground of their own
            if _other_party(source, target):
                words = (dataset, edge.kind, target.name, *place(target))
                info = f"{dataset} holds special categories that {name} looks for bias with, and {target.name} is with another party."
                yield Judgement(Outcome.FAILS, edge.key, words, info, effective=BIAS_DETECTION)
            elif edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)


def _carries(estate: Estate, edge: Edge, dataset: str) -> bool:
    return any(
        strand.dataset == dataset and not _freed(estate, strand) for strand in estate.graph.carried(edge)
    )


def _other_party(source: Node, target: Node) -> bool:
    """Tell whether somebody else gets hold of what moves: a managed service, or whoever runs another cloud."""
    return (
        target.kind == "service"
        or not target.site
        or (source.cloud, source.partition) != (target.cloud, target.partition)
    )


RULE: Final = Rule(
    id="AIA-10.5",
    pack="eu-ai-act",
    title="Special categories that are used to find bias are pseudonymised, deleted in time, and go to nobody else.",
    citation="AI Act Art. 4a(1)(b), (d) and (e); Art. 10(5) until Reg. (EU) 2026/1744 moved it on 27 July 2026",
    link=f"{LINK}#art_4a",
    severity="hard",
    explanation="The Act lets health, origin, belief and the like be used to find and mend bias in a high-risk system, as an exception. In return the data is pseudonymised, no other party gets it or sees it, and it goes when the bias is mended or its time is over. A managed service and the operator of another cloud are other parties here, and so is everybody where a dataset is public. Since July 2026 the article stands among the general provisions: it binds providers and deployers now, and not with the other duties for high-risk systems. Not seen here: whether other data would have done, and the record of why it was needed.",
    reads=(
        "workloads.task",
        "workloads.ai_risk",
        "datasets.tags",
        "datasets.form",
        "datasets.retention",
        "datasets.public",
        "everything that leaves the workload and the dataset",
    ),
    satisfied_by="a pseudonymised dataset with its evidence (pseudonymisation) and a retention, and no flow to a managed service or another cloud; or data that nobody can be told from",
    instruments=("pseudonymisation",),
    verified=False,
    judge=_judge,
)
