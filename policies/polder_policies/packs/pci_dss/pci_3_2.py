"""PCI-3.2: Card data is kept for a declared time, and nothing keeps it longer."""

from collections.abc import Iterator
from typing import Final

from polder_environments.declarations import Dataset
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_data
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.keeping import backups_of, kept

_REQUIREMENT: Final = "3.2.1"


def _judge(estate: Estate) -> Iterator[Judgement]:
    ending: dict[str, tuple[str, int]] = {}
    for name, dataset in card_data(estate):
        key = ("datasets", name, "retention")
        if dataset.retention is None:
            info = f"How long {name}, which holds card data, is kept is not declared."
            unknown = Judgement(Outcome.UNKNOWN, key, (name,), info, missing=(f"datasets.{name}.retention",))
            yield or_control(estate, unknown, _REQUIREMENT, dataset=name)
            continue
        yield Judgement(Outcome.HOLDS, key, (name,))
        yield from _stores(estate, name, dataset, dataset.retention)
        for backup, _ in backups_of(estate, dataset):
            if backup not in ending or dataset.retention < ending[backup][1]:
                ending[backup] = name, dataset.retention
    for backup, (name, days) in sorted(ending.items()):
        yield _backup(estate, backup, name, days)


def _stores(estate: Estate, name: str, dataset: Dataset, retention: int) -> Iterator[Judgement]:
    """Stores that keep what is deleted longer than the dataset may be kept."""
    for each in kept(estate, name, dataset):
        if each.days > retention:
            info = f"{name} is kept for {retention} days, and {each.place} {each.why}."
            broken = Judgement(Outcome.FAILS, each.key, (name, each.place), info)
            yield or_control(estate, broken, _REQUIREMENT, dataset=name)


def _backup(estate: Estate, backup: str, name: str, retention: int) -> Judgement:
    """A backup, held against the dataset in it that goes first."""
    retain = estate.environment.backups[backup].retain
    key, words = ("backups", backup, "retain"), (name, "backs-up", backup)
    if retain is not None and retain <= retention:
        return Judgement(Outcome.HOLDS, key, words)
    longer = "for ever" if retain is None else f"for {retain} days"
    info = f"{name} is kept for {retention} days, and its backup {backup} {longer}."
    return or_control(estate, Judgement(Outcome.FAILS, key, words, info), _REQUIREMENT, dataset=name)


RULE: Final = Rule(
    id="PCI-3.2",
    pack="pci-dss",
    title="Card data is kept for a declared time, and nothing keeps it longer.",
    citation="PCI DSS 4.0.1, 3.2.1",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="Card data that is not kept cannot be stolen. The time stands on the dataset; a store that locks objects or keeps deleted versions, and a backup, must not outlast it. Whether the time is the shortest that business and law allow is for people to say.",
    reads=("datasets.retention", "stores.retain", "stores.keep_versions", "backups.retain"),
    satisfied_by="a retention on the dataset that its stores and backups keep; else a compensating control worksheet (ccw) or a customised approach for 3.2.1",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    verified=False,
    judge=_judge,
)
