"""The folder `cdktf` reads: staged beside it, and moved into place only when everything in it holds."""

import json
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staging(out: Path) -> Generator[Path]:
    """Give an empty folder on the same file system as `out`; it is gone afterwards, also when somebody ends the process.

    A process that is killed outright leaves it; its name begins with a dot and that of `out`.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        ended_in_good_order(),
        tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder,
    ):
        yield Path(folder)


@contextmanager
def ended_in_good_order() -> Generator[None]:
    """Let SIGTERM and SIGHUP, which pipelines and closed terminals send, unwind what they interrupt, as Ctrl-C does.

    Only the main thread hears signals; in any other one nothing changes.
    """

    def unwind(number: int, _frame: object) -> None:
        sys.exit(128 + number)  # what a shell reports of a process that the signal ended

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: handler
        for name in ("SIGTERM", "SIGHUP")
        if (number := getattr(signal, name, None)) is not None
        and (handler := signal.getsignal(number)) is not signal.SIG_IGN  # nohup wants it so
    }
    for number in before:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


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
