"""Cuts a prebuilt provider's jsii assembly down to the submodules in use.

A provider's tarball holds one JSON description of 10,000 to 25,000 types and a thousand JavaScript files; jsii reads all
of it, for seconds and hundreds of megabytes, to make one bucket. Its submodules know nothing of each other, so a
tarball with some of them is as good, as long as only they are used.

Two steps, so that adding one resource to a program costs milliseconds: a tarball is split once into a zip with a member
a submodule; a trimmed tarball is put together from members.
"""

import gzip
import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

SCHEMA = "jsii/0.10.0"
"""The only assembly format understood; a newer one may keep types where trimming would lose them."""

_METADATA = "metadata.json"
_PACKAGE = "package.json"
_SOURCE_MAP = b"\n//# sourceMappingURL=data:"
_DROPPED = ("docs", "locationInModule", "symbolId")
"""What no runtime reads: jsii's own runtime index drops the first two as well. Two thirds of the bytes."""


class UnexpectedLayout(Exception):  # noqa: N818  named after what was found
    """A package is not laid out as every prebuilt provider so far: it must be loaded whole."""


def split(tarball: Path) -> bytes:
    """Return a zip of a provider's tarball: what all submodules share, and a member for each with its types and code.

    Raises:
        UnexpectedLayout: The tarball is not that of a prebuilt provider as we know them.
    """
    try:
        return _split(tarball)
    except (
        tarfile.TarError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zlib.error,
        EOFError,
    ) as error:
        raise UnexpectedLayout(f"{tarball.name}: {error}") from error


def _split(tarball: Path) -> bytes:
    code: dict[str, dict[str, str]] = {}
    package: bytes | None = None
    description: str | None = None
    with tarfile.open(tarball) as archive:
        for member in archive:
            name = member.name
            wanted = name.startswith("package/lib/") and name.endswith(".js") and name.count("/") > 2  # noqa: PLR2004
            if not (wanted or name in {"package/.jsii", "package/package.json"}):
                continue
            file = archive.extractfile(member)
            if file is None:
                raise UnexpectedLayout(f"{tarball.name}: {name} is no file")
            content = file.read()
            if wanted:
                directory = name.split("/")[2]
                code.setdefault(directory, {})[name] = _without_source_map(content).decode()
            elif name == "package/package.json":
                package = content
            else:
                description = content.decode()
    if package is None or description is None:
        raise UnexpectedLayout(f"{tarball.name}: no assembly in it")
    metadata, types = _read_description(description)
    directories = {
        namespace: _directory(metadata["name"], fqn, submodule)
        for fqn, submodule in cast("Mapping[str, Mapping[str, Any]]", metadata["submodules"]).items()
        if (namespace := fqn.removeprefix(f"{metadata['name']}."))
    }
    if not set(types) <= set(directories):
        raise UnexpectedLayout(
            f"{tarball.name}: types outside its submodules: {sorted(set(types) - set(directories))[:3]}"
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for namespace, directory in directories.items():
            if f"package/lib/{directory}/index.js" not in code.get(directory, {}):
                raise UnexpectedLayout(f"{tarball.name}: no code for {namespace}")
            piece = {"directory": directory, "types": types.get(namespace, {}), "code": code[directory]}
            _add(archive, f"{namespace}.json", json.dumps(piece, separators=(",", ":")))
        del metadata["submodules"], metadata["readme"]
        _add(archive, _METADATA, json.dumps(metadata, separators=(",", ":")))
        _add(archive, _PACKAGE, package.decode())
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    """Add a member without the time, which would give two processes that build at once two different zips."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, content, compresslevel=1)


def _without_source_map(code: bytes) -> bytes:
    """Drop the inline source map that ends a generated file: three quarters of it."""
    start = code.rfind(_SOURCE_MAP)
    return code if start < 0 or b"\n" in code[start + 1 : -1] else code[: start + 1]


def _require_independent(name: str, namespace: str, piece: Mapping[str, Any]) -> None:
    """Raise unless a submodule refers to nothing of its assembly but itself: only then can it stand without the rest."""
    for described in piece["types"].values():
        others = set(re.findall(rf'"{re.escape(name)}\.(\w+)[."]', json.dumps(described))) - {namespace}
        if others:
            raise UnexpectedLayout(f"{namespace} refers to {sorted(others)[:3]}")
    for file, content in piece["code"].items():
        required = set(re.findall(r"""\brequire\(["']([^"']+)["']\)""", content))
        if any(path.startswith("..") and not file.count("/") > 3 for path in required):  # noqa: PLR2004
            raise UnexpectedLayout(f"{file} requires {sorted(required)}")


def _directory(name: str, fqn: str, submodule: Mapping[str, Any]) -> str:
    found = re.fullmatch(r"src/([a-z0-9-]+)/index:", str(submodule.get("symbolId")))
    if not fqn.startswith(f"{name}.") or "." in fqn.removeprefix(f"{name}.") or found is None:
        raise UnexpectedLayout(f"submodule {fqn}")
    return found[1]


def _read_description(text: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Read a `.jsii`: all but the types as it is, and the slim types by namespace.

    One type at a time: the 125 MB of the AWS provider's at once would take a gigabyte.
    """
    metadata: dict[str, Any] = {}
    types: dict[str, dict[str, Any]] = {}
    position = _open(text, 0)
    while text[position] != "}":
        key, position = _decode(text, position)
        if key == "types":
            position = _read_types(text, position, types)
        else:
            metadata[key], position = _decode(text, position)
    if metadata["schema"] != SCHEMA or metadata.get("usedFeatures"):
        raise UnexpectedLayout(f"assembly format {metadata['schema']} with {metadata.get('usedFeatures')}")
    return metadata, types


def _read_types(text: str, position: int, types: dict[str, dict[str, Any]]) -> int:
    position = _open(text, position)
    while text[position] != "}":
        fqn, position = _decode(text, position)
        described, position = _decode(text, position, _slimming)
        namespace = described.get("namespace")
        if not isinstance(namespace, str):
            raise UnexpectedLayout(f"type {fqn} outside any submodule")
        types.setdefault(namespace, {})[fqn] = described
    return _skip(text, position + 1)


def _slim(described: dict[str, Any]) -> dict[str, Any]:
    for key in _DROPPED:
        described.pop(key, None)
    return described


_whole = json.JSONDecoder()
_slimming = json.JSONDecoder(object_hook=_slim)
_between = re.compile(r"[\s,:]*")


def _decode(text: str, position: int, decoder: json.JSONDecoder = _whole) -> tuple[Any, int]:
    """Decode the value at a position; return it and the position of the next thing."""
    value, position = decoder.raw_decode(text, position)
    return value, _skip(text, position)


def _open(text: str, position: int) -> int:
    if text[position] != "{":
        raise UnexpectedLayout(f"not an object: {text[position : position + 20]!r}")
    return _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    found = _between.match(text, position)
    return found.end() if found else position


@dataclass(frozen=True, slots=True)
class Pieces:
    """A provider split into submodules, ready to be put together again."""

    content: bytes

    @property
    def _zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))

    def namespaces(self) -> frozenset[str]:
        """Return the JavaScript names of all submodules."""
        names = self._zip.namelist()
        return frozenset(name.removesuffix(".json") for name in names) - {"metadata", "package"}

    def tarball(self, namespaces: Collection[str]) -> bytes:
        """Return a jsii tarball that holds these submodules and no other.

        Raises:
            UnexpectedLayout: The pieces are damaged, or do not know one of the submodules.
        """
        try:
            with self._zip as archive:
                return _put_together(archive, sorted(namespaces))
        except (zipfile.BadZipFile, KeyError, ValueError, zlib.error) as error:
            raise UnexpectedLayout(f"pieces: {error}") from error


