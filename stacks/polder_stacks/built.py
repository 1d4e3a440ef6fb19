"""Sites that were built before: Terraform is a function of a site's plan and of the code, so neither is built twice.

What is remembered is only what constructs wrote. It is inspected again each time, like what has just been built.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final, cast

import polder_constructs
import polder_environments
import polder_stacks
from polder_constructs.bindings.cache import Cache
from polder_environments.topology import SitePlan

FORMAT: Final = 1
"""Version of what is remembered."""

CODE: Final = (polder_environments, polder_constructs, polder_stacks)
"""The packages whose code and data decide what is written."""

LIBRARIES: Final = ("cdktf", "constructs-", "jsii-", "pydantic")
"""What the names of the packages beside them begin with; installed, each has a folder `<name>-<version>.dist-info`."""


@dataclass(frozen=True)
class BuiltSite:
    """A site's stacks as they were written.

    Args:
        files: `cdk.tf.json` by stack name.
        entries: The stacks' entries in CDKTF's manifest.
        version: CDKTF's version, as the manifest says it.
    """

    files: Mapping[str, str]
    entries: Mapping[str, object]
    version: str


class Built:
    """What was built before and can be had again; a cache that may be lost at any time."""

    def __init__(self, memory: Cache) -> None:
        """Take where it lies."""
        self._memory = memory

    def get(self, site: SitePlan) -> BuiltSite | None:
        """Give a site as it was built from the same plan by the same code, or None."""
        path = self._path(site)
        if not self._memory.is_intact(path):
            return None
        found = cast("dict[str, object]", json.loads(path.read_bytes()))
        return BuiltSite(
            files=cast("Mapping[str, str]", found["files"]),
            entries=cast("Mapping[str, object]", found["entries"]),
            version=str(found["version"]),
        )

    def put(self, site: SitePlan, built: BuiltSite) -> None:
        """Remember a site; where nothing can be written, it is built again next time."""
        content = json.dumps({"files": built.files, "entries": built.entries, "version": built.version})
        path = self._path(site)
        try:
            self._memory.write_checked(path, content.encode())
            self._memory.prune(path.parent)
        except OSError:
            return

    def _path(self, site: SitePlan) -> Path:
        key = hashlib.sha256(f"{code_digest()}\0{site.model_dump_json()}".encode()).hexdigest()
        return self._memory.path("sites", f"{key}.json")


def may_remember() -> bool:
    """Say whether what was built may be used again.

    With full bindings it may not: they are there to see what CDKTF itself makes of the same constructs.
    """
    return os.environ.get("POLDER_FULL_BINDINGS", "") in {"", "0"}


@cache
def code_digest() -> str:
    """Digest everything but the plan that decides what is written: our code, the libraries, CDKTF's own settings."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for package in CODE:
        root = Path(package.__path__[0])
        for file in sorted(root.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(root)}\0".encode())
                digest.update(file.read_bytes())
    installed = Path(str(distribution("cdktf").locate_file("")))
    versions = sorted(
        folder.name for folder in installed.glob("*.dist-info") if folder.name.startswith(LIBRARIES)
    )
    settings = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("CDKTF_") and name != "CDKTF_OUTDIR"
    }
    digest.update(json.dumps([versions, settings], sort_keys=True).encode())
    return digest.hexdigest()
