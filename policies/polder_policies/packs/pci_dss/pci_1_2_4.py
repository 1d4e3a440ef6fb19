"""PCI-1.2.4: The diagram of how card data flows shows all of it, and the network that carries it."""

from collections.abc import Iterator
from typing import Final

from polder_environments.problems import dotted
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.cards import card_environment
from polder_policies.shapes.trails import place, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    cards = card_environment(estate)
    touched: set[str] = set()
    for edge, name in cards.crossings():
        source, target = estate.graph.nodes[edge.source], estate.graph.nodes[edge.target]
        if edge.link:
            continue
        touched |= {source.site, target.site}
        words = (name, source.name, edge.kind, target.name, *place(target))
        info = f"{edge.kind} from {source.site} to {target.site} takes card data of {name} along, and the diagram has no network for it."
        yield Judgement(Outcome.FAILS, edge.key, words, info)
    for identity, name in cards.nodes.items():
        node = estate.graph.nodes[identity]
        if not node.countries:
            touched.add(node.site)
            info = f"Card data of {name} goes to {node.name}, and the diagram cannot show where that is."
            words = trail(estate, name, node).words
            yield Judgement(Outcome.UNKNOWN, node.key, words, info, missing=(dotted(node.key),))
    for site, name, node in cards.sites():
        if site not in touched:
            yield Judgement(Outcome.HOLDS, ("sites", site), trail(estate, name, node).words)


RULE: Final = Rule(
    id="PCI-1.2.4",
    pack="pci-dss",
    title="The diagram of how card data flows shows all of it, and the network that carries it.",
    citation="PCI DSS 4.0.1, 1.2.3 and 1.2.4",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="soft",
    explanation="A diagram of networks and one of account data are kept true. `polder map` draws both from the file that is built from, so they are true by construction, with two exceptions: a flow between sites that goes over no declared link, which the network as drawn does not have; and a service that may process anywhere, which no diagram can place. A drawing that somebody kept elsewhere mends neither.",
    reads=("every edge that takes card data from site to site", "links", "services.scope"),
    satisfied_by="a declared link for every crossing, and services whose place is known",
    verified=True,
    judge=_judge,
)
