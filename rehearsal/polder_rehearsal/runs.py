"""Runs of Terraform: one process each, that ends with the rehearsal."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from polder_rehearsal.standins import StandIns
from polder_rehearsal.tool import Tool, clean_environment

_PATIENCE = 10.0
"""Seconds that Terraform has to write its state down after it was interrupted."""


@dataclass(frozen=True)
class Ran:
    """A run that ended.

    Args:
        code: Its exit code.
        output: What it wrote to standard output.
        errors: What it wrote to standard error.
        seconds: How long it took.
    """

    code: int
    output: str
    errors: str
    seconds: float


@dataclass
class Runs:
    """The runs of a rehearsal.

    Args:
        tool: The Terraform to run.
        stand_ins: What it talks to.
    """

    tool: Tool
    stand_ins: StandIns
    _running: set[int] = field(default_factory=set[int])
    _lock: Lock = field(default_factory=Lock)
    _stopped: bool = False

    def run(self, stack: str, folder: Path, arguments: Sequence[str]) -> Ran:
        """Run Terraform in the folder of a stack and wait for it.

        Raises:
            InterruptedError: The rehearsal was stopped.
        """
        environment = {**clean_environment(os.environ), **self.stand_ins.environment(stack)}
        started = time.monotonic()
        process = self._start([*self.tool.command, *arguments], folder, environment)
        try:
            output, errors = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process.pid)
            self.stand_ins.ended(process.pid)
        return Ran(process.returncode, output, errors, time.monotonic() - started)

    def _start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> "subprocess.Popen[str]":
        with self._lock:
            if self._stopped:
                raise InterruptedError
            process = subprocess.Popen(  # noqa: S603 - Terraform with our own arguments
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,  # a group of its own can be ended whole
            )
            self._running.add(process.pid)
        self.stand_ins.running(process.pid)
        return process

    def stop(self) -> None:
        """Interrupt what runs and start nothing more; what does not end in time is killed."""
        with self._lock:
            self._stopped = True
            running = set(self._running)
        _signal(running, signal.SIGINT)
        deadline = time.monotonic() + _PATIENCE
        while self._running and time.monotonic() < deadline:
            time.sleep(0.05)
        _signal(set(self._running), signal.SIGKILL)


def _signal(groups: set[int], number: int) -> None:
    for group in groups:
        with contextlib.suppress(OSError):
            os.killpg(group, number)
