"""SOV-007: No name holds what tells people apart."""

import re
from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule

_TELLING: Final = re.compile(r"[0-9]{7,}")
"""Seven digits and more: dates of birth, telephone, insurance and patient numbers."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    environment = estate.environment
    named = [("datasets", name) for name in environment.datasets]
    named += [("workloads", name) for name in environment.workloads]
    for concept, name in sorted(named):
        if _TELLING.search(name):
            info = f"The name {name} holds a long number, as that of a person."
            yield Judgement(Outcome.FAILS, (concept, name), (name,), info)
        else:
            yield Judgement(Outcome.HOLDS, (concept, name), (name,))


RULE: Final = Rule(
    id="SOV-007",
    pack="core",
    title="No name holds what tells people apart.",
    citation="Microsoft EU Data Boundary documentation: resource names are not Customer Data",
    link="https://learn.microsoft.com/privacy/eudb/eu-data-boundary-learn",
    severity="advisory",
    explanation="Names of resources, experiments and models leave the boundary that a provider promises for data: they stand in telemetry, bills and logs.",
    reads=("names of datasets, workloads and models", "labels"),
    satisfied_by="a name without numbers that tell people apart",
    waivable=ACCEPTED,
    verified=True,
    judge=_judge,
)
