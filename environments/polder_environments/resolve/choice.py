"""From a size or a portable accelerator to the machine type of a cloud that a region offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from polder_environments.facts import features, machines, purchase, tpus
from polder_environments.facts.machines import Machine
from polder_environments.model import CloudName, Pool
from polder_environments.resolve.refusals import Key, SiteRefusals, one_of
from polder_environments.topology import AcceleratorPlan

KIND_FEATURES: Final = {
    "nvidia": "nvidia-gpu",
    "tpu": "tpu",
    "trainium": "trainium",
    "inferentia": "inferentia",
    "amd": "amd-gpu",
}

MOST_REGIONS: Final = 6
"""So many regions are named for each cloud; more would not be read."""

Chosen = tuple[Machine, AcceleratorPlan | None]


@dataclass(frozen=True)
class PoolPlace:
    """Where a pool is to stand.

    Args:
        cloud: The site's cloud.
        region: Its region.
        zones: The site's zones.
        region_zones: All zones of the region.
        tenancy: Account, subscription or project.
    """

    cloud: CloudName
    region: str
    zones: tuple[str, ...]
    region_zones: tuple[str, ...]
    tenancy: str


def choose_machine(
    name: str, pool: Pool, place: PoolPlace, key: Key, refusals: SiteRefusals
) -> Chosen | None:
    """Decide the machine type and what its accelerators are, or say who can give them."""
    return _Choice(name, pool, place, key, refusals).machine()


class _Choice:
    def __init__(self, name: str, pool: Pool, place: PoolPlace, key: Key, refusals: SiteRefusals) -> None:
        self.name = name
        self.pool = pool
        self.cloud: CloudName = place.cloud
        self.region = place.region
        self.key = key
        self.refusals = refusals

    def _refuse(self, field: str, what: str, allowed: str, code: str) -> None:
        self.refusals.add((*self.key, field) if field else self.key, what, allowed, code)

    def machine(self) -> Chosen | None:
        size, accelerator = self.pool.size, self.pool.accelerator
        if (size is None) == (accelerator is None):
            found = "both size and accelerator" if size else "neither size nor accelerator"
            allowed = "size: small, medium or large; or accelerator: for example h100:8"
            self._refuse("", f"pool {self.name} names {found}", allowed, "conflict")
            return None
        if accelerator is not None:
            name, _, count = accelerator.rpartition(":")
            return self._accelerated(name, int(count))
        assert size is not None  # noqa: S101 - the first test left only this
        self._no_topology("this pool has CPU nodes")
        machine = self._pick(machines.cpu_machines(self.cloud, size), f"size {size}", "size")
        return None if machine is None else (machine, None)

    def _no_topology(self, why: str) -> None:
        if self.pool.topology is not None:
            self._refuse(
                "topology", f"a topology is the shape of a TPU slice, and {why}", "no topology", "conflict"
            )

    def _accelerated(self, name: str, count: int) -> Chosen | None:
        kind = machines.kind(name)
        if kind is None or kind == "cpu":
            allowed = one_of(machines.accelerators(), name)
            self._refuse(
                "accelerator", f"no cloud has an accelerator named {name!r}", allowed, "unknown-accelerator"
            )
            return None
        if not self._built(KIND_FEATURES[kind]):
            return None
        if name not in machines.accelerators(self.cloud):
            self._refuse(
                "accelerator",
                f"{self.cloud} has no {name}",
                who_offers(name, count, self.region),
                "unavailable",
            )
            return None
        return self._tpu(name, count) if kind == "tpu" else self._gpu(name, count)

    def _built(self, feature: str) -> bool:
        refused = features.built(self.cloud, "pool", feature)
        if refused is not None:
            self._refuse("accelerator", refused.reason, refused.instead, "unsupported")
        return refused is None

    def _gpu(self, name: str, count: int) -> Chosen | None:
        self._no_topology(f"{name} is a GPU")
        fitting = machines.accelerator_machines(self.cloud, name, count)
        if not fitting:
            counts = ", ".join(f"{name}:{each}" for each in machines.counts(self.cloud, name))
            allowed = f"{counts}; {who_offers(name, count, self.region)}"
            self._refuse(
                "accelerator", f"{self.cloud} has no machine with {name}:{count}", allowed, "unavailable"
            )
            return None
        machine = self._pick(fitting, f"{name}:{count}", "accelerator")
        if machine is None:
            return None
        return machine, AcceleratorPlan(
            name=name,
            kind="nvidia",
            per_node=machine.count,
            attached=machine.attached or None,
            gke_name=machine.gke_accelerator or None,
        )

    def _tpu(self, name: str, chips: int) -> Chosen | None:
        shape = tpus.tpu_slice(name, chips, self.pool.topology)
        if isinstance(shape, tpus.NoSlice):
            if self.pool.topology:
                self._refuse("topology", shape.reason, ", ".join(shape.topologies), "unknown-slice")
            else:
                allowed = ", ".join(f"{name}:{each}" for each in shape.counts)
                self._refuse("accelerator", shape.reason, allowed, "unknown-slice")
            return None
        if self.pool.machine not in (None, shape.machine_type):
            what = f"a {shape.topology} slice is made of {shape.machine_type}, not {self.pool.machine}"
            self._refuse("machine", what, f"machine: {shape.machine_type}, or no machine", "unknown-machine")
            return None
        if shape.hosts > 1 and not self._built("tpu-multi-host"):
            return None
        if shape.hosts > 1 and shape.workload_policy:
            what = f"a {name} slice of several hosts needs a workload policy, which Polder does not make"
            self._refuse("accelerator", what, "a slice of one host, or another generation", "unsupported")
            return None
        machine = machines.machine(self.cloud, shape.machine_type)
        if machine is None or not machines.offered(self.cloud, self.region, machine.name):
            what = f"{self.region} does not offer {name}:{chips} ({shape.machine_type})"
            self._refuse(
                "accelerator", what, where_offered(self.cloud, shape.machine_type, self.region), "unavailable"
            )
            return None
        return machine, AcceleratorPlan(
            name=name,
            kind="tpu",
            per_node=machine.count,
            gke_name=machine.gke_accelerator or None,
            topology=shape.topology,
            hosts=shape.hosts,
        )

    def _pick(self, fitting: tuple[Machine, ...], wanted: str, field: str) -> Machine | None:
        """Take the machine the file names, or the first that the region has and that can be bought as wanted."""
        named = self.pool.machine
        if named is not None:
            chosen = tuple(one for one in fitting if named in (one.name, one.terraform))
            if not chosen:
                allowed = one_of((one.name for one in fitting), named)
                self._refuse(
                    "machine",
                    f"{self.cloud} has no machine {named} with {wanted}",
                    allowed,
                    "unknown-machine",
                )
                return None
            fitting = chosen
        offered = [one for one in fitting if machines.offered(self.cloud, self.region, one.name)]
        if not offered:
            names = ", ".join(one.name for one in fitting)
            where = "; ".join(
                filter(None, (where_offered(self.cloud, one.name, self.region) for one in fitting))
            )
            what = f"{self.region} does not offer {wanted} ({names})"
            self._refuse(field, what, where or "another region", "unavailable")
            return None
        capacity = self.pool.capacity
        buyable = [one for one in offered if purchase.purchase(self.cloud, one.name, capacity).possible]
        return (buyable or offered)[0]


def who_offers(name: str, count: int, near: str) -> str:
    """Say which clouds and regions offer an accelerator, so many of it if any does."""
    found: dict[str, set[str]] = {}
    for cloud, region, _ in machines.who_offers(name, count) or machines.who_offers(name):
        found.setdefault(cloud, set()).add(region)
    if not found:
        return "no cloud is known to offer it"
    return "offered by " + "; ".join(
        f"{cloud} in {_some(regions, near)}" for cloud, regions in sorted(found.items())
    )


def where_offered(cloud: CloudName, machine: str, near: str) -> str:
    """Say in which regions a cloud offers a machine type; empty where none is known."""
    regions = machines.offers(cloud, machine)
    return f"{machine} is offered in {_some(regions, near)}" if regions else ""


def _some(regions: Iterable[str], near: str) -> str:
    """List some regions, those first whose names begin as the wanted one's does: most likely its neighbours."""
    names = sorted(regions, key=lambda region: (region[:2] != near[:2], region))
    return ", ".join(names[:MOST_REGIONS]) + (" and more" if len(names) > MOST_REGIONS else "")
