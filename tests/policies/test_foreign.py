"""Packs of other packages as they should not be; tests/test_rules_command.py installs one as it should."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Final, cast

import pytest

from polder_policies import foreign
from polder_policies.estate import Estate
from polder_policies.foreign import NotAPack, foreign_packs
from polder_policies.pack import Pack
from polder_policies.packs import all_packs
from polder_policies.rule import Judgement, Outcome, Rule
from sovereign import environment, estate

ESTATE: Final = estate(environment(["frankfurt"], {}))


def _judge(on: Estate) -> Iterator[Judgement]:
    yield Judgement(Outcome.HOLDS, ("sites", next(iter(on.environment.sites))))


RULE: Final = Rule(
    id="BRICK-1",
    pack="brick",
    title="It holds.",
    citation="Handbook 3.1",
    link="",
    severity="soft",
    explanation="It has to.",
    reads=(),
    satisfied_by="nothing",
    verified=True,
    judge=_judge,
)
PACK: Final = Pack(name="brick", title="Brick", rules=(RULE,), fixtures=Path())


def _entries(entry: EntryPoint, *, group: str) -> tuple[EntryPoint, ...]:
    return (entry,) if group == foreign.GROUP else ()


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[object], None]]:
    """Give a function that lets another package bring something as its pack; afterwards nothing is remembered of it."""

    def bring(what: object) -> None:
        module = ModuleType("brick_rules")
        module.__dict__["PACK"] = what
        monkeypatch.setitem(sys.modules, "brick_rules", module)
        entry = EntryPoint("brick", "brick_rules:PACK", foreign.GROUP)
        monkeypatch.setattr(foreign, "entry_points", partial(_entries, entry))
        foreign_packs.cache_clear()
        all_packs.cache_clear()

    yield bring
    foreign_packs.cache_clear()
    all_packs.cache_clear()


def test_a_sound_pack_is_used(brought: Callable[[object], None]) -> None:
    """A pack of another package comes after Polder's own, and its rules judge as they did."""
    brought(PACK)

    pack = all_packs()[-1]

    assert pack.name == "brick"
    assert [each.outcome for each in pack.rules[0].judge(ESTATE)] == [Outcome.HOLDS]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (1, "is a int, not a polder_policies.pack.Pack"),
        (replace(PACK, name="own", rules=(replace(RULE, pack="own"),)), "give it another name"),
        (replace(PACK, name="core", rules=(replace(RULE, pack="core"),)), "core of pack core of an unnamed package is the name of another pack or rule, of Polder"),
        (replace(PACK, rules=(replace(RULE, id="SOV-001"),)), "SOV-001 of pack brick of an unnamed package is the name of another pack or rule, of Polder"),
        (replace(PACK, rules=(replace(RULE, pack="other"),)), "BRICK-1 of it says another pack"),
        (replace(PACK, rules=(replace(RULE, id="0123456789ab"),)), "that no waiver can name: '0123456789ab'"),
        (replace(PACK, rules=(replace(RULE, citation=" "),)), "without title, citation, explanation or satisfied_by: BRICK-1"),
    ],
    ids=["type", "own", "pack", "rule", "stray", "id", "blank"],
)  # fmt: skip
def test_what_is_no_pack_is_refused(brought: Callable[[object], None], what: object, told: str) -> None:
    """Something that is no pack, a name that is taken, or a rule that reports could not tell is refused with its place."""
    brought(what)

    with pytest.raises(NotAPack, match="pack") as refused:
        all_packs()

    assert told in str(refused.value)


def _breaks(on: Estate) -> Iterable[Judgement]:
    raise ValueError(f"not\nfor {len(on.environment.sites)}")


def _speaks(on: Estate) -> Iterable[Judgement]:
    return cast("Iterable[Judgement]", list(on.environment.sites))


@pytest.mark.parametrize(
    ("judged", "told"),
    [(_breaks, "failed while it judged: ValueError: not for 1"), (_speaks, "something else than judgements")],
)
def test_a_rule_that_breaks_is_named(
    brought: Callable[[object], None], judged: Callable[[Estate], Iterable[Judgement]], told: str
) -> None:
    """What goes wrong in somebody's rule is said of that rule, on one line."""
    brought(replace(PACK, rules=(replace(RULE, judge=judged),)))
    rule = all_packs()[-1].rules[0]

    with pytest.raises(NotAPack, match="rule BRICK-1 of the pack brick_rules:PACK") as broken:
        tuple(rule.judge(ESTATE))

    assert told in str(broken.value)
