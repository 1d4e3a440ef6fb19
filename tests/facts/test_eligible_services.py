import pytest

from polder_environments.facts import _table
from polder_environments.facts.eligible_services import building, eligible_service
from polder_environments.facts.sources import source

CONCEPTS = ("store", "cluster", "database", "key", "logs")


@pytest.mark.parametrize("partition", ["aws", "AzureCloud", "googleapis.com"])
@pytest.mark.parametrize("concept", CONCEPTS)
def test_everything_that_holds_data_is_known_where_most_sites_stand(partition: str, concept: str) -> None:
    """What Polder builds of each concept is a listed service of its provider."""
    found = building(partition, concept)

    assert found
    assert all(one.listed for one in found)


def test_a_list_says_nothing_of_another_partition() -> None:
    """The China regions of AWS have operators of their own, and no list of AWS speaks for them."""
    assert eligible_service("aws", "sagemaker") is not None
    assert eligible_service("aws-cn", "sagemaker") is None
    assert building("aws-cn", "store") == ()


def test_what_a_list_excludes_is_told_apart_from_what_nobody_knows() -> None:
    """Labelling by a public workforce is excluded in words; a product that no row names is unknown."""
    excluded = eligible_service("aws", "sagemaker-public-workforce")

    assert excluded is not None
    assert not excluded.listed
    assert eligible_service("aws", "a-new-service") is None


def test_no_row_is_verified_whose_source_is_not() -> None:
    """A row that rests on memory, or on somebody else's reading, says so."""
    for row in _table.table("eligible_services"):
        unread = "unverified" in source(row["source"]).text

        assert (row["verified"] == "no") == unread, row
        assert row["concept"] in ("", *CONCEPTS), row
