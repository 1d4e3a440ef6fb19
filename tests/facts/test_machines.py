import pytest

from polder_environments.facts import _table, machines
from polder_environments.facts.regions import region
from polder_environments.facts.zones import zones

CLOUDS = ("aws", "azure", "gcp")

SPOT_ABOVE_ON_DEMAND = {("aws", "ap-southeast-1", "p4de.24xlarge")}
"""The two prices are the same, rounded to a different number of digits."""


def all_offers() -> list[machines.Offer]:
    """Every offer of every machine."""
    return [
        offer
        for cloud in CLOUDS
        for machine in machines.machines(cloud)
        for offer in machines.offers(cloud, machine.name).values()
    ]


def test_every_offer_is_of_a_machine_and_a_region_that_exist() -> None:
    """No price stands without its machine type and its region."""
    lost = [
        row
        for row in _table.table("offers")
        if machines.machine(row["cloud"], row["machine"]) is None
        or region(row["cloud"], row["region"]) is None
    ]

    assert lost == []
    assert len(all_offers()) == len(_table.table("offers"))


def test_every_machine_is_offered_somewhere() -> None:
    """A machine type that no region offers would be a promise without a place."""
    nowhere = [
        machine.name
        for cloud in CLOUDS
        for machine in machines.machines(cloud)
        if not machines.offers(cloud, machine.name)
    ]

    assert nowhere == []


def test_spot_is_not_dearer_than_on_demand() -> None:
    """A spot price above the on-demand price is an error of the data, but for the exceptions listed above."""
    found = {
        (offer.cloud, offer.region, offer.machine)
        for offer in all_offers()
        if offer.spot is not None and offer.on_demand is not None and offer.spot > offer.on_demand
    }

    assert found == SPOT_ABOVE_ON_DEMAND


def test_no_price_is_zero() -> None:
    """An unknown price is None, and nothing is free."""
    assert [offer for offer in all_offers() if 0 in (offer.on_demand, offer.spot)] == []


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(
    ("size", "vcpus", "memory"), [("small", 4, 16), ("medium", 16, 64), ("large", 48, 192)]
)
def test_cpu_sizes_are_alike_on_every_cloud(
    cloud: str, size: machines.CpuSize, vcpus: int, memory: int
) -> None:
    """A size means the same number of vCPUs and the same memory wherever it lands."""
    found = machines.cpu_machines(cloud, size)

    assert found
    assert {(one.vcpus, one.memory, one.count, one.kind) for one in found} == {(vcpus, memory, 0, "cpu")}
    assert machines.cpu_machine(cloud, size) == found[0]


def test_a_cpu_size_is_given_by_what_the_region_offers() -> None:
    """The first choice is taken where it is offered, the next elsewhere, and none where none is."""
    assert machines.cpu_machine("aws", "small", "eu-central-1").name == "m6i.xlarge"  # type: ignore[union-attr]
    assert machines.cpu_machine("aws", "small", "eu-south-2").name == "m7i.xlarge"  # type: ignore[union-attr]
    assert machines.cpu_machine("gcp", "small", "europe-north2").name == "e2-standard-4"  # type: ignore[union-attr]
    assert machines.cpu_machine("gcp", "small", "u-france-east1") is None


@pytest.mark.parametrize(
    ("cloud", "name", "count", "first"),
    [
        ("aws", "h100", 8, "p5.48xlarge"),
        ("aws", "t4", 1, "g4dn.xlarge"),
        ("azure", "a100-80gb", 4, "Standard_NC96ads_A100_v4"),
        ("azure", "h100", 8, "Standard_ND96isr_H100_v5"),
        ("gcp", "l4", 1, "g2-standard-4"),
        ("gcp", "h100", 8, "a3-highgpu-8g"),
        ("gcp", "tpu-v5e", 8, "ct5lp-hightpu-8t"),
    ],
)
def test_the_smallest_machine_with_the_accelerators_comes_first(
    cloud: str, name: str, count: int, first: str
) -> None:
    """Of several machine types with the same accelerators the one with fewest vCPUs and least memory leads."""
    found = machines.accelerator_machines(cloud, name, count)

    assert found[0].name == first
    assert list(found) == sorted(found, key=lambda one: (one.vcpus, one.memory, one.name))
    assert {(one.accelerator, one.count) for one in found} == {(name, count)}


def test_there_is_no_machine_with_what_nobody_sells() -> None:
    """An accelerator of another cloud, a count that no machine has, or a name that does not exist give none."""
    assert machines.accelerator_machines("aws", "tpu-v5e", 8) == ()
    assert machines.accelerator_machines("aws", "h100", 3) == ()
    assert machines.accelerator_machines("aws", "h1000", 8) == ()
    assert machines.counts("aws", "h100") == (1, 8)
    assert machines.kind("h1000") is None


