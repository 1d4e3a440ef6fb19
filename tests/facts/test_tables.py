import re
import subprocess
import sys

import pytest

from polder_environments.facts import _table

KEYS = {
    "adequacy": ("regime", "fact"),
    "bulk_thresholds": ("tag",),
    "charges": ("cloud", "item", "region"),
    "clouds": ("cloud",),
    "databases": ("cloud", "size"),
    "eligible_services": ("partition", "product"),
    "export_thresholds": ("law", "data", "route"),
    "features": ("concept", "feature"),
    "instruments": ("kind",),
    "kubernetes": ("cloud", "version"),
    "machine_zones": ("cloud", "machine", "region"),
    "machines": ("cloud", "machine"),
    "names": ("cloud", "concept"),
    "offers": ("cloud", "machine", "region"),
    "postgres": ("cloud", "version"),
    "purchase": ("cloud", "machines", "option"),
    "refusals": ("cloud", "concept", "feature"),
    "regions": ("cloud", "region"),
    "sources": ("id",),
    "tags": ("tag",),
    "territories": ("territory", "place"),
    "tpus": ("name", "topology"),
    "zones": ("cloud", "region"),
}


def test_every_data_file_is_known_here() -> None:
    """A data file that is added or removed must be added or removed in these tests."""
    assert _table.names() == tuple(sorted(KEYS))


@pytest.mark.parametrize("name", sorted(KEYS))
def test_no_row_is_given_twice(name: str) -> None:
    """No two rows of a file say something about the same thing."""
    keys = [tuple(row[column] for column in KEYS[name]) for row in _table.table(name)]

    assert sorted({key for key in keys if keys.count(key) > 1} if len(keys) < 500 else _twice(keys)) == []
    assert all(all(key) for key in keys)


def _twice(keys: list[tuple[str, ...]]) -> set[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    found: set[tuple[str, ...]] = set()
    for key in keys:
        (found if key in seen else seen).add(key)
    return found


@pytest.mark.parametrize("name", sorted(KEYS))
def test_cells_are_tidy(name: str) -> None:
    """No cell has blanks around it, a line break, a path of somebody's machine or a Terraform template."""
    for row in _table.table(name):
        for column, cell in row.items():
            assert cell == cell.strip(), (row, column)
            assert not re.search(r"[\n\r\t]|/(work|home|Users)/|\$\{|%\{", cell), (row, column)


def test_sources_are_all_there_and_all_used() -> None:
    """Every row names a source that exists, and every source is named by some row."""
    used = {row["source"] for name in KEYS if name != "sources" for row in _table.table(name)}

    assert used == {row["id"] for row in _table.table("sources")}


def test_sources_are_dated() -> None:
    """A source has a day, or at least a month, and a text that says what it is."""
    for row in _table.table("sources"):
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?", row["date"]), row
        assert len(row["text"]) > 10, row


def test_a_row_of_the_wrong_length_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row with a cell too many is an error, not a shifted row."""

    class Folder:
        def joinpath(self, *_: str) -> "Folder":
            return self

        def read_text(self, encoding: str) -> str:
            assert encoding == "utf-8"
            return "cloud,region\naws,eu-central-1\naws,eu,west,1\n"

    def files(_: str) -> Folder:
        return Folder()

    monkeypatch.setattr(_table, "files", files)

    with pytest.raises(ValueError, match=r"made-up\.csv, row 3: 4 cells, expected 2"):
        _table.table("made-up")


def test_a_blank_price_is_not_zero() -> None:
    """Blank is unknown."""
    assert _table.number("") is None
    assert _table.number("0") == 0.0


LAZY = """
import sys
from polder_environments.facts import clouds, features, machines, names, regions, tpus, zones
from polder_environments.facts import _table
assert _table.table.cache_info().currsize == 0, "importing reads no file"
regions.region("aws", "eu-central-1")
zones.zones("aws", "eu-central-1")
names.rule("aws", "cluster")
features.built("aws", "network", "nat")
before = _table.table.cache_info().currsize
machines.offered("aws", "eu-central-1", "g5.xlarge")
assert _table.table.cache_info().currsize == before + 1, "offers are read when they are asked for"
print(sorted(set(sys.modules) & {"cdktf", "constructs", "jsii", "pydantic", "yaml", "urllib.request", "socket"}))
"""


def test_facts_are_read_when_asked_for_and_import_little() -> None:
    """Importing reads no file, and neither CDKTF nor pydantic nor the network comes along."""
    done = subprocess.run([sys.executable, "-c", LAZY], capture_output=True, text=True, check=False)

    assert (done.stderr, done.stdout, done.returncode) == ("", "[]\n", 0)
