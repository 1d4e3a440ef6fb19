"""Pools: how many nodes, bought how, in which zones, with which labels and taints."""

from typing import Final, Literal

from polder_environments.facts import features, machines, purchase
from polder_environments.facts.clouds import clouds
from polder_environments.facts.machines import Machine
from polder_environments.model import Pool
from polder_environments.resolve.choice import PoolPlace, choose_machine
from polder_environments.resolve.names import cloud_name
from polder_environments.resolve.refusals import Key, SiteRefusals, one_of
from polder_environments.topology import AcceleratorPlan, PoolPlan

SYSTEM: Final = "system"
"""The pool of the cluster's own services."""

MOST_NODES: Final = 1000
"""The smallest limit of a node pool on the three clouds: AKS, "Quotas, virtual machine size restrictions"."""

RESERVING: Final = ("reserved", "capacity-block")
"""Purchase options that draw on something bought beforehand."""

TAINT_KEYS: Final = {"nvidia": "nvidia.com/gpu", "tpu": "google.com/tpu"}
"""The keys GKE itself puts on such nodes (GKE, "About GPUs in GKE" and "About TPUs in GKE"), so they are alike everywhere."""

SPOT_TAINT: Final = ("kubernetes.azure.com/scalesetpriority", "spot")
"""AKS puts this taint on spot nodes and lets nobody remove it, so spot nodes have it on every cloud (AKS, "Add an
Azure Spot node pool"); one pod spec then tolerates spot nodes everywhere."""

Taint = tuple[str, str, Literal["NoSchedule"]]


def resolve_pool(
    name: str, pool: Pool, place: PoolPlace, key: Key, refusals: SiteRefusals
) -> PoolPlan | None:
    """Decide everything about a pool, or say why it cannot be had."""
    before = refusals.count
    nodes = _nodes(name, pool, key, refusals)
    _reservation(pool, key, refusals)
    if name == SYSTEM and (pool.capacity != "on-demand" or pool.accelerator is not None):
        what = "the pool named system runs the cluster's own services and must not vanish"
        refusals.add(key, what, "a size with capacity: on-demand", "conflict")
    resource_name, wrong = cloud_name(place.cloud, "pool", (name,), place.tenancy)
    if wrong:
        what = f"the pool would be named {resource_name}, which {wrong}"
        refusals.add(key, what, "another name for the pool", "name-refused")
    chosen = choose_machine(name, pool, place, key, refusals)
    if chosen is None or nodes is None:
        return None
    machine, accelerator = chosen
    _bought(pool, machine, place, key, refusals)
    if pool.capacity == "flex-start":
        _flex_start(accelerator, nodes, key, refusals)
    zones = _zones(name, pool, machine, place, key, refusals)
    if accelerator is not None and accelerator.hosts > 1:
        _whole_slice(accelerator, nodes, key, refusals)
        zones = zones[:1]  # the hosts of a slice are wired to each other, so they stand in one zone
    if refusals.count > before:
        return None
    return PoolPlan(
        name=name,
        resource_name=resource_name,
        machine=machine.terraform,
        smallest=nodes[0],
        largest=nodes[1],
        capacity=pool.capacity,
        reservation=pool.reservation,
        zones=zones,
        disk=pool.disk,
        accelerator=accelerator,
        labels=_labels(name, pool, accelerator),
        taints=_taints(pool, accelerator),
    )


def _labels(name: str, pool: Pool, accelerator: AcceleratorPlan | None) -> tuple[tuple[str, str], ...]:
    labels = {"polder.dev/pool": name, "polder.dev/capacity": pool.capacity}
    if accelerator is not None:
        labels["polder.dev/accelerator"] = accelerator.name
    return tuple(sorted(labels.items()))


def _taints(pool: Pool, accelerator: AcceleratorPlan | None) -> tuple[Taint, ...]:
    taints: list[Taint] = []
    if accelerator is not None:
        taints.append((TAINT_KEYS[accelerator.kind], "present", "NoSchedule"))
    if pool.capacity == "spot":
        taints.append((*SPOT_TAINT, "NoSchedule"))
    return tuple(sorted(taints))


