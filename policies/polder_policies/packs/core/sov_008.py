"""SOV-008: Managed services process in their region."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.trails import place


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, service in sorted(estate.environment.services.items()):
        node = estate.graph.nodes.get(f"service:{name}")
        if node is None:
            continue
        data = sorted({strand.dataset for strand in estate.graph.strands[node.id]})
        words = (*data[:1], "calls", name, *place(node))
        key = ("services", name, "scope")
        if service.scope == "global":
            info = f"{name} is called by an endpoint that may process anywhere."
            yield Judgement(Outcome.FAILS, key, words, info)
        elif service.scope == "data-zone":
            open_ended = [each for each in data if not estate.environment.datasets[each].residency.allow]
            if open_ended:
                info = f"{name} may process in {', '.join(service.zone)}, and where {open_ended[0]} may be is not declared."
                missing = (f"datasets.{open_ended[0]}.residency.allow",)
                yield Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
            else:
                yield Judgement(Outcome.HOLDS, key, words)  # SOV-003 holds the zone against each residency
        elif service.endpoint is not None and node.region not in service.endpoint:
            info = f"{name} is said to be regional, and its endpoint {service.endpoint} does not name {node.region}."
            yield Judgement(Outcome.FAILS, ("services", name, "endpoint"), words, info)
        else:
            yield Judgement(Outcome.HOLDS, key, words)


RULE: Final = Rule(
    id="SOV-008",
    pack="core",
    title="Managed services process in their region.",
    citation="regional processing",
    link="https://cloud.google.com/vertex-ai/generative-ai/docs/learn/data-residency",
    severity="hard",
    explanation="An endpoint that is global, or serves a zone of regions, may process a request wherever there is room.",
    reads=("services.scope", "services.endpoint", "services.zone"),
    satisfied_by="a regional endpoint, or a data-zone that lies inside the residency of everything that it gets",
    waivable=Waivable(allowed=True, records=("instrument",)),
    verified=False,
    judge=_judge,
)
