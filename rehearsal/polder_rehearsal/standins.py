"""The stand-ins of a run, from the side of the rehearsal: started with it, told what to do, and ended with it."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import IO, Final, Self, cast

from polder_rehearsal.mishaps import Drift
from polder_rehearsal.schemas.model import ProviderSchemas
from polder_rehearsal.server import Description, Endpoint
from polder_rehearsal.tfplugin import Version

_REGISTRIES: Final = ("registry.terraform.io", "registry.opentofu.org")
"""Terraform and OpenTofu put their own before a source that names none; the stand-ins answer to both."""

ALL: Final = "*"
"""The stack of endpoints that stand for every stack at once, for commands that run Terraform themselves."""


@dataclass(frozen=True)
class Cast:
    """What the stand-ins stand in for.

    Args:
        schemas: Of every provider and type in use.
        force_new: By resource type, dotted paths that cannot be changed in place.
        stacks: Each stack's `cdk.tf.json`.
        sources: The providers of each stack, as `hashicorp/aws`.
        slow: Seconds that each creation, change and deletion takes.
        failing: Stacks and addresses that fail.
    """

    schemas: ProviderSchemas
    force_new: Mapping[str, Sequence[str]]
    stacks: Mapping[str, Path]
    sources: Mapping[str, Sequence[str]]
    slow: float = 0.0
    failing: Sequence[tuple[str, str]] = ()


@cache
def _protocols() -> Mapping[str, Version]:
    text = (files("polder_rehearsal") / "data" / "protocols.csv").read_text()
    return {row["source"]: cast("Version", int(row["protocol"])) for row in csv.DictReader(text.splitlines())}


@dataclass
class StandIns:
    """The running process; use it as a context manager.

    Args:
        cast: What it stands in for.
        scratch: A folder of its own, with a short path: a socket's may have 100 characters.
    """

    cast: Cast
    scratch: Path
    _endpoints: dict[str, list[Endpoint]] = field(default_factory=dict[str, list[Endpoint]])
    _process: "subprocess.Popen[str] | None" = None
    _lock: Lock = field(default_factory=Lock)

    def __enter__(self) -> Self:
        """Start the process and wait until every stand-in listens.

        Raises:
            RuntimeError: It ended before it was ready; the message holds what it said.
        """
        sockets = self.scratch / "s"
        sockets.mkdir(mode=0o700)
        for stack, sources in self.cast.sources.items():
            for source in sources:
                number = sum(map(len, self._endpoints.values()))
                endpoint = Endpoint(
                    stack=stack,
                    source=source,
                    version=_protocols().get(source, 5),
                    socket=str(sockets / str(number)),
                )
                self._endpoints.setdefault(stack, []).append(endpoint)
        schemas = self.scratch / "schemas.json"
        schemas.write_text(
            json.dumps(
                {
                    address.partition("/")[2]: schema
                    for address, schema in self.cast.schemas["provider_schemas"].items()
                }
            )
        )
        description = Description(
            scratch=str(self.scratch),
            schemas=str(schemas),
            force_new={kind: list(paths) for kind, paths in self.cast.force_new.items()},
            stacks={stack: str(file) for stack, file in self.cast.stacks.items()},
            endpoints=[endpoint for endpoints in self._endpoints.values() for endpoint in endpoints],
            slow=self.cast.slow,
            failing=list(self.cast.failing),
        )
        file = self.scratch / "stand-ins.json"
        file.write_text(json.dumps(description))
        log = (self.scratch / "stand-ins.log").open("w")
        with log:
            self._process = subprocess.Popen(  # noqa: S603 - this package's own module
                # -P: without it Python would import modules out of the folder of whoever's pull request this is.
                [sys.executable, "-P", "-m", "polder_rehearsal.server", str(file)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "GRPC_VERBOSITY": "NONE"},
            )
        if cast("IO[str]", self._process.stdout).readline() != "ready\n":
            self._process.wait()
            raise RuntimeError(f"the stand-ins did not start: {(self.scratch / 'stand-ins.log').read_text()}")
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and wait for it."""
        self._say(say="bye")
        process = cast("subprocess.Popen[str]", self._process)
        cast("IO[str]", process.stdin).close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        cast("IO[str]", process.stdout).close()

    def environment(self, stack: str) -> dict[str, str]:
        """Give the variables that make Terraform use the stand-ins of a stack."""
        process = cast("subprocess.Popen[str]", self._process)
        reattach = {
            f"{registry}/{endpoint['source']}": {
                "Protocol": "grpc",
                "ProtocolVersion": endpoint["version"],
                "Pid": process.pid,
                "Test": True,
                "Addr": {"Network": "unix", "String": endpoint["socket"]},
            }
            for endpoint in self._endpoints.get(stack, [])
            for registry in _REGISTRIES
        }
        return {"TF_REATTACH_PROVIDERS": json.dumps(reattach)}

    def running(self, process: int) -> None:
        """Tell of a process group that is to end when this process is killed."""
        self._say(say="running", process=process)

    def ended(self, process: int) -> None:
        """Tell that a process group has ended."""
        self._say(say="ended", process=process)

    def drift(self, drift: Drift) -> None:
        """Change an attribute past Terraform."""
        self._say(say="drift", drift=asdict(drift))

    def mend(self, stack: str) -> None:
        """Let everything in a stack succeed from now on."""
        self._say(say="mend", stack=stack)

    def _say(self, **message: object) -> None:
        stdin = cast("IO[str]", cast("subprocess.Popen[str]", self._process).stdin)
        with self._lock:
            stdin.write(json.dumps(message) + "\n")
            stdin.flush()
