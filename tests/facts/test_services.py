import re

import pytest

from polder_environments.facts.databases import database, postgres_versions
from polder_environments.facts.kubernetes import Kubernetes, version, versions
from polder_environments.facts.machines import CpuSize

CLOUDS = ("aws", "azure", "gcp")
DAY = r"20\d\d-\d\d-\d\d"
MACHINE = {
    "aws": r"db\.[a-z0-9]+\.[a-z0-9]+",
    "azure": r"(B|GP|MO)_Standard_[A-Za-z0-9_]+",
    "gcp": r"db-(custom-\d+-\d+|perf-optimized-N-\d+)",
}


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(("size", "vcpus", "memory"), [("small", 2, 8), ("medium", 4, 16), ("large", 8, 32)])
def test_database_sizes_are_alike_on_every_cloud(cloud: str, size: CpuSize, vcpus: int, memory: int) -> None:
    """A size of PostgreSQL means the same wherever it lands, in a name of the cloud's own form."""
    found = database(cloud, size)

    assert (found.vcpus, found.memory) == (vcpus, memory)
    assert re.fullmatch(MACHINE[cloud], found.machine)


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_storage_is_alike_and_of_a_size_that_every_cloud_takes(size: CpuSize) -> None:
    """Storage starts equal, at a power of two from 32 GiB, which is what the narrowest cloud takes."""
    storage = {database(cloud, size).storage for cloud in CLOUDS}

    assert len(storage) == 1
    assert storage <= {32, 64, 128, 256, 512, 1024}


def test_google_tiers_say_what_they_hold() -> None:
    """A custom tier is its vCPUs and MiB, a multiple of 256 between 0.9 and 6.5 GiB a vCPU."""
    for size in ("small", "medium", "large"):
        found = database("gcp", size)
        vcpus, mib = (int(part) for part in found.machine.removeprefix("db-custom-").split("-"))

        assert (vcpus, mib) == (found.vcpus, found.memory * 1024)
        assert mib % 256 == 0
        assert 0.9 * 1024 <= mib / vcpus <= 6.5 * 1024


@pytest.mark.parametrize("cloud", CLOUDS)
def test_postgres_17_is_on_every_cloud(cloud: str) -> None:
    """The version that Polder builds is supported everywhere, and versions come oldest first."""
    found = [one.version for one in postgres_versions(cloud)]

    assert "17" in found
    assert found == sorted(found, key=int)
    assert all(
        re.fullmatch(DAY, one.until) or (one.until == "" and one.note) for one in postgres_versions(cloud)
    )


@pytest.mark.parametrize("cloud", CLOUDS)
def test_kubernetes_versions_are_in_order_with_days_in_order(cloud: str) -> None:
    """Versions come oldest first, none is left out between, and each is supported after it appears."""
    found = versions(cloud)

    minors = [int(one.version.removeprefix("1.")) for one in found]
    assert minors == list(range(minors[0], minors[0] + len(minors)))
    for one in found:
        assert re.fullmatch(DAY, one.since)
        assert re.fullmatch(DAY, one.until)
        assert one.since < one.until
        assert one.extended_until == "" or one.until < one.extended_until


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("minor", ["1.32", "1.33", "1.34", "1.35", "1.36"])
def test_the_same_versions_are_known_on_every_cloud(cloud: str, minor: str) -> None:
    """One version for the whole platform can be judged on each cloud."""
    found = version(cloud, minor)

    assert found is not None
    assert (found.cloud, found.version) == (cloud, minor)


def test_a_version_that_nobody_has_is_not_known() -> None:
    """An unknown version is None, and versions are not compared as text."""
    assert version("aws", "1.4") is None
    assert version("aws", "1.99") is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-14", "not yet"),
        ("2026-01-15", "standard"),
        ("2027-03-31", "standard"),
        ("2027-04-01", "extended"),
        ("2028-03-31", "extended"),
        ("2028-04-01", "ended"),
    ],
)
def test_support_on_a_day(day: str, expected: str) -> None:
    """The first and last days of each kind of support belong to it."""
    one = Kubernetes("aws", "1.35", "2026-01-15", "2027-03-31", "2028-03-31", "", "")

    assert one.support(day) == expected


def test_support_ends_where_no_extended_day_is_known() -> None:
    """Nobody is supported by omission."""
    one = Kubernetes("gcp", "1.35", "2026-01-15", "2027-03-31", "", "", "")

    assert one.support("2027-04-01") == "ended"
