"""Bytes that are the same whoever writes them: canonical JSON, digests, and archives without a clock."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can say; there is no way to say none."""

_READABLE: Final = 0o100644 << 16
_UNIX: Final = 3


def canonical(data: object) -> bytes:
    """Write JSON in its canonical form (RFC 8785): keys sorted, no white space, UTF-8. For data without fractions."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(content: bytes) -> str:
    """Give the SHA-256 digest of bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest_of_all(contents: Iterable[tuple[str, bytes]]) -> str:
    """Give one digest of several files: of their names and digests, in the order of their names."""
    lines = "".join(f"{digest(content)}  {name}\n" for name, content in sorted(contents))
    return digest(lines.encode())


def archive(files: Mapping[str, bytes]) -> bytes:
    """Put files into a zip archive that is the same each time: sorted, without times, owners or compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(PurePosixPath(name).as_posix(), _NO_TIME)
            entry.external_attr = _READABLE
            entry.create_system = _UNIX
            packed.writestr(entry, files[name])
    return out.getvalue()
