"""Schemas of the few types that a provider without bindings is used for, written by hand from its source."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from polder_rehearsal.schemas.errors import NoSchema
from polder_rehearsal.schemas.model import Schema


@dataclass(frozen=True, slots=True)
class Unbound:
    """A provider that has no bindings package.

    Args:
        source: As in `hashicorp/google-beta`.
        configured_like: The provider whose configuration it takes.
        schemas: The types that are used of it.
    """

    source: str
    configured_like: str
    schemas: Mapping[str, Schema]

    def of(self, names: Collection[str]) -> dict[str, Schema]:
        """Return the schemas of types.

        Raises:
            NoSchema: One is not written down.
        """
        missing = sorted(set(names) - set(self.schemas))
        if missing:
            raise NoSchema(f"no bindings of {self.source}, and nothing written down of {', '.join(missing)}")
        return {name: self.schemas[name] for name in sorted(names)}


def unbound_of(source: str) -> Unbound | None:
    """Return what is written down of a provider, or None."""
    return _all().get(source)


@cache
def _all() -> Mapping[str, Unbound]:
    text = files("polder_rehearsal.schemas").joinpath("data", "unbound.json").read_text(encoding="utf-8")
    written = cast("Mapping[str, Mapping[str, object]]", json.loads(text))
    return {
        source: Unbound(source, str(of["configured_like"]), cast("Mapping[str, Schema]", of["schemas"]))
        for source, of in written.items()
    }
