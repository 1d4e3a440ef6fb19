"""Above how many people or devices sensitive data is bulk, under 28 CFR 202.205."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from polder_environments.facts import _table

Unit = Literal["persons", "devices"]


@dataclass(frozen=True, slots=True)
class BulkThreshold:
    """The threshold of one class of sensitive personal data."""

    tag: str
    """The class, as `tags` of a dataset name it."""

    unit: Unit
    """What is counted, over twelve months."""

    more_than: int
    """Data is bulk above this number; at it, it is not."""

    restricted: bool
    """Whether a restricted transaction is open to it (28 CFR 202.401): not to 'omic data, which wants a licence."""

    provision: str
    """Where the number stands."""


@cache
def bulk_thresholds() -> Mapping[str, BulkThreshold]:
    """Thresholds by tag, in the order of the provision."""
    return MappingProxyType(
        {
            row["tag"]: BulkThreshold(
                tag=row["tag"],
                unit="devices" if row["unit"] == "devices" else "persons",
                more_than=int(row["more_than"]),
                restricted=row["restricted"] == "yes",
                provision=row["provision"],
            )
            for row in _table.table("bulk_thresholds")
        }
    )
