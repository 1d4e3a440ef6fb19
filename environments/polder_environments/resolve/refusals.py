"""Collects what an environment asks for and cannot have, each at its place in the file."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Final

from polder_environments.problems import Position, Problem, dotted

Key = tuple[str | int, ...]

MOST_LISTED: Final = 12
"""A longer list of what is allowed hides the rest of the message."""

MOST_NAMED: Final = 4
"""So many sites are named; of more, how many."""


class Refusals:
    """Problems found while resolving; all are told at once, so nothing stops at the first."""

    def __init__(self, position: Callable[[Key], Position]) -> None:
        """Start with none; `position` finds where a key stands."""
        self._position = position
        self._sites: dict[tuple[Key, str, str, str], list[str]] = {}
        self.count = 0

    def add(self, key: Key, what: str, allowed: str, code: str, site: str = "") -> None:
        """Record what is wrong at a key, and at which site where the key is the platform's."""
        self._sites.setdefault((key, what, allowed, code), []).append(site)
        self.count += 1

    def at(self, site: str) -> "SiteRefusals":
        """Give the same collection for what is wrong at one site."""
        return SiteRefusals(self, site)

    def problems(self) -> tuple[Problem, ...]:
        """Give each problem once, with the sites that have it where the platform's line alone does not say so."""
        return tuple(
            Problem(self._position(key), dotted(key), f"{_at(key, sites)}{what}", allowed, code)
            for (key, what, allowed, code), sites in self._sites.items()
        )


class SiteRefusals:
    """The same collection, for one site."""

    def __init__(self, refusals: Refusals, site: str) -> None:
        """Remember whose site it is."""
        self._refusals = refusals
        self._site = site

    @property
    def count(self) -> int:
        """How many there are so far, at all sites."""
        return self._refusals.count

    def add(self, key: Key, what: str, allowed: str, code: str) -> None:
        """Record what is wrong at a key for this site."""
        self._refusals.add(key, what, allowed, code, self._site)


def _at(key: Key, sites: list[str]) -> str:
    named = sorted({site for site in sites if site})
    if not named or key[0] == "sites":
        return ""
    rest = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return f"at {', '.join(named[:MOST_NAMED])}{rest}: "


def one_of(values: Iterable[str], meant: str = "") -> str:
    """List what is allowed, what was probably meant first, and never more than can be read."""
    known = sorted(set(values))
    if not known:
        return ""
    close = get_close_matches(meant, known, n=1, cutoff=0.6) if meant else []
    listed = ", ".join(known[:MOST_LISTED]) + (
        f" and {len(known) - MOST_LISTED} more" if len(known) > MOST_LISTED else ""
    )
    return f"did you mean {close[0]}? One of {listed}" if close else listed
