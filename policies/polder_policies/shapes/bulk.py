"""When sensitive personal data is bulk (28 CFR 202.205): counted by class, summed, and the lowest threshold for combined data."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from polder_environments.declarations import Volume
from polder_environments.facts.bulk_thresholds import BulkThreshold, bulk_thresholds


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of a dataset.

    Args:
        volume: How many people and devices it is about.
        classes: Its classes of sensitive data.
        people: Name that datasets about the same people share: a variant has that of the dataset it is a variant of.
    """

    volume: Volume
    classes: AbstractSet[str]
    people: str

    def amount(self, threshold: BulkThreshold) -> int | None:
        """How many it counts against a threshold; None where that is not declared."""
        return self.volume.devices if threshold.unit == "devices" else self.volume.persons


@dataclass(frozen=True)
class Bulk:
    """Datasets that go to the same kind of recipient within twelve months.

    Args:
        counted: Datasets by name.
        together: Sets of them that somebody uses together, beside each one by itself.
    """

    counted: Mapping[str, Counted]
    together: tuple[frozenset[str], ...] = ()

    def why(self, name: str) -> str:
        """Say in which way a dataset is bulk, or part of what is; blank where it is not as far as is declared."""
        for threshold in _thresholds(self.counted[name].classes):
            total = self._totals[threshold.tag]
            if total > threshold.more_than:
                return f"{total} {threshold.unit} of {threshold.tag} data in all, more than {threshold.more_than}"
        return self._combined_of(frozenset({name})) or self._used_with_others.get(name, "")

    def missing(self, name: str) -> tuple[str, ...]:
        """Keys of the volumes of a dataset that are needed and not declared."""
        counted = self.counted[name]
        units = {
            threshold.unit for threshold in _thresholds(counted.classes) if counted.amount(threshold) is None
        }
        return tuple(f"datasets.{name}.volume.{unit}" for unit in sorted(units))

    @cached_property
    def _totals(self) -> Mapping[str, int]:
        """Sum of each class, people who are in several variants counted once."""
        return {threshold.tag: self._sum(self.counted, threshold) for threshold in bulk_thresholds().values()}

    def _sum(self, names: Iterable[str], threshold: BulkThreshold) -> int:
        most: dict[str, int] = {}
        for name in names:
            counted = self.counted[name]
            if threshold.tag in counted.classes:
                amount = counted.amount(threshold) or 0
                most[counted.people] = max(most.get(counted.people, 0), amount)
        return sum(most.values())

    @cached_property
    def _used_with_others(self) -> Mapping[str, str]:
        """In which way a dataset is part of a bulk set that somebody uses; each set is looked at once."""
        found: dict[str, str] = {}
        for names in self.together:
            combined = self._combined_of(names)
            for name in names if combined else ():
                found.setdefault(name, combined)
        return found

    def _combined_of(self, names: AbstractSet[str]) -> str:
        """Say in which way a set that holds several classes is bulk: any class, against the lowest threshold of all."""
        classes = frozenset[str]().union(*(self.counted[name].classes for name in names))
        held = tuple(_thresholds(classes))
        lowest = min(threshold.more_than for threshold in held)
        for threshold in held:
            total = self._sum(names, threshold)
            if len(held) > 1 and total > lowest:
                return (
                    f"{total} {threshold.unit} of {threshold.tag} data, combined with "
                    f"{', '.join(sorted(classes - {threshold.tag}))} data, more than {lowest}"
                )
        return ""


def _thresholds(classes: AbstractSet[str]) -> Iterator[BulkThreshold]:
    """Thresholds of classes, in the order of the provision."""
    for tag, threshold in bulk_thresholds().items():
        if tag in classes:
            yield threshold
