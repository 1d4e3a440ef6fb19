"""The folder `cdktf` reads: staged beside it, and moved into place only when everything in it holds."""

import json
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staging(out: Path) -> Generator[Path]:
    """Give an empty folder on the same file system as `out`; it is gone afterwards, whatever happens."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
        yield Path(folder)


def publish(staged: Path, out: Path, *, tidy: bool = True) -> None:
    """Move what was staged into `out`.

    Each file is replaced in one step and the manifest comes last, so a reader sees the old or the new stack and
    never half of one. What Terraform keeps beside a stack (`.terraform`, its lock file) stays.

    Args:
        staged: A folder with `stacks/` and `manifest.json`.
        out: Where they go.
        tidy: Remove stacks that the previous manifest named and the new one does not. cdktf does so itself after it
            has run the app, and fails when they are gone already.
    """
    before = _stack_names(out)
    for stack in sorted((staged / "stacks").iterdir()):
        target = out / "stacks" / stack.name
        target.mkdir(parents=True, exist_ok=True)
        for file in sorted(stack.iterdir()):
            file.replace(target / file.name)
    for gone in before - _stack_names(staged) if tidy else ():
        shutil.rmtree(out / "stacks" / gone, ignore_errors=True)
    (staged / "manifest.json").replace(out / "manifest.json")


def _stack_names(folder: Path) -> set[str]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError):
        return set()
    # A name with a separator was not written by us; removing what it points at could reach outside the folder.
    return {
        name for name in manifest.get("stacks", {}) if Path(name).name == name and name not in {".", ".."}
    }
