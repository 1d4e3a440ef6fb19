"""The fixtures of every pack that Polder brings, run as `polder rules test` runs anybody's."""

import csv

import pytest

from emission import PROJECT
from polder_policies.harness import check_pack
from polder_policies.packs import BROUGHT, all_packs


@pytest.mark.parametrize("folder", BROUGHT)
def test_every_rule_says_what_its_fixtures_expect(folder: str) -> None:
    """Each rule has a case that holds, fails, does not apply, is satisfied, and lacks a fact, and says just that."""
    from importlib import import_module  # noqa: PLC0415 - one pack that does not load should fail alone

    pack = import_module(f"polder_policies.packs.{folder}").PACK

    ran, failures = check_pack(pack)

    assert [str(failure) for failure in failures] == []
    assert ran >= 3 * len(pack.rules)


def test_every_rule_is_brought_once() -> None:
    """The packs that Polder brings hold 83 rules, each in one pack, with an id of its own."""
    packs = all_packs()[: len(BROUGHT)]
    rules = [rule for pack in packs for rule in pack.rules]

    assert len({rule.id for rule in rules}) == len(rules) == 83
    assert all(rule.pack == pack.name for pack in packs for rule in pack.rules)


REFERENCE = PROJECT.parent / "shared" / "facts" / "rules.csv"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference table lies beside the project in CI alone")
def test_rules_are_those_of_the_reference() -> None:
    """Ids and packs are those of the reference table, and no rule claims to be verified whose text nobody read."""
    with REFERENCE.open(newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    rules = {rule.id: rule for pack in all_packs()[: len(BROUGHT)] for rule in pack.rules}

    assert set(rules) == set(rows)
    assert {
        name for name, rule in rules.items() if rule.pack.removesuffix("-cloud") != rows[name]["pack"]
    } == set()
    assert {
        name
        for name, rule in rules.items()
        if rule.verified and rows[name]["verification"] not in ("checked", "design", "part checked")
    } == set()
