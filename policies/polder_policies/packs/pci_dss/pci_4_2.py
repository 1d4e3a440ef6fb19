"""PCI-4.2: Card data goes over public networks encrypted."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_environment
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.trails import place

_REQUIREMENT: Final = "4.2.1"


def _judge(estate: Estate) -> Iterator[Judgement]:
    told: set[str] = set()
    for edge, name in card_environment(estate).crossings():
        source, target = estate.graph.nodes[edge.source], estate.graph.nodes[edge.target]
        sites, words = (source.site, target.site), (name, source.name, edge.kind, target.name, *place(target))
        if not edge.link:
            info = f"Over which network card data of {name} goes from {source.site} to {target.site} is not declared."
            missing = (f"links between {source.site} and {target.site}",)
            unknown = Judgement(Outcome.UNKNOWN, edge.key, words, info, missing=missing)
            yield or_control(estate, unknown, _REQUIREMENT, sites=sites)
        elif edge.link not in told:
            told.add(edge.link)
            yield _judged(estate, edge.link, name, words)


def _judged(estate: Estate, link: str, name: str, words: tuple[str, ...]) -> Judgement:
    """Judge a link once, by the first card data that goes over it."""
    declared = estate.environment.links[link]
    if declared.private or declared.encryption != "none":
        return Judgement(Outcome.HOLDS, ("links", link), words)
    info = f"Card data of {name} goes over link {link}, which is public and not encrypted."
    broken = Judgement(Outcome.FAILS, ("links", link, "encryption"), words, info)
    return or_control(estate, broken, _REQUIREMENT, sites=declared.between)


RULE: Final = Rule(
    id="PCI-4.2",
    pack="pci-dss",
    title="Card data goes over public networks encrypted.",
    citation="PCI DSS 4.0.1, 4.2.1",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="On a public network anybody may listen. Inside a site and towards its services Polder speaks TLS; what can differ is how two sites are linked. A private link without encryption does not break this requirement; SOV-004 refuses it all the same.",
    reads=("links.private", "links.encryption", "every edge that takes card data from site to site"),
    satisfied_by="a link with encryption tls, ipsec or macsec, or a private one; else a compensating control worksheet (ccw) or a customised approach for 4.2.1 that covers both sites",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    verified=False,
    judge=_judge,
)
