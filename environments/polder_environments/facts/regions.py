"""Where the regions lie and who runs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a cloud."""

    cloud: str
    name: str
    """The cloud's own name, `eu-central-1`."""

    display_name: str
    city: str
    country: str
    """ISO 3166-1 alpha-2."""

    subdivision: str
    """ISO 3166-2, or blank where it is not known."""

    partition: str
    """The part of the cloud that shares accounts and endpoints, `aws` or `aws-eusc`."""

    operator: str
    operator_jurisdiction: str
    """Country under whose law the operator stands."""

    parent_jurisdiction: str
    """Country under whose law the operator's ultimate parent stands."""

    status: str
    """`ga`, or how far general availability is not certain."""

    access: str
    """`open`, `opt-in`, `restricted`, `separate account`, …: what it takes to build there."""

    paired_region: str
    """The region that geo-redundant products of the cloud copy to, or blank."""

    note: str
    source: str


@cache
def _regions() -> Mapping[str, Mapping[str, Region]]:
    found: dict[str, dict[str, Region]] = {}
    for row in _table.table("regions"):
        values = dict(row)
        name = values.pop("region")
        found.setdefault(row["cloud"], {})[name] = Region(name=name, **values)
    return MappingProxyType({cloud: MappingProxyType(of_cloud) for cloud, of_cloud in found.items()})


def regions(cloud: str) -> Mapping[str, Region]:
    """All regions of a cloud by name.

    Raises:
        KeyError: There is no such cloud.
    """
    return _regions()[cloud]


def region(cloud: str, name: str) -> Region | None:
    """Find a region; None where the cloud has none of this name, as far as is known."""
    return _regions()[cloud].get(name)
