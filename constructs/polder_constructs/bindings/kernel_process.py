"""Starts jsii's kernel as one Node.js process on a socket.

jsii itself starts a Node.js process that starts a second one and pumps every message between the two. The second one is
all that is needed: it is started alone, ahead of the first request, so that it comes up while Python imports.
"""

import contextlib
import importlib.resources
import os
import platform
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TextIO

import jsii
from jsii._embedded import jsii as embedded

from polder_constructs.bindings.cache import FORMAT, Cache

PROGRAM = "lib/program.js"
"""The kernel's entry among the files that jsii embeds; it reads and writes messages on file descriptor 3."""

PRELUDE = Path(__file__).with_name("kernel.js")
"""What runs in the kernel's process before it."""

FLAGS = (
    "--max-old-space-size=4069",  # as jsii, which mistyped 4096
    "--preserve-symlinks",  # as jsii: assemblies find each other in the kernel's own folder
    "--disable-warning=DEP0044",  # an archive library in CDKTF calls util.isArray, which a user can do nothing about
)

_FIRST_FREE = 10
"""Above every descriptor the child is given, so that none of them is closed by giving it another."""


def install_runtime(cache: Cache) -> Path | None:
    """Put the kernel's JavaScript, which jsii embeds under other names, in place; None when jsii embeds it otherwise."""
    files: dict[str, str] = embedded.EMBEDDED_FILES
    scripts = {
        place: name for name, place in files.items() if place.startswith("lib/") and place.endswith(".js")
    }
    if PROGRAM not in scripts:
        return None
    root = cache.path("runtime", f"{jsii.__version__}-{FORMAT}")
    for place, name in scripts.items():
        if not cache.is_intact(root / place):
            cache.write_checked(root / place, (importlib.resources.files(embedded) / name).read_bytes())
    return root / PROGRAM


@dataclass(slots=True)
class KernelProcess:
    """A running kernel: what of `subprocess.Popen` jsii uses, plus the threads that pass on what scripts print."""

    pid: int
    stdin: BinaryIO
    stdout: BinaryIO
    printers: tuple[threading.Thread, ...]
    status: int | None = None

    @classmethod
    def start(cls, node: Path, program: Path, environment: Mapping[str, str]) -> "KernelProcess":
        """Start a kernel.

        Raises:
            OSError: Node.js cannot be started.
        """
        ours, theirs = socket.socketpair()
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        with contextlib.ExitStack() as child_side:
            given = [
                _moved_up(descriptor, child_side)
                for descriptor in (nothing, out_write, err_write, theirs.detach())
            ]
            pid = os.posix_spawn(
                node,
                [str(node), *FLAGS, "--require", str(PRELUDE), str(program)],
                {**environment, "JSII_AGENT": f"Python/{platform.python_version()}"},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, descriptor, number) for number, descriptor in enumerate(given)
                ],
            )
        printers = (_pass_on(out_read, "stdout"), _pass_on(err_read, "stderr"))
        # Two files, as one for both ways would lose what it has read ahead when it is written to.
        reading = ours.detach()
        return cls(pid, open(os.dup(reading), "wb"), open(reading, "rb"), printers)  # noqa: PTH123  descriptors

    def wait(self, timeout: float) -> bool:
        """Wait for the kernel to end; False when it has not in time."""
        deadline = time.monotonic() + timeout
        pause = 0.001
        while self.status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                pid, status = self.pid, 0
            if pid:
                self.status = status
            elif time.monotonic() > deadline:
                return False
            else:
                time.sleep(pause)
                pause = min(pause * 2, 0.02)
        return True

    def stop(self) -> None:
        """End the kernel in an orderly way: it deletes its temporary folder when it exits."""
        with contextlib.suppress(OSError, ValueError):
            self.stdin.write(b'{"exit":0}\n')
            self.stdin.close()
        if not self.wait(timeout=5):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, 15)
            self.wait(timeout=5)
        for printer in self.printers:
            printer.join(timeout=5)
        self.stdout.close()


def _moved_up(descriptor: int, stack: contextlib.ExitStack) -> int:
    import fcntl  # noqa: PLC0415  not on Windows, where jsii's own way of starting is used

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE)
    os.close(descriptor)
    stack.callback(os.close, moved)
    return moved


def _pass_on(descriptor: int, stream: Literal["stdout", "stderr"]) -> threading.Thread:
    """Copy what constructs' scripts print to Python's own streams, as jsii does, from a thread of its own."""

    def chunks() -> Iterator[bytes]:
        with open(descriptor, "rb", buffering=0) as pipe:
            while chunk := pipe.read(65536):
                yield chunk

    def copy() -> None:
        for chunk in chunks():
            # Looked up at each chunk: pytest and notebooks put another stream in place while the kernel runs.
            current: TextIO | None = getattr(sys, stream)
            with contextlib.suppress(ValueError):  # closed
                if current is None:
                    continue
                if hasattr(current, "buffer"):
                    current.buffer.write(chunk)
                else:
                    current.write(chunk.decode(errors="replace"))
                current.flush()

    thread = threading.Thread(name=f"polder.jsii.{stream}", target=copy, daemon=True)
    thread.start()
    return thread
