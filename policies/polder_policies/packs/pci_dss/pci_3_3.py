"""PCI-3.3: Card verification codes, tracks and PINs are gone once a payment is authorised."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.cards import card_data
from polder_policies.shapes.keeping import backups_of, kept


def _judge(estate: Estate) -> Iterator[Judgement]:
    copied: dict[str, str] = {}
    for name, dataset in card_data(estate):
        if "sad" not in estate.tags[name]:
            continue
        key = ("datasets", name, "after_authorisation")
        if dataset.after_authorisation:
            info = f"{name} holds sensitive authentication data and is kept once a payment is authorised."
            yield Judgement(Outcome.FAILS, key, (name, dataset.home), info)
            continue
        lasting = [each for each in kept(estate, name, dataset) if each.days]
        for each in lasting:
            info = f"{name} is said to be gone after authorisation, and {each.place} {each.why}."
            yield Judgement(Outcome.FAILS, each.key, (name, each.place), info)
        backups = [backup for backup, _ in backups_of(estate, dataset)]
        for backup in backups:
            copied.setdefault(backup, name)
        if not lasting and not backups:
            yield Judgement(Outcome.HOLDS, key, (name, dataset.home))
    for backup, name in sorted(copied.items()):
        info = f"{name} is said to be gone after authorisation, and {backup} backs it up."
        yield Judgement(Outcome.FAILS, ("backups", backup), (name, "backs-up", backup), info)


RULE: Final = Rule(
    id="PCI-3.3",
    pack="pci-dss",
    title="Card verification codes, tracks and PINs are gone once a payment is authorised.",
    citation="PCI DSS 4.0.1, 3.3.1 with 3.3.1.1 to 3.3.1.3",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="With this data a card can be copied or used, so nobody keeps it after the answer to an authorisation, not even encrypted, and neither a compensating control nor the customised approach changes that. Deleted versions, locked objects and backups are kept data too; and some clouds can restore what was deleted for some days whatever the file says, so it is best never written to a store. What issuers may do (3.3.3) is not known here: this rule is not for them.",
    reads=(
        "datasets.tags",
        "datasets.after_authorisation",
        "stores.versioned",
        "stores.retain",
        "backups.of",
    ),
    satisfied_by="after_authorisation: false on data in a store that keeps no versions, locks nothing and is not backed up",
    verified=False,
    judge=_judge,
)
