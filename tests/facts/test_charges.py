import re
from decimal import Decimal

import pytest

from polder_environments.facts import _table
from polder_environments.facts.charges import ANYWHERE, SERVICES, Per, charge, charges, items
from polder_environments.facts.databases import database
from polder_environments.facts.machines import CpuSize
from polder_environments.facts.regions import region
from polder_environments.facts.sources import source

CLOUDS = ("aws", "azure", "gcp")
ALL = [each for cloud in CLOUDS for item in items(cloud) for each in charges(cloud, item)]
UNITS = {"hour", "day", "month", "GiB-month", "GiB-hour", "vCPU-hour"}


def test_every_row_is_of_a_cloud_and_a_region_that_exist() -> None:
    """A price of a region that nobody knows would never be found."""
    assert len(ALL) == len(_table.table("charges"))
    assert [
        each
        for each in ALL
        if region(each.cloud, each.read_for if each.region == ANYWHERE else each.region) is None
    ] == []


def test_a_price_for_anywhere_says_where_it_was_read() -> None:
    """Only what stands for other regions names the one that it is of, and may be said to hold everywhere."""
    assert [each for each in ALL if (each.region == ANYWHERE) != bool(each.read_for)] == []
    assert [each for each in ALL if each.everywhere and each.region != ANYWHERE] == []


def test_nothing_is_free() -> None:
    """A price is more than nothing: what costs nothing needs no price."""
    assert [each for each in ALL if each.usd <= 0] == []


def test_an_item_is_counted_in_one_way() -> None:
    """All rows of an item have one unit and one service, for a price file speaks of the item as a whole."""
    for cloud in CLOUDS:
        for item in items(cloud):
            assert len({(each.per, each.service) for each in charges(cloud, item)}) == 1, item


def test_words_are_of_the_table() -> None:
    """Units and services are those that the code knows."""
    assert {each.per for each in ALL} == UNITS
    assert {each.service for each in ALL} == set(SERVICES)
    assert {row["verified"] for row in _table.table("charges")} == {"yes", "no"}
    assert {row["everywhere"] for row in _table.table("charges")} == {"yes", ""}


def test_no_row_is_verified_whose_source_is_not() -> None:
    """A price that rests on memory says so."""
    assert [each for each in ALL if each.verified == ("unverified" in source(each.source).text)] == []


def test_prices_are_like_each_other() -> None:
    """No region costs a third or three times of the dearest of an item: a slip of the comma would."""
    for cloud in CLOUDS:
        for item in items(cloud):
            prices = [each.usd for each in charges(cloud, item)]
            assert max(prices) < 3 * min(prices), item


def test_a_standby_costs_about_twice() -> None:
    """What has a standby is listed at twice the price, within what rounding makes of it."""
    pairs = [
        ("aws", "rds-postgresql", "rds-postgresql-multi-az"),
        ("aws", "rds-storage", "rds-storage-multi-az"),
    ]
    pairs += [("gcp", f"sql-{part}", f"sql-{part}-regional") for part in ("vcpu", "memory", "storage")]
    compared = 0
    for cloud, single, double in pairs:
        for item in items(cloud):
            family, _, variant = item.partition("/")
            if family != single:
                continue
            for each in charges(cloud, item):
                other = charge(cloud, f"{double}/{variant}" if variant else double, each.region)
                if other is not None and each.region != ANYWHERE:
                    assert abs(other.usd / each.usd - 2) < Decimal("0.02"), (item, each.region)
                    compared += 1

    assert compared > 100


def test_sizes_of_azure_disks_are_those_of_their_names() -> None:
    """A larger disk costs more in every region."""
    tiers = sorted(
        (int(item.rpartition("-")[2]), item) for item in items("azure") if item.startswith("managed-disk/")
    )
    for name in {each.region for _, item in tiers for each in charges("azure", item)}:
        prices = [
            next(each.usd for each in charges("azure", item) if each.region == name) for _, item in tiers
        ]
        assert prices == sorted(set(prices)), name


@pytest.mark.parametrize("size", ["small", "medium", "large"])
@pytest.mark.parametrize(
    ("cloud", "items_of"),
    [
        ("aws", ("rds-postgresql/{}", "rds-postgresql-multi-az/{}")),
        ("azure", ("postgresql/{}",)),
    ],
)
def test_every_database_that_polder_builds_has_a_price(
    cloud: str, items_of: tuple[str, ...], size: CpuSize
) -> None:
    """Of a size of PostgreSQL the machine is priced, alone and with a standby."""
    machine = database(cloud, size).machine

    assert [form for form in items_of if not charges(cloud, form.format(machine))] == []


def test_a_regions_own_price_comes_first() -> None:
    """Where a region has a price of its own, that is taken; elsewhere the one that was read for another."""
    own = charge("azure", "postgresql-storage", "westus")
    other = charge("azure", "postgresql-storage", "swedencentral")

    assert own is not None
    assert other is not None
    assert (own.usd, own.read_for) == (Decimal("0.138"), "")
    assert (other.usd, other.read_for) == (Decimal("0.115"), "eastus")


def test_a_partition_says_nothing_of_another() -> None:
    """China and the government regions have prices of their own, and where none is carried there is none."""
    assert charge("aws", "eks-cluster", "eu-central-1") is not None
    assert charge("aws", "eks-cluster", "cn-north-1") is None
    assert charge("aws", "nat-gateway", "us-gov-west-1") is not None
    assert charge("aws", "eks-cluster", "mars-1") is None
    assert charge("aws", "telepathy", "eu-central-1") is None
    assert charges("aws", "telepathy") == ()


def test_units_are_written_as_the_type_says() -> None:
    """The words of this test are those of the type."""
    assert set(re.findall(r"'([^']+)'", str(Per))) == UNITS
