from polder_environments.facts import _table
from polder_environments.facts.sources import as_of, data_sets, source


def test_every_data_set_tells_its_rows_days_and_sources() -> None:
    """What `polder facts` shows is the files themselves."""
    for one in data_sets():
        rows = _table.table(one.name)

        assert one.rows == len(rows) > 0
        assert {found.id for found in one.sources} == {row["source"] for row in rows}
        assert one.oldest == min(found.date for found in one.sources)
        assert one.newest == max(found.date for found in one.sources)


def test_data_sets_are_all_files_but_the_list_of_sources() -> None:
    """No file is left out, and the list of sources is no fact."""
    assert [one.name for one in data_sets()] == [name for name in _table.names() if name != "sources"]


def test_the_most_used_source_comes_first() -> None:
    """A reader sees first what most rows rest on."""
    machines = next(one for one in data_sets() if one.name == "machines")

    assert machines.sources[0].id == "ec2-types-karpenter"


def test_as_of_is_the_newest_day() -> None:
    """Facts know nothing after their newest source."""
    assert as_of() == max(row["date"] for row in _table.table("sources"))
    assert source("gcp-zones-anycloud").date == "2026-05-20"