def test_who_can_is_told() -> None:
    """For an accelerator that a cloud lacks, the ones that have it are named with region and machine type."""
    assert {cloud for cloud, _, _ in machines.who_offers("mi300x")} == {"azure"}
    assert {cloud for cloud, _, _ in machines.who_offers("h100", 8)} == {"aws", "azure", "gcp"}
    assert ("aws", "eu-central-1", "p4d.24xlarge") in machines.who_offers("a100-40gb", 8)
    assert machines.who_offers("h100", 3) == ()


def test_kinds_are_what_the_names_say() -> None:
    """Canonical names and kinds agree, so that a pool gets the right device plugin."""
    kinds = {name: machines.kind(name) for name in machines.accelerators()}

    assert {name for name, kind in kinds.items() if kind == "tpu"} == {
        name for name in kinds if name.startswith("tpu")
    }
    assert {name for name, kind in kinds.items() if kind not in ("tpu", "nvidia")} == {
        "inferentia2",
        "mi300x",
        "trainium1",
        "trainium2",
    }
    assert "cpu-small" not in kinds


def test_google_machines_name_their_accelerator() -> None:
    """GKE wants its own name of a GPU or TPU; only T4s are attached to a general machine."""
    for one in machines.machines("gcp"):
        if one.kind == "cpu":
            assert one.gke_accelerator == ""
        elif one.name != "tpu7x-standard-1t":
            assert one.gke_accelerator, one
        assert (one.attached != "") == ("+" in one.name), one
        assert "+" not in one.terraform, one


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_elsewhere_the_name_is_the_machine_type(cloud: str) -> None:
    """Only T4 machines of Google Cloud have a synthetic key."""
    assert [one for one in machines.machines(cloud) if one.terraform != one.name or one.attached] == []


def test_arm_machines_are_marked() -> None:
    """Grace Blackwell machines want images for arm64; all others here are x86."""
    arm = {
        one.accelerator for cloud in CLOUDS for one in machines.machines(cloud) if one.architecture == "arm64"
    }

    assert arm == {"gb200"}


def test_zones_of_machines_are_zones_of_the_region() -> None:
    """No machine type is placed in a zone that the region does not have."""
    for row in _table.table("machine_zones"):
        named = {f"{row['region']}-{letter}" for letter in row["zones"].split()}

        assert named <= set(zones(row["cloud"], row["region"])), row


def test_zones_of_machines_are_of_machines_that_are_known() -> None:
    """A row on zones is of a machine type, or of what is attached to one."""
    known = {
        (cloud, name)
        for cloud in CLOUDS
        for one in machines.machines(cloud)
        for name in (one.name, one.attached)
    }

    assert {(row["cloud"], row["machine"]) for row in _table.table("machine_zones")} <= known


@pytest.mark.parametrize(
    ("cloud", "region_name", "machine", "expected"),
    [
        ("gcp", "europe-west4", "a2-highgpu-1g", ("europe-west4-a", "europe-west4-b")),
        ("gcp", "europe-west4", "n2-standard-4", ("europe-west4-a", "europe-west4-b", "europe-west4-c")),
        ("gcp", "europe-west1", "a4-highgpu-8g", ()),
        ("gcp", "europe-west12", "a2-highgpu-1g", ()),
        ("aws", "eu-central-1", "g5.xlarge", ("eu-central-1a", "eu-central-1b", "eu-central-1c")),
        ("aws", "ap-southeast-7", "g5.xlarge", ()),
        ("aws", "us-east-1", "p6e-gb200.36xlarge", ()),
        ("aws", "us-east-1", "no-such-machine", ()),
    ],
)
def test_zones_that_offer_a_machine(
    cloud: str, region_name: str, machine: str, expected: tuple[str, ...]
) -> None:
    """Zones are those of the machine where they are known, else those of the region, and none without an offer."""
    assert machines.zones_offering(cloud, region_name, machine) == expected


def test_attached_accelerators_decide_the_zones() -> None:
    """A T4 machine stands where T4s are, not wherever its host type is."""
    assert machines.zones_offering("gcp", "europe-west3", "n1-standard-8+nvidia-tesla-t4x1") == (
        "europe-west3-b",
    )
    assert machines.zones_offering("gcp", "europe-west3", "n1-standard-4+nvidia-tesla-t4x1") == (
        "europe-west3-b",
    )


def test_offers_without_a_known_zone_are_few_and_known() -> None:
    """Where Google Cloud offers a machine but no zone is known, the site must be refused; the cases are these."""
    blind = {
        (machine.name.split("-", 1)[0], name)
        for machine in machines.machines("gcp")
        for name in machines.offers("gcp", machine.name)
        if not machines.zones_offering("gcp", name, machine.name)
    }

    assert {family for family, _ in blind} == {"a3", "a4", "a4x", "ct5lp", "tpu7x"}
    assert {name for family, name in blind if family in ("a3", "a4", "ct5lp")} == {
        "asia-northeast3",
        "australia-southeast2",
        "europe-west1",
        "us-east4",
    }
