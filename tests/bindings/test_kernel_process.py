import io
import json
import os
import sys
from pathlib import Path

import pytest

from polder_constructs.bindings.kernel_process import KernelProcess
from polder_constructs.bindings.node import find_node

ECHO = """
const fs = require("node:fs");
const buffer = Buffer.alloc(65536);
for (let length; (length = fs.readSync(3, buffer)) > 0; ) {
  const line = buffer.toString("utf8", 0, length);
  if (line.includes("exit")) {
    fs.writeSync(1, "to stdout\\n");
    fs.writeSync(2, "to stderr\\n");
    process.exit(0);
  }
  fs.writeSync(3, line.toUpperCase());
}
"""
"""A stand-in for the kernel that answers each line in capitals, and prints when it ends."""


@pytest.fixture
def echo(tmp_path: Path) -> KernelProcess:
    """Return a running stand-in for the kernel."""
    program = tmp_path / "echo.js"
    program.write_text(ECHO)
    node = find_node()
    assert node is not None
    return KernelProcess.start(node.path, program, os.environ)


def test_a_conversation(echo: KernelProcess) -> None:
    """What is written reaches the kernel, its answer comes back, and it ends in good order."""
    echo.stdin.write(json.dumps({"a": "b"}).encode() + b"\n")
    echo.stdin.flush()

    assert echo.stdout.readline() == b'{"A": "B"}\n'
    echo.stop()
    assert echo.status == 0


def test_what_scripts_print_goes_to_pythons_streams(
    echo: KernelProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both streams are passed on, and all of it before the process counts as ended."""
    echo.stop()

    assert capsys.readouterr() == ("to stdout\n", "to stderr\n")


def test_a_stream_without_bytes_will_do(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """A program that collects its output in a string, or has no stdout at all, does not hang the kernel."""
    collected = io.StringIO()
    monkeypatch.setattr(sys, "stderr", collected)
    monkeypatch.setattr(sys, "stdout", None)
    process: KernelProcess = request.getfixturevalue("echo")
    process.stop()

    assert collected.getvalue() == "to stderr\n"
    assert process.status == 0


def test_a_kernel_that_is_gone_can_be_stopped(echo: KernelProcess) -> None:
    """A kernel that somebody killed is no reason for a second error at exit."""
    os.kill(echo.pid, 9)
    echo.wait(timeout=5)
    echo.stop()

    assert echo.status not in {None, 0}
