"""PCI-7: Card data lies in stores that nobody reads for anything else."""

from collections.abc import Iterator, Mapping
from typing import Final

from polder_environments.problems import KeyPath
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_data, reduced
from polder_policies.shapes.controls import CONTROLS, or_control

_REQUIREMENT: Final = "7.2"


def _judge(estate: Estate) -> Iterator[Judgement]:
    cards = tuple(card_data(estate))
    if not cards:
        return
    others = _others(estate)
    for name, dataset in cards:
        if dataset.public:
            info = f"{name} holds card data, and anybody may read it."
            broken = Judgement(Outcome.FAILS, ("datasets", name, "public"), (name, dataset.home), info)
            yield or_control(estate, broken, _REQUIREMENT, dataset=name)
        keys: list[KeyPath] = [("datasets", name, "home")]
        keys += [("datasets", name, "replicas", number) for number, _ in enumerate(dataset.replicas)]
        for key, place in zip(keys, (dataset.home, *dataset.replicas), strict=True):
            why = _too_many(estate, place, others)
            if why:
                broken = Judgement(Outcome.FAILS, key, (name, place), f"{name} holds card data and {why}.")
                yield or_control(estate, broken, _REQUIREMENT, dataset=name)
            else:
                yield Judgement(Outcome.HOLDS, key, (name, place))


def _others(estate: Estate) -> Mapping[str, str]:
    """Of each store a dataset in it that holds no card data, by `site/store`."""
    found: dict[str, str] = {}
    for name, dataset in estate.datasets():
        if "pan" not in estate.tags[name] or reduced(estate, name):
            for place in (dataset.home, *dataset.replicas):
                found.setdefault(place, name)
    return found


def _too_many(estate: Estate, place: str, others: Mapping[str, str]) -> str:
    """Say why more people and workloads read a store than card data needs; blank where none do."""
    site, _, store = place.partition("/")
    here = estate.here[site]
    mlflow = here.tracking.mlflow
    if mlflow is not None and mlflow.enabled and mlflow.artifacts == store:
        return f"lies in {place}, from which the tracking server serves whoever logs runs"
    users = sorted(
        name for name, identity in here.identities.items() if store in (*identity.reads, *identity.writes)
    )
    if users and place in others:
        return f"lies in {place} beside {others[place]}; {users[0]} is let into the whole store"
    return ""


RULE: Final = Rule(
    id="PCI-7",
    pack="pci-dss",
    title="Card data lies in stores that nobody reads for anything else.",
    citation="PCI DSS 4.0.1, 7.2",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="Access is given by need to know, the least that a job takes. Polder gives an identity a whole store and nothing else, so need to know is kept when card data has a store of its own. Who is behind an identity, and that their access is looked at every six months, is for people to show.",
    reads=(
        "identities.reads",
        "identities.writes",
        "datasets.home",
        "datasets.replicas",
        "datasets.public",
        "tracking.mlflow.artifacts",
    ),
    satisfied_by="a store for card data alone; else a compensating control worksheet (ccw) or a customised approach for 7.2",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    verified=False,
    judge=_judge,
)
