"""What is built on which cloud; what is not is refused with a reason and with what can be had instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table
from polder_environments.facts.clouds import clouds


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cloud does not get a feature, and what it can have."""

    reason: str
    instead: str
    source: str

    def __str__(self) -> str:
        """Both as one text."""
        return f"{self.reason}; {self.instead}"


@dataclass(frozen=True, slots=True)
class Feature:
    """Something a concept can do."""

    concept: str
    name: str
    meaning: str
    built: tuple[str, ...]
    """Clouds that get it, sorted."""

    refused: Mapping[str, Reason]
    """The other clouds, each with its reason."""

    source: str


@cache
def features() -> Mapping[tuple[str, str], Feature]:
    """All features by concept and name, in the order of the data file.

    Raises:
        ValueError: A cloud has neither the feature nor a reason, or has both.
    """
    reasons = {
        (row["cloud"], row["concept"], row["feature"]): Reason(row["reason"], row["instead"], row["source"])
        for row in _table.table("refusals")
    }
    found: dict[tuple[str, str], Feature] = {}
    for row in _table.table("features"):
        concept, name = row["concept"], row["feature"]
        built = tuple(cloud for cloud in clouds() if row[cloud] == "built")
        refused = {
            cloud: reasons.pop((cloud, concept, name)) for cloud in clouds() if row[cloud] == "refused"
        }
        if len(built) + len(refused) != len(clouds()):
            raise ValueError(f"features.csv: {concept} {name} is neither built nor refused on some cloud")
        found[concept, name] = Feature(
            concept, name, row["meaning"], built, MappingProxyType(refused), row["source"]
        )
    if reasons:
        raise ValueError(f"refusals.csv: a reason for what is not refused: {sorted(reasons)}")
    return MappingProxyType(found)


def built(cloud: str, concept: str, feature: str) -> Reason | None:
    """None where the feature is built on the cloud, otherwise why it is not.

    Raises:
        KeyError: No such feature is known; nothing counts as built by omission.
    """
    return features()[concept, feature].refused.get(cloud)
