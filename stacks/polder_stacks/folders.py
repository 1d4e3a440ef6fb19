"""Folders that a command writes as a whole: staged beside their place, and put there in one step."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast


class Refused(Exception):  # noqa: N818 - it reads as what it says
    """What lies where the folder should go is not the command's own; nothing was changed."""


def put_folder(files: Mapping[str, bytes], out: Path, listing: str, schema: str) -> bool:
    """Write a folder, in the place of one that the same command wrote before.

    Args:
        files: Contents by path below the folder, with `/` between folders.
        out: The folder.
        listing: The file among them that says what the folder is; JSON with a `schema` and a list of `files`.
        schema: What `schema` begins with in a folder of this command, whatever its version.

    Returns:
        Whether anything changed; a folder that holds the same already is left as it is, with what lies beside it.

    Raises:
        Refused: Something else lies there, or something beside the command's own files that would be lost.
        OSError: It cannot be written.
    """
    before = _before(out, listing, schema)
    if before is not None:
        if all(_content(out / path) == content for path, content in files.items()) and before <= set(files):
            return False
        beside = sorted(_below(out) - before)
        if beside:
            raise Refused(
                f"{out} holds {', '.join(beside)}, which would be lost: move it, or name another folder"
            )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as staging:
        staged, old = Path(staging) / "new", Path(staging) / "old"
        staged.mkdir()
        for path, content in files.items():
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_bytes(content)
        if out.exists():
            out.replace(old)
        try:
            staged.replace(out)
        except OSError:
            if old.exists():
                old.replace(out)
            raise
        shutil.rmtree(old, ignore_errors=True)
    return True


def put_file(content: bytes, out: Path) -> bool:
    """Write a file in one step; say whether that changed anything.

    Raises:
        OSError: It cannot be written.
    """
    if _content(out) == content:
        return False
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, staged = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(staged).chmod(0o666 & ~umask)
        Path(staged).replace(out)
    except OSError:
        Path(staged).unlink(missing_ok=True)
        raise
    return True


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _before(out: Path, listing: str, schema: str) -> set[str] | None:
    """The command's own files in a folder; None where there is none yet or it is empty."""
    if not out.exists() and not out.is_symlink():
        return None
    if not out.is_dir():
        raise Refused(f"{out} is a file: name a folder")
    if out.is_symlink():
        raise Refused(f"{out} is a link: name the folder it leads to")
    if not any(out.iterdir()):
        return None
    try:
        found: object = json.loads((out / listing).read_bytes())
    except (OSError, ValueError):
        found = None
    listed = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    files = listed.get("files")
    if not str(listed.get("schema", "")).startswith(schema) or not isinstance(files, list):
        raise Refused(f"{out} holds something else than this command writes: name a new or an empty folder")
    return {listing, *(str(each["path"]) for each in cast("list[dict[str, object]]", files))}


def _below(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