def _put_together(archive: zipfile.ZipFile, namespaces: list[str]) -> bytes:
    metadata = json.loads(archive.read(_METADATA))
    pieces = {namespace: json.loads(archive.read(f"{namespace}.json")) for namespace in namespaces}
    for namespace, piece in pieces.items():
        _require_independent(metadata["name"], namespace, piece)
    metadata["submodules"] = {f"{metadata['name']}.{namespace}": {} for namespace in namespaces}
    metadata["types"] = {
        fqn: described for piece in pieces.values() for fqn, described in piece["types"].items()
    }
    index = ['"use strict";', 'Object.defineProperty(exports, "__esModule", { value: true });']
    for namespace, piece in pieces.items():
        # Lazy, because reading the code of 40 resources takes longer than making the 10 that a program makes.
        getter = f"get() {{ return require({json.dumps('./' + piece['directory'])}); }}"
        index.append(
            f"Object.defineProperty(exports, {json.dumps(namespace)}, {{ enumerable: true, {getter} }});"
        )
    files: dict[str, bytes] = {
        "package/package.json": archive.read(_PACKAGE),
        "package/.jsii": json.dumps(metadata, separators=(",", ":")).encode(),
        "package/lib/index.js": "\n".join([*index, ""]).encode(),
    }
    for piece in pieces.values():
        files |= {name: content.encode() for name, content in piece["code"].items()}
    return _tar(files)


def _tar(files: Mapping[str, bytes]) -> bytes:
    """Return a gzipped tarball that depends on nothing but the files: jsii's package cache is keyed by its digest."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            member.mode = 0o644
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), compresslevel=1, mtime=0)
