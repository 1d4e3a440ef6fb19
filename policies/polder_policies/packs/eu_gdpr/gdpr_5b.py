"""GDPR-5b: A workload's purpose is one of those that its data was collected for."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, workload in estate.workloads():
        for number, dataset in enumerate(workload.reads):
            if "personal" not in estate.tags[dataset]:
                continue
            key, words = ("workloads", name, "reads", number), (dataset, "reads", name, workload.site)
            purposes = estate.environment.datasets[dataset].purposes
            proofs = estate.proofs(RULE.instruments, dataset=dataset, workload=name)
            if workload.purpose is None or not purposes:
                what = (
                    f"workloads.{name}.purpose"
                    if workload.purpose is None
                    else f"datasets.{dataset}.purposes"
                )
                yield Judgement(Outcome.UNKNOWN, key, words, "A purpose is not declared.", missing=(what,))
            elif workload.purpose in purposes:
                yield Judgement(Outcome.HOLDS, key, words)
            elif proofs:
                yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=proofs)
            else:
                info = f"{name} is for {workload.purpose}; {dataset} was collected for {', '.join(purposes)}."
                yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="GDPR-5b",
    pack="eu-gdpr",
    title="A workload's purpose is one of those that its data was collected for.",
    citation="GDPR Art. 5(1)(b) and 6(4)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="soft",
    explanation="Data that was given for one purpose may serve another only where the two are compatible.",
    reads=("workloads.purpose", "datasets.purposes"),
    satisfied_by="an assessment that the purposes are compatible (compatibility-assessment)",
    instruments=("compatibility-assessment",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
