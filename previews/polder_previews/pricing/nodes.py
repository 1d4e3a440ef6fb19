"""Pools of nodes: machines that come and go between two numbers, and their system disks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from polder_environments.facts.charges import items
from polder_environments.facts.purchase import Capacity
from polder_previews.pricing.objects import NotKnownYet, PlannedObject, Stack
from polder_previews.pricing.uses import Machines, Open, Use, span

_EKS_CAPACITY: Final[Mapping[str, Capacity]] = {"SPOT": "spot", "CAPACITY_BLOCK": "capacity-block"}
_TIERS: Final = "managed-disk/premium-ssd-"
_RESERVED: Final = Open(
    "elsewhere", "the reservation", "it is paid whether nodes use it or not, and is not part of the stack"
)


def eks_node_group(one: PlannedObject, stack: Stack) -> Iterator[Use | Machines | Open]:
    """Give the machines of a node group, which its launch template or the group itself names."""
    template = stack.linked(one, "launch_template", "aws_launch_template")
    if template is None and one.items("launch_template"):
        yield Open("not-known-yet", "machines", "its launch template is not found in the plan")
        return
    named = template.text("instance_type") if template else ""
    types = [named] if named else one.items("instance_types")
    if len(types) != 1 or not isinstance(types[0], str):
        yield Open("no-price", "machines", "it may take machines of several types")
        return
    least, most = one.number("scaling_config", 0, "min_size"), one.number("scaling_config", 0, "max_size")
    capacity: Capacity = _EKS_CAPACITY.get(one.text("capacity_type"), "on-demand")
    if capacity == "on-demand" and template and _reserves(template):
        capacity = "reserved"
        yield _RESERVED
    yield Machines(types[0], "", 0, capacity, least, most)
    yield from _ebs(template, least, most)


def _reserves(template: PlannedObject) -> bool:
    target = template.get("capacity_reservation_specification", 0, "capacity_reservation_target", 0)
    return isinstance(target, dict) and any(isinstance(value, str) and value for value in target.values())


def _ebs(template: PlannedObject | None, least: Decimal, most: Decimal) -> Iterator[Use | Open]:
    volumes = template.items("block_device_mappings") if template else []
    if template is None or not volumes:
        yield Open("no-price", "disks", "the plan does not say of which kind and size they are")
        return
    for index, _ in enumerate(volumes):
        volume = ("block_device_mappings", index, "ebs", 0)
        size, kind = template.number(*volume, "volume_size"), template.text(*volume, "volume_type")
        yield _disks(f"ebs/{kind}", size, kind, least, most, "" if index == 0 else f" {index + 1}")


def aks_pool(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    """Give the machines of a node pool, or of the default one as a block of its cluster."""
    fixed = not one.flag("auto_scaling_enabled")
    least, most = (one.number("node_count" if fixed else name) for name in ("min_count", "max_count"))
    capacity: Capacity = "spot" if one.text("priority") == "Spot" else "on-demand"
    if one.text("capacity_reservation_group_id"):
        capacity = "reserved"
        yield _RESERVED
    yield Machines(one.text("vm_size"), "", 0, capacity, least, most)
    if one.text("os_disk_type") == "Ephemeral":
        return
    size = one.number("os_disk_size_gb")
    tiers = sorted(int(item.removeprefix(_TIERS)) for item in items(one.cloud) if item.startswith(_TIERS))
    tier = next((tier for tier in tiers if tier >= size), None)
    if tier is None:
        yield Open("no-price", "disks", f"no price is known of a disk of {size:f} GiB")
        return
    what = f"{span(least, most)} disks of {size:f} GiB, each paid as {tier} GiB of Premium SSD"
    yield Use("disks", what, f"{_TIERS}{tier}", least, most)


def gke_pool(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    """Give the machines of a node pool, whose numbers are for all zones or for each of them."""
    least, most = _gke_nodes(one)
    config = one.below("node_config", 0)
    capacity: Capacity = "on-demand"
    if config.flag("spot") or config.flag("preemptible"):
        capacity = "spot"
    elif config.flag("flex_start"):
        capacity = "flex-start"
    elif config.text("reservation_affinity", 0, "consume_reservation_type") == "SPECIFIC_RESERVATION":
        capacity = "reserved"
        yield _RESERVED
    attached = config.text("guest_accelerator", 0, "type")
    count = int(config.number("guest_accelerator", 0, "count")) if attached else 0
    yield Machines(config.text("machine_type"), attached, count, capacity, least, most)
    kind = config.text("disk_type")
    yield _disks(f"disk/{kind}", config.number("disk_size_gb"), kind, least, most)


def _gke_nodes(one: PlannedObject) -> tuple[Decimal, Decimal]:
    if not one.items("autoscaling"):
        zones = Decimal(len(one.items("node_locations")))
        if not zones:
            raise NotKnownYet(("node_locations",))
        fixed = one.number("node_count") * zones
        return fixed, fixed
    if one.get("autoscaling", 0, "total_max_node_count"):
        return (
            one.number("autoscaling", 0, "total_min_node_count"),
            one.number("autoscaling", 0, "total_max_node_count"),
        )
    zones = Decimal(len(one.items("node_locations")))
    if not zones:
        raise NotKnownYet(("node_locations",))
    least, most = (one.number("autoscaling", 0, f"{name}_node_count") for name in ("min", "max"))
    return least * zones, most * zones


def _disks(  # noqa: PLR0913, PLR0917 - a disk is so much of a kind, so often
    item: str, size: Decimal, kind: str, least: Decimal, most: Decimal, suffix: str = ""
) -> Use:
    what = f"{span(least, most)} disks of {size:f} GiB, {kind}"
    return Use(f"disks{suffix}", what, item, size * least, size * most)
