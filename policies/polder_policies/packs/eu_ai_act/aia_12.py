"""AIA-12: A high-risk system records events by itself."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import LINK, high_risk, in_use


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, workload, applies in high_risk(estate):
        if not in_use(workload):
            continue
        words = (name, workload.task, workload.site)
        if workload.logs_events:
            yield Judgement(Outcome.HOLDS, ("workloads", name), words, effective=applies)
        else:
            key = ("workloads", name, "logs_events")
            info = f"{name} is part of a high-risk system ({workload.ai_risk}) and does not record events."
            yield Judgement(Outcome.FAILS, key, words, info, effective=applies)


RULE: Final = Rule(
    id="AIA-12",
    pack="eu-ai-act",
    title="A high-risk system records events by itself.",
    citation="AI Act Art. 12(1)",
    link=LINK,
    severity="hard",
    explanation="What a system did has to be found out afterwards, over its whole life. It is a demand on the system, so a provider has to build it in and a deployer cannot do without it.",
    reads=("workloads.ai_risk", "workloads.logs_events", "workloads.stage"),
    satisfied_by="logs_events: true, and a system that does so",
    verified=True,
    judge=_judge,
)
