"""Machine types: what they are, where they are offered, in which zones and at what price."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from polder_environments.facts import _table
from polder_environments.facts.clouds import clouds
from polder_environments.facts.zones import zones

CpuSize = Literal["small", "medium", "large"]
Kind = Literal["cpu", "nvidia", "amd", "tpu", "trainium", "inferentia"]


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine type of a cloud."""

    cloud: str
    name: str
    """The key of this machine in the facts; `terraform` is what the provider takes."""

    accelerator: str
    """Canonical name of the accelerator, `h100`; `cpu-small` and so on for general machines."""

    kind: Kind
    count: int
    """Accelerators (GPUs, chips) of one machine; 0 for general machines."""

    memory_each: float | None
    """Nominal memory of one accelerator, GiB."""

    vcpus: int
    memory: float
    """GiB."""

    architecture: Literal["x86_64", "arm64"]
    terraform: str
    """The machine type as the provider takes it."""

    gke_accelerator: str
    """Google's own name of the accelerator, `nvidia-l4`; blank elsewhere."""

    attached: str
    """The accelerator type that must be attached to the machine; blank where it is built in or there is none."""

    note: str
    """What is stale, estimated, unverified or otherwise worth knowing."""

    source: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A machine type in a region."""

    cloud: str
    region: str
    machine: str
    """`Machine.name`."""

    on_demand: float | None
    """USD an hour for the whole machine under Linux; None where no price is known."""

    spot: float | None
    """USD an hour; an estimate where its source says `spot≈`."""

    source: str


def _by_size(machine: Machine) -> tuple[int, float, str]:
    return (machine.vcpus, machine.memory, machine.name)


@cache
def _machines() -> Mapping[tuple[str, str], Machine]:
    found: dict[tuple[str, str], Machine] = {}
    for row in _table.table("machines"):
        key = (row["cloud"], row["machine"])
        found[key] = Machine(
            cloud=row["cloud"],
            name=row["machine"],
            accelerator=row["name"],
            kind=cast("Kind", row["kind"]),
            count=int(row["count"]),
            memory_each=_table.number(row["memory_each_gib"]),
            vcpus=int(row["vcpus"]),
            memory=float(row["memory_gib"]),
            architecture=cast('Literal["x86_64", "arm64"]', row["architecture"]),
            terraform=row["terraform"],
            gke_accelerator=row["gke_accelerator"],
            attached=row["attached"],
            note=row["note"],
            source=row["source"],
        )
    return MappingProxyType(found)


@cache
def _named() -> Mapping[tuple[str, str], tuple[Machine, ...]]:
    found: dict[tuple[str, str], list[Machine]] = {}
    for machine in _machines().values():
        found.setdefault((machine.cloud, machine.accelerator), []).append(machine)
    return MappingProxyType({key: tuple(sorted(of_name, key=_by_size)) for key, of_name in found.items()})


@cache
def _offers() -> Mapping[tuple[str, str], Mapping[str, Offer]]:
    found: dict[tuple[str, str], dict[str, Offer]] = {}
    for row in _table.table("offers"):
        cloud, name, region = row["cloud"], row["machine"], row["region"]
        found.setdefault((cloud, name), {})[region] = Offer(
            cloud=cloud,
            region=region,
            machine=name,
            on_demand=_table.number(row["ondemand_usd_h"]),
            spot=_table.number(row["spot_usd_h"]),
            source=row["source"],
        )
    return MappingProxyType({key: MappingProxyType(of_machine) for key, of_machine in found.items()})


@cache
def _machine_zones() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    return MappingProxyType(
        {
            (row["cloud"], row["machine"], row["region"]): tuple(row["zones"].split())
            for row in _table.table("machine_zones")
        }
    )


def machines(cloud: str) -> tuple[Machine, ...]:
    """All machine types of a cloud, smallest first."""
    return tuple(sorted((one for one in _machines().values() if one.cloud == cloud), key=_by_size))


def machine(cloud: str, name: str) -> Machine | None:
    """Find a machine type by its name in the facts."""
    return _machines().get((cloud, name))


def cpu_machines(cloud: str, size: CpuSize) -> tuple[Machine, ...]:
    """General machines of a size, the one to take first in front: the order of the data file."""
    return tuple(
        one for one in _machines().values() if one.cloud == cloud and one.accelerator == f"cpu-{size}"
    )


def cpu_machine(cloud: str, size: CpuSize, region: str | None = None) -> Machine | None:
    """The general machine for a size; with a region, the first that is offered there, or None."""
    for one in cpu_machines(cloud, size):
        if region is None or offered(cloud, region, one.name):
            return one
    return None


def accelerators(cloud: str | None = None) -> tuple[str, ...]:
    """Canonical names of accelerators, of one cloud or of all, sorted."""
    return tuple(
        sorted(
            {
                one.accelerator
                for one in _machines().values()
                if one.kind != "cpu" and cloud in (None, one.cloud)
            }
        )
    )


def counts(cloud: str, name: str) -> tuple[int, ...]:
    """How many of an accelerator the machines of a cloud have, ascending; empty where it has none."""
    return tuple(sorted({one.count for one in _named().get((cloud, name), ())}))


def kind(name: str) -> Kind | None:
    """What an accelerator is; None where no cloud has one of this name."""
    for one in _machines().values():
        if one.accelerator == name:
            return one.kind
    return None


def accelerator_machines(cloud: str, name: str, count: int) -> tuple[Machine, ...]:
    """Machines with so many of an accelerator, the smallest first; a TPU slice of several hosts is in `tpus`."""
    return tuple(one for one in _named().get((cloud, name), ()) if one.count == count)


def who_offers(name: str, count: int | None = None) -> tuple[tuple[str, str, str], ...]:
    """Cloud, region and machine type of all that offer an accelerator, for saying who can."""
    return tuple(
        (one.cloud, region, one.name)
        for (_, accelerator), of_name in sorted(_named().items())
        if accelerator == name
        for one in of_name
        if count in (None, one.count)
        for region in sorted(_offers().get((one.cloud, one.name), {}))
    )


def offers(cloud: str, machine_type: str) -> Mapping[str, Offer]:
    """Offers of a machine type by region; empty where none is known."""
    return _offers().get((cloud, machine_type), MappingProxyType({}))


def offer(cloud: str, region: str, machine_type: str) -> Offer | None:
    """The offer of a machine type in a region; None where none is known."""
    return offers(cloud, machine_type).get(region)


def offered(cloud: str, region: str, machine_type: str) -> bool:
    """Whether a machine type is known to be offered in a region."""
    return region in offers(cloud, machine_type)


def zones_are_known(cloud: str) -> bool:
    """Whether the facts say of each machine type of a cloud in which zones of a region it is offered."""
    return clouds()[cloud].machine_zones


def zones_offering(cloud: str, region: str, machine_type: str) -> tuple[str, ...]:
    """Zones of a region that offer a machine type, sorted; empty where it is not offered or no zone is known.

    For a cloud whose zones are not known machine by machine (see `zones_are_known`) these are all zones of
    the region but for machines of which better is known, and the cloud may still refuse one of them.
    """
    found = machine(cloud, machine_type)
    if found is None or not offered(cloud, region, machine_type):
        return ()
    letters = _machine_zones().get((cloud, found.attached or found.name, region))
    if letters is None:
        return () if zones_are_known(cloud) else zones(cloud, region)
    return tuple(sorted(f"{region}-{letter}" for letter in letters))
