"""PCI-3.7: Keys that protect card data are in few hands, and changed in time."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_data, card_environment
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.trails import trail

_REQUIREMENT: Final = "3.7"
_OWN_KEYS: Final = frozenset({"field-encrypted", "hashed"})


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site, name, node in card_environment(estate).sites():
        words = trail(estate, name, node).words
        custody = estate.environment.sites[site].sovereignty.key_custody
        key = ("sites", site, "sovereignty", "key_custody")
        if custody == "provider":
            info = f"Card data of {name} is at {site}, whose keys the provider holds and changes as it likes."
            broken = Judgement(Outcome.FAILS, key, words, info)
            yield or_control(estate, broken, _REQUIREMENT, sites=(site,))
        elif custody == "external":
            unknown = Judgement(Outcome.UNKNOWN, key, words, f"Who holds the key of {site}")
            yield _held_elsewhere(estate, unknown, site=site)
        else:
            yield Judgement(Outcome.HOLDS, key, words)
    for name, dataset in card_data(estate):
        if dataset.unreadable in _OWN_KEYS:
            key, words = (
                ("datasets", name, "unreadable"),
                (name, dataset.home, f"unreadable: {dataset.unreadable}"),
            )
            unknown = Judgement(
                Outcome.UNKNOWN, key, words, f"Who holds the key that makes {name} unreadable"
            )
            yield _held_elsewhere(estate, unknown, dataset=name)


def _held_elsewhere(estate: Estate, unknown: Judgement, *, site: str = "", dataset: str = "") -> Judgement:
    """Judge a key that Polder neither makes nor changes, by what is declared of its custody."""
    custody = estate.proofs(("key-custody",), site=site, dataset=dataset)
    said = tuple(name for name in custody if "rotation" in estate.environment.evidence[name].details)
    if said:
        return Judgement(Outcome.BY_EVIDENCE, unknown.subject, unknown.path, evidence=said)
    missing = f"evidence.{custody[0]}.details.rotation" if custody else "evidence of kind key-custody"
    info = f"{unknown.info}, and how often it is changed, is not declared."
    found = unknown._replace(info=info, missing=(missing,))
    return or_control(estate, found, _REQUIREMENT, sites=(site,) if site else (), dataset=dataset)


RULE: Final = Rule(
    id="PCI-3.7",
    pack="pci-dss",
    title="Keys that protect card data are in few hands, and changed in time.",
    citation="PCI DSS 4.0.1, 3.6.1 and 3.7",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="soft",
    explanation="A key that many can use, or that is never changed, protects little. Polder makes one key a site, says who may use it and has the cloud rotate it. It knows nothing of keys that the provider holds, that lie outside the cloud, or that encrypt and hash card numbers in their fields.",
    reads=("sites.sovereignty.key_custody", "datasets.unreadable", "evidence of kind key-custody"),
    satisfied_by="key_custody cmk or hsm; a reference to the custody of every other key (key-custody) with its rotation in the details; else a compensating control worksheet (ccw) or a customised approach for 3.7",
    instruments=("key-custody", *CONTROLS),
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    verified=False,
    judge=_judge,
)
