from math import prod

import pytest

from polder_environments.facts import machines
from polder_environments.facts.tpus import NoSlice, TpuSlice, generations, slices, tpu_slice

ALL = [one for name in generations() for one in slices(name)]


@pytest.mark.parametrize("name", generations())
def test_a_topology_holds_its_chips(name: str) -> None:
    """The product of the sides is the number of chips, and hosts share them equally."""
    for one in slices(name):
        assert prod(int(side) for side in one.topology.split("x")) == one.chips, one
        assert one.chips_per_host * one.hosts == one.chips, one
        assert one.multi_host == (one.hosts > 1), one


@pytest.mark.parametrize("name", generations())
def test_a_slice_is_made_of_a_machine_with_as_many_chips(name: str) -> None:
    """The machine type of a slice exists, is of that generation, and has the chips of one host."""
    for one in slices(name):
        machine = machines.machine("gcp", one.machine_type)
        assert machine is not None, one
        assert (machine.accelerator, machine.kind, machine.count) == (name, "tpu", one.chips_per_host), one


@pytest.mark.parametrize("name", generations())
def test_each_number_of_chips_has_one_usual_shape(name: str) -> None:
    """Without a topology a number of chips means exactly one shape."""
    chips = [one.chips for one in slices(name)]
    usual = [one.chips for one in slices(name) if one.default]

    assert usual == sorted(set(chips))


def test_every_tpu_that_can_be_had_has_slices() -> None:
    """Generations of slices and of machines are the same."""
    assert set(generations()) == {name for name in machines.accelerators() if machines.kind(name) == "tpu"}


@pytest.mark.parametrize(
    ("name", "chips", "topology", "expected"),
    [
        ("tpu-v5e", 1, None, ("1x1", "ct5lp-hightpu-1t", 1)),
        ("tpu-v5e", 8, None, ("2x4", "ct5lp-hightpu-8t", 1)),
        ("tpu-v5e", 16, None, ("4x4", "ct5lp-hightpu-4t", 4)),
        ("tpu-v5e", 256, None, ("16x16", "ct5lp-hightpu-4t", 64)),
        ("tpu-v6e", 16, "4x4", ("4x4", "ct6e-standard-4t", 4)),
        ("tpu-v5p", 4, None, ("2x2x1", "ct5p-hightpu-4t", 1)),
        ("tpu-v5p", 64, None, ("4x4x4", "ct5p-hightpu-4t", 16)),
        ("tpu-v5p", 256, "4x4x16", ("4x4x16", "ct5p-hightpu-4t", 64)),
        ("tpu-v5p", 256, None, ("4x8x8", "ct5p-hightpu-4t", 64)),
        ("tpu7x", 64, None, ("4x4x4", "tpu7x-standard-4t", 16)),
    ],
)
def test_a_slice_is_found_by_its_chips(
    name: str, chips: int, topology: str | None, expected: tuple[str, str, int]
) -> None:
    """Chips and, where it matters, the shape decide the machine type and the number of nodes."""
    found = tpu_slice(name, chips, topology)

    assert isinstance(found, TpuSlice)
    assert (found.topology, found.machine_type, found.hosts) == expected


def test_only_ironwood_on_several_hosts_wants_a_workload_policy() -> None:
    """The newest generation takes its shape from a policy of Compute Engine, the others from the node pool."""
    assert {(one.accelerator, one.multi_host) for one in ALL if one.workload_policy} == {("tpu7x", True)}
    assert [one for one in slices("tpu7x") if one.multi_host != one.workload_policy] == []


def test_what_cannot_be_had_is_answered_with_what_can() -> None:
    """A wrong number, a wrong shape and a wrong name each give a reason and the values that are allowed."""
    count = tpu_slice("tpu-v5e", 12)
    shape = tpu_slice("tpu-v5p", 256, "16x16x1")
    name = tpu_slice("tpu-v9", 8)

    assert count == NoSlice(
        "tpu-v5e",
        "tpu-v5e has no slice of 12 chips",
        (1, 4, 8, 16, 32, 64, 128, 256),
        ("1x1", "2x2", "2x4", "4x4", "4x8", "8x8", "8x16", "16x16"),
    )
    assert isinstance(shape, NoSlice)
    assert shape.topologies == ("4x4x16", "4x8x8")
    assert isinstance(name, NoSlice)
    assert (name.counts, name.topologies) == ((), ())
