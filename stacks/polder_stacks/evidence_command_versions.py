"""What judged: versions, and digests of the code that did."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Final

import polder_constructs
import polder_environments
import polder_policies
import polder_stacks
from polder_policies.bundle.canonical import digest_of_all
from polder_policies.bundle.manifest import PackRecord, VersionsRecord
from polder_stacks.check_reports import pack_notes
from polder_stacks.judged import Judged

_CODE: Final[Sequence[ModuleType]] = (
    polder_environments,
    polder_policies,
    polder_constructs,
    polder_stacks,
)
_LIBRARIES: Final = ("cdktf", "pydantic", "pyyaml")


def versions() -> VersionsRecord:
    """Say which Polder this is, also where its version says less than its code."""
    return VersionsRecord(
        polder=version("polder"),
        code={package.__name__: _digest(Path(package.__path__[0])) for package in _CODE},
        libraries={name: version(name) for name in _LIBRARIES},
    )


def _digest(folder: Path) -> str:
    return digest_of_all(
        (file.relative_to(folder).as_posix(), file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )


def packs_of(judged: Judged) -> tuple[PackRecord, ...]:
    """Packs in force, with who brings each."""
    notes = pack_notes()
    return tuple(
        PackRecord(
            name=name,
            title=notes[name].title if name in notes else name,
            origin=notes[name].origin if name in notes else "",
            rules=rules,
        )
        for name, rules in judged.verdict.packs
    )
