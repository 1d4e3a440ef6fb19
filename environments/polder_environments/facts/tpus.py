"""Shapes of TPU slices.

A slice is one or more hosts whose chips are wired to each other; GKE makes and scales it as a whole. What
counts here are chips, always: the names that Google gives to slices count TensorCores for some generations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class TpuSlice:
    """One shape of a TPU slice."""

    accelerator: str
    """Canonical name, `tpu-v5e`."""

    topology: str
    """Chips along each side, `2x4` or `2x2x1`."""

    chips: int
    machine_type: str
    hosts: int
    default: bool
    """Whether this is the shape for its number of chips where no topology is named."""

    workload_policy: bool
    """Whether the topology goes into a workload policy of Compute Engine rather than into the node pool."""

    source: str

    @property
    def multi_host(self) -> bool:
        """Whether the slice is a fixed group of nodes that lives and dies as one."""
        return self.hosts > 1

    @property
    def chips_per_host(self) -> int:
        """Chips of one node."""
        return self.chips // self.hosts


@dataclass(frozen=True, slots=True)
class NoSlice:
    """A slice that does not exist, and those that do."""

    accelerator: str
    reason: str
    counts: tuple[int, ...]
    """Numbers of chips that this generation has slices of, ascending."""

    topologies: tuple[str, ...]
    """Shapes of the number of chips that was asked for, or, where it has none, all shapes; smallest first."""


@cache
def _slices() -> Mapping[str, tuple[TpuSlice, ...]]:
    found: dict[str, list[TpuSlice]] = {}
    for row in _table.table("tpus"):
        found.setdefault(row["name"], []).append(
            TpuSlice(
                accelerator=row["name"],
                topology=row["topology"],
                chips=int(row["chips"]),
                machine_type=row["machine"],
                hosts=int(row["hosts"]),
                default=row["default"] == "yes",
                workload_policy=row["workload_policy"] == "yes",
                source=row["source"],
            )
        )
    return MappingProxyType(
        {
            name: tuple(sorted(of_name, key=lambda one: (one.chips, one.topology)))
            for name, of_name in found.items()
        }
    )


def generations() -> tuple[str, ...]:
    """Canonical names of all TPU generations, sorted."""
    return tuple(sorted(_slices()))


def slices(accelerator: str) -> tuple[TpuSlice, ...]:
    """All slices of a generation, smallest first; empty where there is no such generation."""
    return _slices().get(accelerator, ())


def tpu_slice(accelerator: str, chips: int, topology: str | None = None) -> TpuSlice | NoSlice:
    """The slice of so many chips, in the shape that is named or in the usual one."""
    every = slices(accelerator)
    counts = tuple(sorted({one.chips for one in every}))
    fitting = tuple(one for one in every if one.chips == chips)
    shapes = tuple(one.topology for one in fitting or every)
    if not every:
        return NoSlice(accelerator, f"{accelerator} is no TPU generation that Polder knows", counts, shapes)
    if not fitting:
        return NoSlice(accelerator, f"{accelerator} has no slice of {chips} chips", counts, shapes)
    for one in fitting:
        if one.topology == topology or (topology is None and one.default):
            return one
    return NoSlice(
        accelerator, f"{accelerator} has no slice of {chips} chips in the shape {topology}", counts, shapes
    )
