"""The availability zones of the regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class Zones:
    """What is known of a region's availability zones."""

    cloud: str
    region: str
    names: tuple[str, ...]
    """As the Terraform provider takes them: `eu-central-1a` (AWS), `1` (Azure), `europe-west4-a` (GCP)."""

    note: str
    source: str


@cache
def _zones() -> Mapping[tuple[str, str], Zones]:
    return MappingProxyType(
        {
            (row["cloud"], row["region"]): Zones(
                row["cloud"], row["region"], tuple(row["zones"].split()), row["note"], row["source"]
            )
            for row in _table.table("zones")
        }
    )


def zones(cloud: str, region: str) -> tuple[str, ...]:
    """Names of a region's zones, sorted; empty where it has none or none is known, and `known` tells which."""
    found = known(cloud, region)
    return found.names if found else ()


def known(cloud: str, region: str) -> Zones | None:
    """What is known of a region's zones; None where nothing is."""
    return _zones().get((cloud, region))