def _nodes(name: str, pool: Pool, key: Key, refusals: SiteRefusals) -> tuple[int, int] | None:
    if pool.nodes is None:
        what = f"pool {name} does not say how many nodes it has"
        refusals.add(key, what, "nodes: [fewest, most], for example [0, 4]", "missing-key")
        return None
    smallest, largest = pool.nodes
    if not 0 <= smallest <= largest <= MOST_NODES or largest == 0:
        what = f"[{smallest}, {largest}] is not a range of nodes"
        allowed = f"[fewest, most] with 0 <= fewest <= most, and most from 1 to {MOST_NODES}"
        refusals.add((*key, "nodes"), what, allowed, "out-of-range")
        return None
    if name == SYSTEM and smallest == 0:
        what = f"[0, {largest}] leaves the cluster's own services without a node"
        allowed = "at least 1 node in the pool named system, 2 to survive the loss of one"
        refusals.add((*key, "nodes"), what, allowed, "out-of-range")
    return pool.nodes


def _reservation(pool: Pool, key: Key, refusals: SiteRefusals) -> None:
    if pool.capacity in RESERVING and pool.reservation is None:
        what = f"{pool.capacity} capacity needs the reservation it comes from"
        allowed = "reservation: the id (AWS, Azure) or name (GCP) of the reservation"
        refusals.add((*key, "capacity"), what, allowed, "missing-key")
    if pool.capacity not in RESERVING and pool.reservation is not None:
        what = f"a reservation is named, but capacity is {pool.capacity}"
        allowed = "capacity: reserved or capacity-block, or no reservation"
        refusals.add((*key, "reservation"), what, allowed, "conflict")


def _bought(pool: Pool, machine: Machine, place: PoolPlace, key: Key, refusals: SiteRefusals) -> None:
    not_built = features.built(place.cloud, "pool", f"capacity-{pool.capacity}")
    sold = purchase.purchase(place.cloud, machine.name, pool.capacity)
    if not_built is not None:
        refusals.add((*key, "capacity"), not_built.reason, not_built.instead, "unsupported")
    elif not sold.possible:
        what = f"{machine.terraform} cannot be bought {pool.capacity}: {sold.reason}"
        allowed = f"capacity: {' or '.join(purchase.options(place.cloud, machine.name))}"
        refusals.add((*key, "capacity"), what, allowed, "unavailable")


def _flex_start(
    accelerator: AcceleratorPlan | None, nodes: tuple[int, int], key: Key, refusals: SiteRefusals
) -> None:
    """GKE, "About GPU and TPU provisioning with flex-start": nodes come on demand alone, and TPU slices have one host."""
    if nodes[0] != 0:
        what = f"{list(nodes)} keeps nodes, and flex-start nodes come only when something asks for them"
        refusals.add((*key, "nodes"), what, f"[0, {nodes[1]}]", "out-of-range")
    if accelerator is not None and accelerator.hosts > 1:
        what = f"flex-start gives TPU slices of one host, and a {accelerator.topology} slice has {accelerator.hosts}"
        refusals.add((*key, "capacity"), what, "capacity: spot or reserved", "unavailable")


def _whole_slice(
    accelerator: AcceleratorPlan, nodes: tuple[int, int], key: Key, refusals: SiteRefusals
) -> None:
    hosts = accelerator.hosts
    if nodes not in ((0, hosts), (hosts, hosts)):
        what = (
            f"{list(nodes)} does not fit a {accelerator.topology} slice, "
            f"which is {hosts} nodes that come and go together"
        )
        refusals.add((*key, "nodes"), what, f"[0, {hosts}] or [{hosts}, {hosts}]", "slice-size")


def _zones(  # noqa: PLR0913, PLR0917 - a pool at a place, its machine, and where to say what is wrong
    name: str, pool: Pool, machine: Machine, place: PoolPlace, key: Key, refusals: SiteRefusals
) -> tuple[str, ...]:
    offering = machines.zones_offering(place.cloud, place.region, machine.name)
    # Where the cloud says which zones have a machine its subnets span zones, so a pool may leave the site's zones.
    anywhere = clouds()[place.cloud].machine_zones
    at = (*key, "zone")
    if pool.zone is None:
        common = tuple(zone for zone in place.zones if zone in offering)
        if common or (anywhere and offering):
            return common or offering
        what = f"none of the site's zones {', '.join(place.zones)} offers {machine.terraform} to pool {name}"
        refusals.add(
            key, what, f"only {', '.join(offering)} do" if offering else "another region", "unavailable"
        )
    elif pool.zone not in place.region_zones:
        what = f"{place.region} has no zone {pool.zone!r}"
        refusals.add(at, what, one_of(place.region_zones, pool.zone), "unknown-zone")
    elif pool.zone not in offering:
        refusals.add(
            at, f"zone {pool.zone} does not offer {machine.terraform}", one_of(offering), "unavailable"
        )
    elif pool.zone not in place.zones and not anywhere:
        refusals.add(at, f"the site has no subnet in {pool.zone}", one_of(place.zones), "unavailable")
    else:
        return (pool.zone,)
    return ()
