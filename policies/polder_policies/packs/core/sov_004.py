"""SOV-004: Data crosses sites over declared, encrypted links alone."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import place


def _judge(estate: Estate) -> Iterator[Judgement]:
    for edge in estate.graph.edges:
        source, target = estate.graph.nodes[edge.source], estate.graph.nodes[edge.target]
        if not target.site or source.site == target.site:
            continue
        strands = sorted({strand.dataset for strand in estate.graph.carried(edge)})
        if edge.bytes_of_data and not strands:
            continue
        words = (*strands[:1], source.name, edge.kind, target.name, *place(target))
        between = f"from {source.site} to {target.site}"
        if not edge.link:
            info = f"{edge.kind} {between} goes over no declared link."
            yield Judgement(Outcome.FAILS, edge.key, words, info)
        elif estate.environment.links[edge.link].encryption == "none":
            info = f"{edge.kind} {between} goes over link {edge.link}, which is not encrypted."
            yield Judgement(Outcome.FAILS, ("links", edge.link), words, info)
        else:
            yield Judgement(Outcome.HOLDS, edge.key, words)


RULE: Final = Rule(
    id="SOV-004",
    pack="core",
    title="Data crosses sites over declared, encrypted links alone.",
    citation="default deny",
    link="",
    severity="hard",
    explanation="What is not declared does not exist: a flow between two sites that no link carries would either fail or, worse, take a way that nobody thought of.",
    reads=("links.between", "links.encryption", "links.direction", "every edge between two sites"),
    satisfied_by="a link between the two sites, in this direction, with encryption tls, ipsec or macsec",
    verified=True,
    judge=_judge,
)
