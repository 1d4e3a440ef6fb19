import pytest

from polder_environments.facts.export_thresholds import route


@pytest.mark.parametrize(
    ("data", "persons", "wanted"),
    [
        ("ordinary", 0, ""),
        ("ordinary", 99_999, ""),
        ("ordinary", 100_000, "contract"),
        ("ordinary", 999_999, "contract"),
        ("ordinary", 1_000_000, "assessment"),
        ("sensitive", 1, "contract"),
        ("sensitive", 9_999, "contract"),
        ("sensitive", 10_000, "assessment"),
    ],
)
def test_a_procedure_begins_with_its_first_person(data: str, persons: int, wanted: str) -> None:
    """The numbers of the CAC Provisions of 2024 belong to the stricter procedure: a hundred thousand is no longer under it."""
    assert route("pipl", data, persons) == wanted


def test_a_law_without_steps_is_no_law_without_procedures() -> None:
    """A law that the table does not know is an error, not a law that lets everything go."""
    with pytest.raises(KeyError):
        route("gdpr", "ordinary", 1)
