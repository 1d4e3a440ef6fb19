"""Whose data it is: datasets that the data protection law of the European Union is about."""

from collections.abc import Iterator

from polder_environments.declarations import Dataset
from polder_policies.estate import Estate


def european(estate: Estate, tag: str = "personal") -> Iterator[tuple[str, Dataset]]:
    """Give datasets about people in the EEA, or of a controller there (GDPR Art. 3), that have a tag.

    Data of which neither is declared counts: nobody is safe by omission.
    """
    for name, dataset in estate.datasets(tag):
        if (
            (not dataset.subjects and dataset.controller is None)
            or any(estate.territories.touches("EEA", each) for each in dataset.subjects)
            or (dataset.controller is not None and estate.territories.holds("EEA", dataset.controller))
        ):
            yield name, dataset
