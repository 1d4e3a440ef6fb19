"""What things cost that are no machine types: control planes, gateways, disks, databases, keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal, cast, get_args

from polder_environments.facts import _table
from polder_environments.facts.regions import region as find_region

Per = Literal["hour", "day", "month", "GiB-month", "GiB-hour", "vCPU-hour"]
"""What a price is for: one thing for so long, or one of its GiB or vCPUs."""

Service = Literal["kubernetes", "disks", "database", "network", "keys", "secrets", "registry", "dns"]
"""What items are of, alike on every cloud."""

SERVICES: tuple[Service, ...] = get_args(Service)

ANYWHERE = "*"
"""Stands in the column of regions for a price that is taken where a region has none of its own."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A list price."""

    cloud: str
    item: str
    """Polder's own name of what is paid for: `nat-gateway`, `ebs/gp3`."""

    region: str
    """A region, or `*`."""

    usd: Decimal
    per: Per
    service: Service
    read_for: str
    """The region whose price it is; blank where that is `region`."""

    everywhere: bool
    """Whether the source gives the same price for every region of the partition."""

    verified: bool
    """Whether it was read for this file in what was extracted from the provider's own prices."""

    source: str


@cache
def _by_item() -> Mapping[tuple[str, str], Mapping[str, Charge]]:
    found: dict[tuple[str, str], dict[str, Charge]] = {}
    for row in _table.table("charges"):
        found.setdefault((row["cloud"], row["item"]), {})[row["region"]] = Charge(
            cloud=row["cloud"],
            item=row["item"],
            region=row["region"],
            usd=Decimal(row["usd"]),
            per=cast("Per", row["per"]),
            service=cast("Service", row["service"]),
            read_for=row["read_for"],
            everywhere=row["everywhere"] == "yes",
            verified=row["verified"] == "yes",
            source=row["source"],
        )
    return MappingProxyType({key: MappingProxyType(of_item) for key, of_item in found.items()})


def items(cloud: str) -> tuple[str, ...]:
    """Names of everything of a cloud that has a price, sorted."""
    return tuple(sorted(item for of_cloud, item in _by_item() if of_cloud == cloud))


def charges(cloud: str, item: str) -> tuple[Charge, ...]:
    """All prices of an item, in the order of the data file; empty where there is no such item."""
    return tuple(_by_item().get((cloud, item), {}).values())


def charge(cloud: str, item: str, region: str) -> Charge | None:
    """The price of an item in a region; None where none is known.

    Where the region has no price of its own it is the one read for another region of its partition, which
    `Charge.read_for` names. Prices of one partition say nothing of another.
    """
    found = _by_item().get((cloud, item), {})
    if region in found:
        return found[region]
    elsewhere = found.get(ANYWHERE)
    here = find_region(cloud, region)
    if elsewhere is None or here is None:
        return None
    there = find_region(cloud, elsewhere.read_for)
    return elsewhere if there is not None and there.partition == here.partition else None
