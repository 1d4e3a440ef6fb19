"""Schemas as the bindings tell them, from the cache or read into it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

from polder_constructs.bindings.cache import Cache
from polder_rehearsal.schemas.derive import schema_of
from polder_rehearsal.schemas.errors import UnknownShape
from polder_rehearsal.schemas.model import Schema
from polder_rehearsal.schemas.package import Package, folder_of, sources_in
from polder_rehearsal.schemas.typescript import Kind, declared_in

FORMAT = 1
"""The version of what is derived; part of every key, so that a better derivation never reads what a worse one wrote."""


class Entry(TypedDict):
    """What the cache keeps of a type."""

    provider_version: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Library:
    """The schemas of one package.

    Args:
        package: What they are read from.
        cache: Where they are kept.
    """

    package: Package
    cache: Cache

    def entries(self, wanted: Iterable[tuple[Kind, str]]) -> dict[tuple[Kind, str], Entry]:
        """Return what is derived for each type.

        Raises:
            NoSchema: The package has no such type.
            UnknownShape: A generated file is not what it is known to be.
        """
        entries: dict[tuple[Kind, str], Entry] = {}
        missing: dict[str, tuple[Kind, str]] = {}
        for kind, name in wanted:
            path = self._path(kind, name)
            if self.cache.is_intact(path):
                entries[kind, name] = cast("Entry", json.loads(path.read_bytes()))
            else:
                missing[folder_of(kind, name)] = (kind, name)
        sources = sources_in(self.package, missing) if missing else {}
        for folder, (kind, name) in missing.items():
            entry = _derived(sources[folder], kind, name)
            entries[kind, name] = entry
            self.cache.write_checked(
                self._path(kind, name), json.dumps(entry, separators=(",", ":")).encode()
            )
        return entries

    def _path(self, kind: Kind, name: str) -> Path:
        return self.cache.path("schemas", f"{self.package.key}-{FORMAT}", f"{kind}-{name}.json")


def _derived(source: str, kind: Kind, name: str) -> Entry:
    declared = declared_in(source)
    if declared.kind != kind or (kind != "provider" and declared.name != name):
        # A schema under the wrong name would refuse right configurations for reasons nobody could find.
        raise UnknownShape(f"the folder of {kind} {name} holds {declared.kind} {declared.name}")
    return {"provider_version": declared.provider_version, "schema": schema_of(declared)}
