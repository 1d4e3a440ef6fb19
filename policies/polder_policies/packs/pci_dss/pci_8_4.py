"""PCI-8.4: People get to card data with more than one factor."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_environment
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site, name, node in card_environment(estate).sites():
        key, words = ("sites", site, "sovereignty", "mfa"), trail(estate, name, node).words
        if estate.environment.sites[site].sovereignty.mfa:
            yield Judgement(Outcome.HOLDS, key, words)
        else:
            info = f"Card data of {name} is at {site}, and one factor is enough to get in there."
            yield or_control(estate, Judgement(Outcome.FAILS, key, words, info), "8.4.2", sites=(site,))


RULE: Final = Rule(
    id="PCI-8.4",
    pack="pci-dss",
    title="People get to card data with more than one factor.",
    citation="PCI DSS 4.0.1, 8.4.2",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="A password that is stolen is not enough where all access of people takes a second factor, administrators or not. It holds for every site that card data reaches, and for those that get models, runs and logs made from it. Workloads are no people: Polder gives them identities without keys. The identity provider is not Polder's, so the file says whether it asks for a second factor.",
    reads=("sites.sovereignty.mfa", "every site that card data reaches"),
    satisfied_by="mfa: true; else a compensating control worksheet (ccw) or a customised approach for 8.4.2",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    effective=date(2025, 3, 31),
    verified=False,
    judge=_judge,
)
