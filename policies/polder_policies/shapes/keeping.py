"""How long data stays somewhere after it should be gone: locks and earlier versions of stores, and backups."""

from collections.abc import Iterator
from dataclasses import dataclass

from polder_environments.declarations import Backup, Dataset
from polder_environments.problems import KeyPath
from polder_policies.estate import Estate


@dataclass(frozen=True, slots=True)
class Kept:
    """A place that a dataset lies in.

    Args:
        key: The line that puts it there.
        place: The store, `site/store`.
        days: How long the store keeps at least what is written and at once deleted.
        why: What keeps it, in words; blank where nothing does.
    """

    key: KeyPath
    place: str
    days: int
    why: str


def kept(estate: Estate, name: str, dataset: Dataset) -> Iterator[Kept]:
    """Give the home and the replicas of a dataset, with how long each keeps what is deleted."""
    keys: list[KeyPath] = [("datasets", name, "home")]
    keys += [("datasets", name, "replicas", number) for number, _ in enumerate(dataset.replicas)]
    for key, place in zip(keys, (dataset.home, *dataset.replicas), strict=True):
        site, _, name_of_store = place.partition("/")
        store = estate.here[site].stores[name_of_store]
        locked = store.retain or 0
        versions = store.keep_versions if store.versioned else 0
        why = [f"locks objects for {locked} days"] if locked else []
        why += [f"keeps deleted versions for {versions} days"] if versions else []
        yield Kept(key, place, max(locked, versions), " and ".join(why))


def backups_of(estate: Estate, dataset: Dataset) -> Iterator[tuple[str, Backup]]:
    """Give the backups of the stores that a dataset lies in, in the order of their names."""
    places = {dataset.home, *dataset.replicas}
    for name, backup in sorted(estate.environment.backups.items()):
        if backup.of in places:
            yield name, backup
