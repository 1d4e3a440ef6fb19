import re

import pytest

from polder_environments.facts import _table
from polder_environments.facts.clouds import clouds
from polder_environments.facts.regions import region, regions
from polder_environments.facts.zones import known, zones

CLOUDS = ("aws", "azure", "gcp")
ZONE = {"aws": r"{}[a-f]", "azure": r"[1-4]", "gcp": r"{}-[a-f]"}


def test_clouds_are_the_three_with_their_own_tenancy_key() -> None:
    """Each cloud has one word for what pays for a site, and no two share it."""
    assert {name: one.tenancy_key for name, one in clouds().items()} == {
        "aws": "account",
        "azure": "subscription",
        "gcp": "project",
    }


@pytest.mark.parametrize(
    ("cloud", "good", "bad"),
    [
        ("aws", ["111122223333"], ["11112222333", "1111222233334", "11112222333a", "", "111122223333\n"]),
        (
            "azure",
            ["00000000-0000-0000-0000-00000000000a"],
            ["00000000-0000-0000-0000-00000000000", "00000000000000000000000000000000", "acme"],
        ),
        ("gcp", ["acme-ml-prod", "abcdef"], ["acme", "Acme-ml", "1acme-ml", "acme-ml-", "a" * 31]),
    ],
)
def test_tenancy_is_told_by_its_form(cloud: str, good: list[str], bad: list[str]) -> None:
    """Account, subscription and project are recognised, and near misses are not."""
    one = clouds()[cloud]

    assert [value for value in good if not one.is_tenancy(value)] == []
    assert [value for value in bad if one.is_tenancy(value)] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_region_has_a_country_and_an_operator(cloud: str) -> None:
    """Nothing is built where it is not known whose law holds."""
    for one in regions(cloud).values():
        assert re.fullmatch(r"[A-Z]{2}", one.country), one
        assert re.fullmatch(r"[A-Z]{2}", one.operator_jurisdiction), one
        assert re.fullmatch(r"[A-Z]{2}", one.parent_jurisdiction), one
        assert one.subdivision == "" or one.subdivision.startswith(f"{one.country}-"), one
        assert all((one.operator, one.partition, one.status, one.access, one.display_name)), one


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_paired_region_is_a_region(cloud: str) -> None:
    """Where a geo-redundant product would copy to is known itself."""
    pairs = {one.paired_region for one in regions(cloud).values()} - {""}

    assert pairs <= set(regions(cloud))


def test_regions_that_may_not_be_open_say_so() -> None:
    """Status and access tell apart what anybody can use from what nobody has confirmed."""
    assert region("aws", "eu-central-1").status == "ga"  # type: ignore[union-attr]
    assert region("aws", "me-west-1").status != "ga"  # type: ignore[union-attr]
    assert region("aws", "eusc-de-east-1").access == "separate account"  # type: ignore[union-attr]
    assert region("aws", "europe-west4") is None


def test_zones_belong_to_regions_that_exist() -> None:
    """No zones are told of a region that is not in the list of regions."""
    assert [row for row in _table.table("zones") if region(row["cloud"], row["region"]) is None] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_zone_names_have_the_form_of_their_cloud(cloud: str) -> None:
    """A zone is named as the Terraform provider takes it, and zones are sorted."""
    for name in regions(cloud):
        found = zones(cloud, name)

        assert list(found) == sorted(set(found))
        assert all(re.fullmatch(ZONE[cloud].format(re.escape(name)), zone) for zone in found), found


def test_no_zones_is_not_the_same_as_zones_not_known() -> None:
    """A region without zones and one of which nothing is known both give none, and can be told apart."""
    assert zones("azure", "westus") == ()
    assert known("azure", "westus") is not None
    assert zones("azure", "indiasouthcentral") == ()
    assert known("azure", "indiasouthcentral") is None


@pytest.mark.parametrize(
    ("cloud", "name", "expected"),
    [
        ("aws", "eu-central-1", ("eu-central-1a", "eu-central-1b", "eu-central-1c")),
        ("azure", "westeurope", ("1", "2", "3")),
        ("gcp", "europe-west4", ("europe-west4-a", "europe-west4-b", "europe-west4-c")),
        ("gcp", "europe-west1", ("europe-west1-b", "europe-west1-c", "europe-west1-d")),
    ],
)
def test_zones_of_well_known_regions(cloud: str, name: str, expected: tuple[str, ...]) -> None:
    """The zones of regions that everybody knows are right."""
    assert zones(cloud, name) == expected


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_every_region_that_is_generally_open_has_three_zones(cloud: str) -> None:
    """On AWS and Google Cloud a region has three zones or more; what deviates is written down here."""
    fewer = {
        name: len(zones(cloud, name))
        for name, one in regions(cloud).items()
        if one.status == "ga" and len(zones(cloud, name)) < 3
    }

    assert (
        fewer
        == {
            "aws": {"ap-southeast-6": 0, "cn-north-1": 2, "us-west-1": 2},
            "gcp": {"u-france-east1": 0},
        }[cloud]
    )
