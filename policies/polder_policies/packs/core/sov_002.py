"""SOV-002: What is made from data keeps its tags."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import lowered, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, dataset in estate.datasets():
        node = estate.graph.nodes[f"dataset:{name}@{dataset.home}"]
        inputs = sorted(
            {strand for strand in estate.graph.strands[node.id] if strand.dataset != name},
            key=lambda strand: (strand.dataset, strand.form, strand.evidence),
        )
        for strand in inputs:
            lost = sorted(estate.tags[strand.dataset] - estate.tags[name])
            key = ("datasets", name, "tags") if dataset.tags else ("datasets", name)
            if not lost:
                yield Judgement(Outcome.HOLDS, key, (strand.dataset, name))
                continue
            words = trail(estate, strand.dataset, node).words
            if lowered(estate, strand, "anonymised", "differentially-private", "synthetic"):
                yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=(strand.evidence,))
            elif strand.evidence:
                reason = estate.why_not(strand.evidence) or f"{strand.form} data keeps its tags"
                info = f"{name} is made from {strand.dataset} and lacks its tags {', '.join(lost)}: {reason}."
                yield Judgement(Outcome.FAILS, key, words, info)
            elif not dataset.tags:
                info = f"{name} is made from {strand.dataset}, and what is in it is not declared."
                yield Judgement(Outcome.UNKNOWN, key, words, info, missing=(f"datasets.{name}.tags",))
            else:
                info = f"{name} is made from {strand.dataset} and lacks its tags {', '.join(lost)}."
                yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="SOV-002",
    pack="core",
    title="What is made from data keeps its tags.",
    citation="propagation of tags",
    link="",
    severity="hard",
    explanation="A dataset that is written from personal data is personal until evidence says that nobody can be told from it. A missing tag would take it out of every rule that protects people.",
    reads=("datasets.tags", "workloads.writes", "workloads.transform"),
    satisfied_by="the missing tags, or a transformation with evidence that counts",
    instruments=("anonymisation-test", "dp-accounting", "synthetic-test"),
    verified=True,
    judge=_judge,
)
