"""AIA-10: Each dataset that a high-risk system is trained, validated or tested with has a data sheet."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import LINK, high_risk

_TASKS: Final = frozenset({"training", "validation", "testing"})

_SAYS: Final = ("origin", "purpose", "bias-examination", "geographic-fit")
"""What a data sheet has to say, as keys of its details: Art. 10(2)(b) twice, (2)(f), and (4)."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, workload, applies in high_risk(estate, "provider"):
        if workload.task not in _TASKS:
            continue
        for number, dataset in enumerate(workload.reads):
            key = ("workloads", name, "reads", number)
            words = (dataset, workload.task, name, workload.site)
            unsaid = {
                sheet: tuple(
                    f"evidence.{sheet}.details.{what}"
                    for what in _SAYS
                    if what not in estate.environment.evidence[sheet].details
                )
                for sheet in estate.proofs(RULE.instruments, dataset=dataset, workload=name)
            }
            best = min(unsaid, key=lambda sheet: len(unsaid[sheet]), default="")
            if not best:
                info = f"{name} uses {dataset} for {workload.task}, and no data sheet covers it."
                yield Judgement(Outcome.FAILS, key, words, info, effective=applies)
            elif unsaid[best]:
                lacking = ", ".join(each.rpartition(".")[2] for each in unsaid[best])
                info = f"The data sheet {best} of {dataset} does not say its {lacking}."
                yield Judgement(Outcome.UNKNOWN, key, words, info, missing=unsaid[best], effective=applies)
            else:
                yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=(best,), effective=applies)


RULE: Final = Rule(
    id="AIA-10",
    pack="eu-ai-act",
    title="Each dataset that a high-risk system is trained, validated or tested with has a data sheet.",
    citation="AI Act Art. 10(2)-(4)",
    link=LINK,
    severity="soft",
    explanation="Whoever makes a high-risk system knows where its data comes from and what it was collected for, has looked for bias in it, and says how it fits the place and the people that the system is meant for. Where a system is not trained, this holds for the data it is tested with.",
    reads=("workloads.ai_risk", "workloads.role", "workloads.task", "workloads.reads"),
    satisfied_by="a data sheet (data-sheet) that covers the dataset, with origin, purpose, bias-examination and geographic-fit in its details",
    instruments=("data-sheet",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
