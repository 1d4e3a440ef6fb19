"""PCI-1.3: Only what is needed gets in and out where card data is, and nobody reads it from outside."""

from collections.abc import Iterator
from ipaddress import IPv4Network, collapse_addresses
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_data, card_environment
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.trails import trail

_EVERYWHERE: Final = IPv4Network("0.0.0.0/0")


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, dataset in card_data(estate):
        if dataset.public:
            info = f"{name} holds card data, and anybody may read it."
            broken = Judgement(Outcome.FAILS, ("datasets", name, "public"), (name, dataset.home), info)
            yield or_control(estate, broken, "1.4.4", dataset=name)
    for site, name, node in card_environment(estate).sites():
        words = trail(estate, name, node).words
        network = estate.here[site].network
        opened = _EVERYWHERE in collapse_addresses(network.api_ranges)
        if opened:
            info = f"Card data of {name} is at {site}, and the whole internet may call that site's Kubernetes API."
            key = ("sites", site, "network", "api_ranges")
            yield or_control(estate, Judgement(Outcome.FAILS, key, words, info), "1.3.1", sites=(site,))
        if network.egress != "none":
            info = (
                f"Card data of {name} is at {site}, whose nodes reach everything outside ({network.egress})."
            )
            key = ("sites", site, "network", "egress")
            yield or_control(estate, Judgement(Outcome.FAILS, key, words, info), "1.3.2", sites=(site,))
        if not opened and network.egress == "none":
            yield Judgement(Outcome.HOLDS, ("sites", site, "network"), words)


RULE: Final = Rule(
    id="PCI-1.3",
    pack="pci-dss",
    title="Only what is needed gets in and out where card data is, and nobody reads it from outside.",
    citation="PCI DSS 4.0.1, 1.3.1, 1.3.2 and 1.4.4",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="Traffic into and out of the cardholder data environment is denied unless it is needed, and no store of card data answers an untrusted network. Polder gives nodes, stores and databases no public address and opens no port that the file does not name. What is left is egress through NAT, which reaches everything; a Kubernetes API that everybody may call; and data that is declared public.",
    reads=("datasets.public", "network.egress", "network.api_ranges", "every site that card data reaches"),
    satisfied_by="egress none with a mirror, listed ranges for the API, and data that is not public; else a compensating control worksheet (ccw) or a customised approach that names the requirement in its details, for instance what a firewall outside Polder lets out",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id", "qsa", "review-date")),
    verified=False,
    judge=_judge,
)
