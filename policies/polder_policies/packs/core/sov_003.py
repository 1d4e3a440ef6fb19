"""SOV-003: No provider copies or processes data outside the allowed places by itself."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    implied = [edge for edge in estate.graph.edges if edge.kind == "implied"]
    carried = {strand.dataset for edge in implied for strand in estate.graph.carried(edge)}
    for name in sorted(carried):
        dataset = estate.environment.datasets[name]
        allow, deny = dataset.residency.allow, dataset.residency.deny
        seen: set[str] = set()
        for flow in estate.graph.flows_of.get(name, ()):
            if flow.edge.kind != "implied" or flow.target.id in seen:
                continue
            seen.add(flow.target.id)
            way = trail(estate, name, flow.target)
            countries = flow.target.countries
            outside = [
                country
                for country in countries
                if (allow and not estate.territories.any_holds(allow, country))
                or any(estate.territories.touches(area, country) for area in deny)
            ]
            if not countries:
                info = f"{flow.source.name} may process {name} anywhere; nobody knows where."
                yield Judgement(Outcome.FAILS, way.key, way.words, info)
            elif outside:
                info = (
                    f"{flow.source.name} may process {name} in {', '.join(outside)}, outside its residency."
                )
                yield Judgement(Outcome.FAILS, way.key, way.words, info)
            elif not allow and estate.tags[name]:
                info = f"{flow.source.name} may process {name} in {len(countries)} countries, and where it may be is not declared."
                missing = (f"datasets.{name}.residency.allow",)
                yield Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=missing)
            else:
                yield Judgement(Outcome.HOLDS, way.key, way.words)


RULE: Final = Rule(
    id="SOV-003",
    pack="core",
    title="No provider copies or processes data outside the allowed places by itself.",
    citation="replication and processing that a provider implies",
    link="https://learn.microsoft.com/azure/reliability/regions-paired",
    severity="hard",
    explanation="Paired regions, multi-regions and endpoints that serve a whole continent move data although nobody asked for it. It counts like any other flow.",
    reads=("edges that a provider implies", "datasets.residency"),
    satisfied_by="a regional service, or a zone of regions inside the residency",
    waivable=Waivable(allowed=True, records=("instrument",)),
    verified=True,
    judge=_judge,
)
