"""Which machine type can be bought in which way."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal, get_args

from polder_environments.facts import _table

Capacity = Literal["on-demand", "spot", "reserved", "capacity-block", "flex-start"]

OPTIONS: tuple[Capacity, ...] = get_args(Capacity)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Whether a machine type can be bought in a way."""

    possible: bool
    reason: str
    """Why not; blank where it can."""

    source: str


@cache
def _rows() -> tuple[tuple[str, str, str, Purchase], ...]:
    return tuple(
        (
            row["cloud"],
            row["option"],
            row["machines"],
            Purchase(row["possible"] == "yes", row["reason"], row["source"]),
        )
        for row in _table.table("purchase")
    )


def purchase(cloud: str, machine_type: str, option: Capacity) -> Purchase:
    """Whether a machine type can be bought in a way: the first row of the data file that fits counts.

    Raises:
        KeyError: No row fits, so there is no such cloud or option.
    """
    for of_cloud, of_option, pattern, found in _rows():
        if of_cloud == cloud and of_option == option and fnmatchcase(machine_type, pattern):
            return found
    raise KeyError((cloud, machine_type, option))


def options(cloud: str, machine_type: str) -> tuple[Capacity, ...]:
    """All ways in which a machine type can be bought."""
    return tuple(option for option in OPTIONS if purchase(cloud, machine_type, option).possible)
