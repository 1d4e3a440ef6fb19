"""Where Terraform runs: on the clouds, in a folder of the project's own, or on stand-ins for their providers."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from types import FrameType
from typing import Final, Protocol

from polder_rehearsal.project import FILE, Stack, unprotect
from polder_rehearsal.runs import Ran, Runs
from polder_rehearsal.stage import Stage
from polder_rehearsal.tool import Tool
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.refusal import BadRequest

_DROPPED: Final = (
    # Options and folders that are meant for one run of Terraform would bend all of these.
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_apply",
    "TF_CLI_ARGS_output",
    "TF_CLI_ARGS_plan",
    "TF_CLI_ARGS_show",
    "TF_DATA_DIR",
)
_LOCK_FILE: Final = ".terraform.lock.hcl"
_ERRORED: Final = "errored.tfstate"
"""Where Terraform puts a state that it could not write where it belongs."""


class Ground(Protocol):
    """Where Terraform runs."""

    def terraform(self, stack: str, *arguments: str) -> Ran:
        """Run Terraform in the folder of a stack, and wait for it."""
        ...

    def construct(self, stack: str, address: str) -> str | None:
        """Find the path of the construct that wrote a resource."""
        ...

    def rescue(self, stack: str) -> Path | None:
        """Bring a state that Terraform could not write where it belongs to where it is found; give the file."""
        ...

    def stop(self) -> None:
        """Interrupt what runs, and start nothing more."""
        ...


@dataclass(frozen=True)
class StandInGround:
    """Stand-ins.

    Args:
        standing: What stands.
        runs: The runs on it.
    """

    standing: Stage
    runs: Runs

    def terraform(self, stack: str, *arguments: str) -> Ran:
        """Run Terraform in the folder of a stack, and wait for it."""
        return self.runs.run(stack, self.standing.stacks[stack].folder, arguments)

    def construct(self, stack: str, address: str) -> str | None:
        """Find the path of the construct that wrote a resource."""
        return self.standing.stacks[stack].construct(address)

    def rescue(self, stack: str) -> Path | None:
        """Give nothing: what stand-ins know is thrown away."""
        del stack

    def stop(self) -> None:
        """Interrupt what runs, and start nothing more."""
        self.runs.stop()


@dataclass
class CloudGround:
    """The clouds, with the credentials of whoever runs this.

    Args:
        tool: The Terraform to run.
        folder: The folder that stacks lie in.
        stacks: The stacks, by name.
    """

    tool: Tool
    folder: Path
    stacks: Mapping[str, Stack]
    _running: set[int] = field(default_factory=set[int])
    _lock: RLock = field(default_factory=RLock)  # pyright: ignore[reportInvalidTypeForm] - typeshed calls the class a function
    _initialising: Lock = field(default_factory=Lock)
    _stopped: bool = False

    def terraform(self, stack: str, *arguments: str) -> Ran:
        """Run Terraform in the folder of a stack, and wait for it."""
        if arguments[0] != "init":
            return self._run(stack, arguments)
        # Terraform does not expect that two of it put providers into one cache.
        with self._initialising:
            return self._run(stack, arguments)

    def construct(self, stack: str, address: str) -> str | None:
        """Find the path of the construct that wrote a resource."""
        return self.stacks[stack].construct(address)

    def rescue(self, stack: str) -> Path | None:
        """Bring a state that Terraform could not write where it belongs to where it is found; give the file."""
        left = self.stacks[stack].folder / _ERRORED
        if not left.is_file():
            return None
        place = Path.cwd() / f"errored.{stack}.tfstate"
        left.replace(place)
        return place

    def stop(self) -> None:
        """Ask what runs to end in order, and start nothing more. Nothing is killed: it would leave state behind."""
        with self._lock:
            self._stopped = True
            for group in self._running:
                with contextlib.suppress(OSError):
                    os.killpg(group, signal.SIGINT)

    def _run(self, stack: str, arguments: Iterable[str]) -> Ran:
        folder = self.stacks[stack].folder
        started = time.monotonic()
        with self._lock:
            if self._stopped:
                raise InterruptedError
            process = subprocess.Popen(  # noqa: S603 - Terraform with our own arguments
                [*self.tool.command, *arguments],
                cwd=folder,
                env=self.variables(folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,  # an interrupt reaches it once, through `stop`
            )
            self._running.add(process.pid)
        try:
            output, errors = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process.pid)
        return Ran(process.returncode, output, errors, time.monotonic() - started)

    def variables(self, folder: Path) -> dict[str, str]:
        """Give the variables of a run: those of this process, but for what is meant for one run of Terraform alone."""
        variables = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        has_settings = "TF_CLI_CONFIG_FILE" in variables or (Path.home() / ".terraformrc").exists()
        if "TF_PLUGIN_CACHE_DIR" not in variables and not has_settings:
            cache = self.folder / "plugins"
            cache.mkdir(exist_ok=True)
            variables["TF_PLUGIN_CACHE_DIR"] = str(cache)
            if not (folder / _LOCK_FILE).exists():
                # Without a lock file there are no checksums that the cache could break.
                variables["TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"] = "1"
        return {**variables, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}


@contextmanager
def cloud_ground(
    tool: Tool, stacks: Iterable[Emitted], removed: Iterable[Emitted] = ()
) -> Generator[CloudGround]:
    """Make a folder for Terraform, and take it away again: plans hold what is secret.

    It lies in the project, so that the path of a local state leads to the same file as from `cdktf.out`.

    Args:
        tool: The Terraform to run.
        stacks: The stacks.
        removed: Stacks that are to be taken down.

    Raises:
        BadRequest: It cannot be made.
    """
    here = Path.cwd()
    try:
        folder = Path(tempfile.mkdtemp(prefix=".polder-plans.", dir=here))
    except OSError as error:
        raise BadRequest(
            f"{here} cannot be written: {error.strerror or error}. Plans lie there while they are looked at"
        ) from None
    try:
        placed = {stack.name: _placed(stack, folder, here) for stack in (*stacks, *removed)}
        for stack in removed:
            unprotect(placed[stack.name])
        ground = CloudGround(tool, folder, placed)
        try:
            yield ground
        finally:
            for name in placed:
                ground.rescue(name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _placed(stack: Emitted, folder: Path, here: Path) -> Stack:
    place = folder / "stacks" / stack.name
    place.mkdir(parents=True)
    (place / FILE).write_text(json.dumps(stack.written, indent=2))
    lock = here / "cdktf.out" / "stacks" / stack.name / _LOCK_FILE
    if lock.is_file():
        shutil.copy(lock, place)
    return Stack(stack.name, stack.needs, place, place / "unused.tfstate", stack.written)


@contextmanager
def stopping(stop: Callable[[], None]) -> Generator[None]:
    """End what runs when this process is interrupted or asked to end, and only then let it end."""

    def end(number: int, _: FrameType | None) -> None:
        stop()
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    before: dict[int, object] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        # Only a process's main thread may say what signals do.
        with contextlib.suppress(ValueError):
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType] - it is what signal gave
