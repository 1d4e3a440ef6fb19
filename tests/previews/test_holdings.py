"""The table of what holds data: every type that Polder writes is in it, and its protections exist."""

import csv
from importlib.resources import files

import pytest

from polder_previews.holdings import Holding, Protection, holdings, stake
from polder_previews.values import UNKNOWN, Value
from polder_rehearsal.reviewed import table
from polder_rehearsal.schemas import Used, provider_schemas
from polder_rehearsal.schemas.model import Block

SOURCES = {
    "aws": "hashicorp/aws",
    "azurerm": "hashicorp/azurerm",
    "google": "hashicorp/google",
    "kubernetes": "hashicorp/kubernetes",
}
UNKNOWABLE = {"helm_release"}
"""What a chart keeps, only the chart knows; destroying one counts as if it were data."""


def _written_types() -> set[str]:
    return {row.kind for row in table()}


def test_every_type_that_polder_writes_is_in_the_table() -> None:
    """Of each type that Polder's stacks use, somebody said whether data goes with it."""
    assert {kind for kind in _written_types() if stake(kind) == "unknown"} == UNKNOWABLE


def test_rows_are_sorted_and_say_where_they_are_from() -> None:
    """The table is sorted, names each type once, and each row has a source."""
    text = (files("polder_previews") / "data" / "holds_data.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    types = [row["type"] for row in rows]

    assert types == sorted(set(types))
    assert all(row["source"] for row in rows)
    assert all(row["holds"] or not row["protected_by"] for row in rows)


PROTECTED = [
    holding for kind, holding in holdings().items() if holding.protections and kind in _written_types()
]


@pytest.mark.parametrize("holding", PROTECTED, ids=lambda holding: holding.type)
def test_a_protection_is_an_attribute_of_its_type(holding: Holding) -> None:
    """Each protection of a type that Polder writes is an attribute in the provider's schema."""
    source = SOURCES[holding.type.split("_")[0]]
    schemas = provider_schemas({source: Used(resources=frozenset({holding.type}))})
    (provider,) = schemas["provider_schemas"].values()
    block = provider["resource_schemas"][holding.type]["block"]

    assert all(_has(block, protection.path.split(".")) for protection in holding.protections)


def _has(block: Block, path: list[str]) -> bool:
    name, *rest = path
    nested = block.get("block_types", {}).get(name)
    if nested is not None and rest:
        return _has(nested.get("block", {}), rest)
    return not rest and name in block.get("attributes", {})


@pytest.mark.parametrize(
    ("protection", "settings", "protects"),
    [
        (Protection("a", "=", value=True), {"a": True}, True),
        (Protection("a", "=", value=True), {"a": False}, False),
        (Protection("a", "=", value=True), {}, False),
        (Protection("a", "=", value=True), {"a": 1}, False),
        (Protection("a", "=", value=True), {"a": UNKNOWN}, None),
        (Protection("a", "=", value="On"), {"a": "On"}, True),
        (Protection("a", ">=", 7), {"a": 30}, True),
        (Protection("a", ">=", 7), {"a": 3}, False),
        (Protection("a", ">=", 7), {"a": "30"}, False),
        (Protection("b.a", "=", value=True), {"b": [{"a": True}]}, True),
        (Protection("b.a", "=", value=True), {"b": []}, False),
        (Protection("b.a", "=", value=True), {"b": UNKNOWN}, None),
        (Protection("b.a", "=", value=True), None, False),
    ],
)
def test_protections(protection: Protection, settings: Value, *, protects: bool | None) -> None:
    """A protection protects when it is set, does not when it is absent, and is open while nobody knows."""
    assert protection.protects(settings) is protects


def test_a_setting_that_is_no_word_is_not_told() -> None:
    """Where a protection holds a text that is no word, only that is told."""
    assert Protection("a", "=", value=True).setting({"a": "hunter2 hunter2"}) == "(something else)"
