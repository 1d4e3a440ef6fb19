"""HIPAA-312b: What is done with protected health information is recorded."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    patients = Patients(estate)
    for presence in patients.presences():
        words = trail(estate, presence.datasets[0], presence.node).words
        yield Judgement(Outcome.HOLDS, ("sites", presence.site), words)
    silent = [name for name, workload in estate.workloads() if not workload.logs_events]
    for name in silent:
        read = patients.used_by(name)
        if read:
            words = trail(estate, read, estate.graph.nodes[f"workload:{name}"]).words
            info = f"{name} uses {read} or something made from it, and does not record what it does."
            yield Judgement(Outcome.FAILS, ("workloads", name, "logs_events"), words, info)


RULE: Final = Rule(
    id="HIPAA-312b",
    pack="us-hipaa",
    title="What is done with protected health information is recorded.",
    citation="45 CFR 164.312(b)",
    link="https://www.ecfr.gov/current/title-45/section-164.312",
    severity="hard",
    explanation="Activity in every system that holds or uses protected health information has to be recorded so that it can be examined. Polder logs reads and writes of stores, calls of clusters, tracking servers, registries and keys at every site; what can be left out is what a workload itself records. How long logs are kept the rule does not say.",
    reads=("every site that such data reaches", "workloads.logs_events"),
    satisfied_by="logs_events: true",
    verified=False,
    judge=_judge,
)
