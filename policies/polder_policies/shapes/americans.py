"""Whose data it is: datasets that the law of the United States is about."""

from collections.abc import Iterator
from typing import Final

from polder_environments.declarations import Dataset
from polder_policies.estate import Estate

UNITED_STATES: Final = "UNITED_STATES"
"""The states and the territories, which have country codes of their own: somebody in Puerto Rico is in the United States."""


def of_americans(estate: Estate, dataset: Dataset) -> bool:
    """Tell whether data is about people in the United States.

    Data of which it is not declared whom it is about counts: nobody is safe by omission.
    """
    return not dataset.subjects or any(
        estate.territories.touches(UNITED_STATES, who) for who in dataset.subjects
    )


def american(estate: Estate, *tags: str) -> Iterator[tuple[str, Dataset]]:
    """Give datasets about people in the United States that have any of the tags."""
    for name, dataset in estate.datasets(*tags):
        if of_americans(estate, dataset):
            yield name, dataset
