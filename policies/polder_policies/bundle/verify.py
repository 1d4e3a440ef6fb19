"""Holds a bundle against its manifest."""

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from polder_policies.bundle.canonical import digest
from polder_policies.bundle.manifest import NAME

_FAMILY: Final = "polder.evidence/"
_SIGNATURES: Final = (f"{NAME}.sig", f"{NAME}.asc", f"{NAME}.bundle", f"{NAME}.pem")


class NoBundle(Exception):  # noqa: N818 - it reads as what it says
    """What is to be checked is no bundle of this kind."""


def differences(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Say everything in which a bundle differs from its manifest; signatures beside the manifest are no part of it.

    Args:
        files: Bytes by path below the bundle.

    Raises:
        NoBundle: There is no manifest, or it is none of this kind.
    """
    return tuple(_differences(files, listed(files)))


def listed(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """Give the digests of a bundle's files by their paths, as its manifest has them.

    Raises:
        NoBundle: There is no manifest, or it is none of this kind.
    """
    if NAME not in files:
        raise NoBundle(f"there is no {NAME} in it")
    try:
        found: object = json.loads(files[NAME])
        manifest = cast("dict[str, object]", found) if isinstance(found, dict) else {}
        if not str(manifest.get("schema", "")).startswith(_FAMILY):
            raise NoBundle(f"its {NAME} is of another kind than {_FAMILY}1")
        files_of = cast("list[dict[str, str]]", manifest["files"])
        return {each["path"]: each["sha256"] for each in files_of}
    except (ValueError, KeyError, TypeError) as error:
        raise NoBundle(f"its {NAME} cannot be read") from error


def _differences(files: Mapping[str, bytes], wanted_of: Mapping[str, str]) -> Iterator[str]:
    for path, wanted in sorted(wanted_of.items()):
        if path not in files:
            yield f"{path} is missing"
        elif digest(files[path]) != wanted:
            yield f"{path} is not what the manifest says"
    for path in sorted(set(files) - set(wanted_of) - {NAME, *_SIGNATURES}):
        yield f"{path} is not in the manifest"
