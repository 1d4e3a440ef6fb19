"""The fixtures of every pack that Polder brings, run as `polder rules test` runs anybody's."""

import pytest

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
    """Each rule is in one pack and has an id of its own."""
    rules = [rule for pack in all_packs() for rule in pack.rules]

    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.pack == pack.name for pack in all_packs() for rule in pack.rules)
