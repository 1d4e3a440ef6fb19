"""The packs of rules that Polder brings, and those that other packages bring."""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

from polder_policies.pack import Pack

BROUGHT: Final[tuple[str, ...]] = ("core", "eu_gdpr")
"""Folders of this package, in the order that reports follow."""

GROUP: Final = "polder.packs"
"""Entry points of this group name a `Pack`; see docs/rules.md."""


class NotAPack(Exception):  # noqa: N818 - it reads as what it says
    """Another package says that it brings a pack and does not."""


@cache
def all_packs() -> tuple[Pack, ...]:
    """Every pack that is installed: Polder's own in their order, then others by name.

    Raises:
        NotAPack: An entry point names something else, or a pack or a rule whose name is taken.
    """
    own = tuple(_pack(import_module(f"polder_policies.packs.{name}").PACK, name) for name in BROUGHT)
    others = tuple(
        _pack(entry.load(), entry.value)
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    )
    _names_of_their_own((*own, *others))
    return (*own, *others)


def _pack(found: object, where: str) -> Pack:
    if not isinstance(found, Pack):
        raise NotAPack(
            f"{where} of entry points {GROUP!r} is a {type(found).__name__}, not a polder_policies.pack.Pack"
        )
    return found


def _names_of_their_own(packs: tuple[Pack, ...]) -> None:
    seen: set[str] = set()
    for pack in packs:
        for name in (pack.name, *(rule.id for rule in pack.rules)):
            if name in seen:
                raise NotAPack(f"{name} of pack {pack.name} is the name of another pack or rule")
            seen.add(name)
