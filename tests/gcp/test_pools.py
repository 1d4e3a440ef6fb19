"""Node pools on Google Cloud: what differs by machine type, how many nodes there are at first, and slices."""

import pytest

from polder_constructs.cluster.gcp_machines import disk_type, driver, slice_of, workload_topology
from polder_constructs.cluster.gcp_pools import _autoscaling, _initial, _upgrade  # pyright: ignore[reportPrivateUsage] - a test may look inside
from polder_environments.model import Capacity
from polder_environments.topology import AcceleratorPlan, PoolPlan

ZONES = ("us-central1-a", "us-central1-b", "us-central1-c")
SLICE = AcceleratorPlan(name="tpu-v5p", kind="tpu", per_node=4, topology="2x2x4", hosts=4)


def _pool(  # noqa: PLR0913 - what pools differ in
    smallest: int = 0,
    largest: int = 4,
    *,
    machine: str = "n2-standard-4",
    zones: tuple[str, ...] = ZONES,
    accelerator: AcceleratorPlan | None = None,
    capacity: Capacity = "on-demand",
) -> PoolPlan:
    return PoolPlan(
        name="pool",
        resource_name="pool",
        machine=machine,
        smallest=smallest,
        largest=largest,
        capacity=capacity,
        reservation=None,
        zones=zones,
        disk=200,
        accelerator=accelerator,
        labels=(),
        taints=(),
    )


@pytest.mark.parametrize(
    ("machine", "disk", "gpu_driver"),
    [
        ("n1-standard-4", "pd-balanced", "DEFAULT"),
        ("n2-standard-48", "pd-balanced", "DEFAULT"),
        ("g2-standard-4", "pd-balanced", "DEFAULT"),
        ("a2-ultragpu-8g", "pd-balanced", "DEFAULT"),
        ("a3-highgpu-8g", "pd-balanced", "DEFAULT"),
        ("a3-megagpu-8g", "pd-balanced", "DEFAULT"),
        ("a3-ultragpu-8g", "hyperdisk-balanced", "LATEST"),
        ("a4-highgpu-8g", "hyperdisk-balanced", "LATEST"),
        ("a4x-highgpu-4g", "hyperdisk-balanced", "LATEST"),
        ("ct5lp-hightpu-4t", "pd-balanced", "DEFAULT"),
        ("ct6e-standard-4t", "hyperdisk-balanced", "DEFAULT"),
        ("tpu7x-standard-4t", "hyperdisk-balanced", "DEFAULT"),
    ],
)
def test_machines(machine: str, disk: str, gpu_driver: str) -> None:
    """A disk that the machine does not take would fail at apply; an old driver would not know the GPU."""
    assert (disk_type(machine), driver(machine)) == (disk, gpu_driver)


@pytest.mark.parametrize(
    ("smallest", "largest", "zones", "each"),
    [(0, 4, 3, 0), (2, 4, 3, 1), (1, 2, 3, 0), (1, 2, 1, 1), (4, 4, 3, 1), (6, 12, 3, 2), (5, 6, 3, 2)],
)
def test_first_nodes(smallest: int, largest: int, zones: int, each: int) -> None:
    """GKE counts first nodes by zone; all together they are never more than the pool may have."""
    pool = _pool(smallest, largest, zones=ZONES[:zones])

    assert _initial(pool) == each
    assert each * zones <= largest


def test_limits_are_the_pools() -> None:
    """`nodes: [0, 4]` means the pool in all its zones; a slice, in its one zone, has limits of that zone."""
    whole = _autoscaling(_pool(0, 4), whole_slice=False)
    one_slice = _autoscaling(_pool(0, 4, accelerator=SLICE, zones=ZONES[:1]), whole_slice=True)

    assert (whole.total_max_node_count, whole.max_node_count) == (4, None)
    assert (one_slice.total_max_node_count, one_slice.max_node_count) == (None, 4)


def test_slices() -> None:
    """A slice of several hosts has a topology; TPU7x and GB200 want it in a policy of their own, others in the pool."""
    v5p = _pool(machine="ct5p-hightpu-4t", accelerator=SLICE)
    tpu7x = _pool(machine="tpu7x-standard-4t", accelerator=SLICE)
    single = _pool(accelerator=AcceleratorPlan(name="tpu-v6e", kind="tpu", per_node=8, topology="2x4"))
    gb200 = _pool(
        machine="a4x-highgpu-4g", accelerator=AcceleratorPlan(name="gb200", kind="nvidia", per_node=4)
    )

    assert (slice_of(v5p), workload_topology(v5p)) == (SLICE, None)
    assert (slice_of(tpu7x), workload_topology(tpu7x)) == (SLICE, "2x2x4")
    assert (slice_of(single), workload_topology(single)) == (None, None)
    assert (slice_of(gb200), workload_topology(gb200)) == (None, "1x72")


def test_upgrades() -> None:
    """A node to spare is asked for only where there can be one, and flex-start takes no strategy at all."""
    surge = {kind: _upgrade(_pool(capacity=kind)) for kind in ("on-demand", "spot", "reserved", "flex-start")}
    of_slice = _upgrade(_pool(accelerator=SLICE))

    assert [each and (each.max_surge, each.max_unavailable) for each in surge.values()] == [
        (1, 0),
        (1, 0),
        (0, 1),
        None,
    ]
    assert of_slice is not None
    assert (of_slice.max_surge, of_slice.max_unavailable) == (0, 1)
