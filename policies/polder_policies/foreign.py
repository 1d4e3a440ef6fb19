"""Packs that other packages bring, through entry points: found, checked, and kept from breaking what calls them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from typing import Final, cast

from polder_policies.estate import Estate
from polder_policies.pack import Pack
from polder_policies.rule import Judgement, Rule
from polder_policies.yaml_pack import OWN

GROUP: Final = "polder.packs"
"""Entry points of this group name a `Pack`; see docs/rules.md."""

_RULE_ID: Final = re.compile(r"[A-Z][A-Z0-9]*(-[A-Za-z0-9.]+)+")
"""As a waiver has to write it; see `RuleId` of the environment file."""


class NotAPack(Exception):  # noqa: N818 - it reads as what it says
    """Another package says that it brings a pack, and that pack cannot be used; commands exit with 2."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who brings a pack.

    Args:
        distribution: Name of the package; blank where it is not known.
        version: Its version.
    """

    distribution: str
    version: str

    def __str__(self) -> str:
        """Write `acme-rules 1.2`."""
        return f"{self.distribution} {self.version}".strip() or "an unnamed package"


@cache
def foreign_packs() -> tuple[tuple[Pack, Origin], ...]:
    """Every pack that other packages bring, by the name of its entry point.

    Raises:
        NotAPack: An entry point cannot be loaded, or names something else than a `Pack` whose rules say that they
            are of it.
    """
    entries = sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    return tuple((_loaded(entry), _origin(entry)) for entry in entries)


def _origin(entry: EntryPoint) -> Origin:
    return Origin(entry.dist.name, entry.dist.version) if entry.dist else Origin("", "")


def _loaded(entry: EntryPoint) -> Pack:
    where = f"the pack {entry.value} of {_origin(entry)} (entry point {entry.name} of {GROUP})"
    try:
        found: object = entry.load()
    except Exception as error:  # importing somebody's module can raise anything
        raise NotAPack(f"{where} cannot be loaded: {_said(error)}") from error
    if not isinstance(found, Pack):
        raise NotAPack(f"{where} is a {type(found).__name__}, not a polder_policies.pack.Pack")
    if found.name == OWN:
        raise NotAPack(f"{where} is called {OWN}, as the rules of an environment are: give it another name")
    nameless = [repr(rule.id) for rule in found.rules if not _RULE_ID.fullmatch(rule.id)]
    if nameless:
        raise NotAPack(
            f"{where} has rules that no waiver can name: {', '.join(nameless)}; write for example ACME-1"
        )
    blank = [
        rule.id
        for rule in found.rules
        if not all(text.strip() for text in (rule.title, rule.citation, rule.explanation, rule.satisfied_by))
    ]
    if blank:
        raise NotAPack(
            f"{where} has rules without title, citation, explanation or satisfied_by: {', '.join(blank)}"
        )
    strays = [rule.id for rule in found.rules if rule.pack != found.name]
    if strays:
        raise NotAPack(f"{where} is called {found.name}, and {', '.join(strays)} of it says another pack")
    return replace(found, rules=tuple(_guarded(rule, where) for rule in found.rules))


def _guarded(rule: Rule, where: str) -> Rule:
    return replace(rule, judge=partial(_judge, rule.id, rule.judge, where))


def _judge(
    name: str, inner: Callable[[Estate], Iterable[Judgement]], where: str, estate: Estate
) -> tuple[Judgement, ...]:
    """Let a rule judge; what goes wrong in it is said of it, and is not taken for a verdict."""
    try:
        judgements = tuple(cast("Iterable[object]", inner(estate)))
    except Exception as error:  # a rule of somebody else can raise anything
        raise NotAPack(f"rule {name} of {where} failed while it judged: {_said(error)}") from error
    found = tuple(each for each in judgements if isinstance(each, Judgement))
    if len(found) != len(judgements):
        raise NotAPack(f"rule {name} of {where} gave something else than judgements")
    return found


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
