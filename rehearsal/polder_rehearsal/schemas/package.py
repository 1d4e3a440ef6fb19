"""Finds the prebuilt package of a provider, and the generated TypeScript of its types inside.

The TypeScript is in the source map that ends each JavaScript file of the package's tarball. The tarball is read once
from start to end, whatever is asked for: that takes half a second for the largest.
"""

import base64
import binascii
import importlib.util
import json
import tarfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from polder_constructs.bindings.packages import PROVIDER_PREFIX
from polder_rehearsal.schemas.errors import NoSchema, UnknownShape
from polder_rehearsal.schemas.typescript import Kind

_SOURCE_MAP = b"\n//# sourceMappingURL=data:"
_SHARED_NAMESPACE = "hashicorp"


@dataclass(frozen=True, slots=True)
class Package:
    """The tarball of one provider's bindings.

    Args:
        module: The Python package of the bindings.
        tarball: The jsii tarball in it.
    """

    module: str
    tarball: Path

    @property
    def key(self) -> str:
        """What changes whenever the content may have changed: version and size."""
        version = self.tarball.name.rpartition("@")[2].removesuffix(".jsii.tgz")
        return f"{self.module}-{version}-{self.tarball.stat().st_size}"


def package_of(source: str) -> Package | None:
    """Return the installed package of a provider, or None.

    Args:
        source: As in `hashicorp/aws`.
    """
    module = PROVIDER_PREFIX + source.rpartition("/")[2].replace("-", "_")
    # Not an import: that of a package without the fast bindings takes most of a minute.
    spec = importlib.util.find_spec(module)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        for tarball in sorted(Path(location, "_jsii").glob("*.jsii.tgz")):
            return Package(module, tarball)
    return None


def full_source(source: str) -> str:
    """Return a provider source with its namespace: the bindings and CDKTF's output write `aws` for `hashicorp/aws`."""
    return source if "/" in source else f"{_SHARED_NAMESPACE}/{source}"


def folder_of(kind: Kind, name: str) -> str:
    """Return the folder in a package's `lib` that the generator chose for a type: all of 5,300 types follow this."""
    if kind == "provider":
        return "provider"
    if kind == "data":
        return f"data-{name.replace('_', '-')}"
    return name.partition("_")[2].replace("_", "-")


def sources_in(package: Package, folders: Collection[str]) -> dict[str, str]:
    """Return the TypeScript of folders, all the files of each joined.

    Raises:
        NoSchema: The package has no such folder.
        UnknownShape: The tarball is damaged, or a file in it carries no source.
    """
    found: dict[str, list[str]] = {}
    try:
        for name, content in _scripts(package, frozenset(folders)):
            found.setdefault(name.split("/")[2], []).append(_typescript(name, content))
    except (tarfile.TarError, OSError, ValueError, KeyError, zlib.error, binascii.Error, EOFError) as error:
        raise UnknownShape(f"{package.tarball.name}: {error}") from error
    missing = sorted(set(folders) - set(found))
    if missing:
        raise NoSchema(f"{package.tarball.name} has no {', '.join(missing)}")
    return {folder: "\n".join(files) for folder, files in found.items()}


def _scripts(package: Package, folders: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(package.tarball) as archive:
        for member in archive:
            parts = member.name.split("/")
            if member.name.endswith(".js") and len(parts) > 3 and parts[1] == "lib" and parts[2] in folders:  # noqa: PLR2004  package/lib/FOLDER/FILE
                file = archive.extractfile(member)
                if file is not None:
                    yield member.name, file.read()


def _typescript(name: str, content: bytes) -> str:
    start = content.rfind(_SOURCE_MAP)
    if start < 0:
        raise ValueError(f"{name} has no source map")
    encoded = content[start:].partition(b"base64,")[2]
    return "\n".join(json.loads(base64.b64decode(encoded))["sourcesContent"])
