"""Words for what is in data, and what each implies."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@cache
def meanings() -> Mapping[str, str]:
    """What each tag says, with the definition it comes from."""
    return MappingProxyType({row["tag"]: row["meaning"] for row in _table.table("tags")})


@cache
def _implied() -> Mapping[str, frozenset[str]]:
    direct = {row["tag"]: row["implies"].split() for row in _table.table("tags")}
    found: dict[str, frozenset[str]] = {}

    def everything(tag: str) -> frozenset[str]:
        if tag not in found:
            found[tag] = frozenset({tag}).union(*(everything(above) for above in direct.get(tag, ())))
        return found[tag]

    for tag in direct:
        everything(tag)
    return MappingProxyType(found)


def closure(tags: Iterable[str]) -> frozenset[str]:
    """Add all that tags imply: `phi` is `health`, `special` and `personal` as well."""
    return frozenset(above for tag in tags for above in _implied().get(tag, frozenset({tag})))
