"""Runs a command and tells what it cost: wall time, CPU time and peak memory of the whole tree of processes."""

import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_KIB = 1024
_INTERVAL = 0.02


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run of a command cost, in seconds and bytes, and what it wrote."""

    wall: float
    cpu: float
    peak: int
    """The most memory that all processes held together, looked at every 20 ms; a page that several share counts once."""
    stdout: str
    stderr: str


def measure(command: Sequence[str | Path], *, cwd: Path, environment: Mapping[str, str]) -> Measurement:
    """Run a command to its end.

    Raises:
        RuntimeError: The command failed; the message holds what it wrote to stderr.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  the caller's own command
        command, cwd=cwd, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watch = _Watch(process.pid)
    watch.start()
    stdout, stderr = process.communicate()
    wall = time.perf_counter() - started
    watch.stop()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed with {process.returncode}:\n{stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measurement(wall, cpu, watch.peak, stdout, stderr)


class _Watch(threading.Thread):
    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(_INTERVAL):
            self.peak = max(self.peak, sum(_resident(pid) for pid in _tree(self.root)))

    def stop(self) -> None:
        self.ended.set()
        self.join()


def _tree(root: int) -> set[int]:
    """Return a process and all that descend from it, as `/proc` shows them now."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name, in brackets, may hold spaces and brackets of its own.
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _resident(pid: int) -> int:
    """Give what a process holds, its part alone of what it shares with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith("Pss:"))
