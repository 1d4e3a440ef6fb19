"""A synthesis that is ended leaves nothing: no process that waits for ever, no folder, no half of an output."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
BUILDING = """
import os, signal, sys, time
from pathlib import Path
from polder_environments.load import load
from polder_environments.resolve import resolve
from polder_stacks import build, output, synth

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup, which hands on that it is ignored

def slowly(sites, folder):
    os.write(1, sites[0].name.encode() + bytes([10]))
    time.sleep(60)

build.build_share = slowly
build.may_remember = lambda: False
build.shares = lambda sites, most: ((sites[0],), tuple(sites[1:]))
synth.synthesize([resolve(load(Path(sys.argv[1])))], Path(sys.argv[2]))
"""
"""Two workers that never finish, in the way that `polder synth` starts them."""


def _group(leader: int) -> list[int]:
    """Find the processes of a session that are still there."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if entry.name.isdecimal() and int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def _until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize(
    ("number", "code", "left"),
    [
        (signal.SIGTERM, 128 + signal.SIGTERM, 0),
        (signal.SIGHUP, 128 + signal.SIGHUP, 0),
        (signal.SIGKILL, -signal.SIGKILL, 1),
    ],
)
def test_a_synthesis_that_is_ended_leaves_no_process(
    number: signal.Signals, code: int, left: int, tmp_path: Path
) -> None:
    """Workers end with the command, however it ends; where it can, it also takes its staging folder away."""
    out = tmp_path / "cdktf.out"
    environment = PROJECT / "environments" / "staging.yaml"
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDING, environment, out],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    started = {process.stdout.readline().strip(), process.stdout.readline().strip()}

    process.send_signal(number)

    assert started == {"amsterdam", "frankfurt"}
    assert process.wait(20) == code
    assert _until(lambda: _group(process.pid) == [])
    assert len(list(tmp_path.iterdir())) == left
