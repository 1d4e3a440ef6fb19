"""The packs of rules that Polder brings, and those that other packages bring."""

from functools import cache
from importlib import import_module
from typing import Final

from polder_policies.foreign import GROUP, NotAPack, foreign_packs
from polder_policies.pack import Pack

__all__ = ["BROUGHT", "GROUP", "NotAPack", "all_packs"]

BROUGHT: Final[tuple[str, ...]] = (
    "core",
    "eu_gdpr",
    "eu_ehds",
    "eu_ai_act",
    "eu_sovereign_cloud",
    "us_hipaa",
    "us_dsp",
    "pci_dss",
    "au_privacy",
    "br_lgpd",
    "ca_law25",
    "ca_pipeda",
    "ch_fadp",
    "cn_pipl",
    "in_dpdp",
    "in_rbi",
    "jp_appi",
    "kr_pipa",
    "ru_152fz",
    "sa_pdpl",
    "sg_pdpa",
    "uk_gdpr",
)
"""Folders of this package, in the order that reports follow."""


@cache
def all_packs() -> tuple[Pack, ...]:
    """Every pack that is installed: Polder's own in their order, then others by name.

    Raises:
        NotAPack: An entry point names something else, or a pack or a rule whose name is taken.
    """
    own = tuple(_pack(import_module(f"polder_policies.packs.{name}").PACK, name) for name in BROUGHT)
    others = tuple(pack for pack, _ in foreign_packs())
    _names_of_their_own(
        (*((pack, "Polder") for pack in own), *((pack, str(origin)) for pack, origin in foreign_packs()))
    )
    return (*own, *others)


def _pack(found: object, where: str) -> Pack:
    if not isinstance(found, Pack):
        raise NotAPack(f"PACK of {where} is a {type(found).__name__}, not a polder_policies.pack.Pack")
    return found


def _names_of_their_own(packs: tuple[tuple[Pack, str], ...]) -> None:
    seen: dict[str, str] = {}
    for pack, whose in packs:
        for name in (pack.name, *(rule.id for rule in pack.rules)):
            if name in seen:
                raise NotAPack(
                    f"{name} of pack {pack.name} of {whose} is the name of another pack or rule, of {seen[name]}"
                )
            seen[name] = whose
