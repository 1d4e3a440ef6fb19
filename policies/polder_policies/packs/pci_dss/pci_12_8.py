"""PCI-12.8: Every cloud that gets card data has an attestation, and it is written down who does what."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.cards import card_environment
from polder_policies.shapes.trails import trail

_WANTED: Final = {"aoc": "attestation of compliance", "responsibility-matrix": "responsibility matrix"}


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site, name, node in card_environment(estate).sites():
        key, words = ("sites", site), trail(estate, name, node).words
        found = {kind: estate.proofs((kind,), site=site) for kind in _WANTED}
        lacking = [_WANTED[kind] for kind, proofs in found.items() if not proofs]
        if lacking:
            info = f"Card data of {name} is at {site}, and no {' and no '.join(lacking)} covers that site."
            yield Judgement(Outcome.FAILS, key, words, info)
        else:
            evidence = tuple(proofs[0] for proofs in found.values())
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence)


RULE: Final = Rule(
    id="PCI-12.8",
    pack="pci-dss",
    title="Every cloud that gets card data has an attestation, and it is written down who does what.",
    citation="PCI DSS 4.0.1, 12.8.2 and 12.8.5",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="soft",
    explanation="A provider that stores card data acknowledges in writing that it answers for it, and both sides know which requirement is whose. An attestation is of a year: its last day belongs into the file.",
    reads=("every site that card data reaches", "evidence of kinds aoc and responsibility-matrix"),
    satisfied_by="the provider's attestation (aoc) and a responsibility matrix (responsibility-matrix), with the site in their scope",
    instruments=("aoc", "responsibility-matrix"),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
