"""The process that all stand-ins of a run live in: `python -m polder_rehearsal.server DESCRIPTION`.

It tells `ready` on standard output, and ends when its standard input does, which is when whoever started it has
ended, however that came about. Lines on standard input say what Terraform processes run, so that they can be ended
too, and what is to go wrong from now on.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypedDict, cast

from polder_rehearsal.functions import functions_of
from polder_rehearsal.identity import Identities
from polder_rehearsal.mishaps import Drift, Mishaps
from polder_rehearsal.provider import Request, Response, StandIn
from polder_rehearsal.schemas.model import ProviderSchema
from polder_rehearsal.tfplugin import CALLS, Call, Version, wire_name
from polder_rehearsal.wire import decode, encode

_THREADS: Final = 64
"""Terraform has ten calls under way in each stack; a slow one sleeps in its thread."""


class Endpoint(TypedDict):
    """A provider of a stack, and where it listens."""

    stack: str
    source: str
    version: Version
    socket: str


class Description(TypedDict):
    """What the process is told to be."""

    scratch: str
    schemas: str
    force_new: dict[str, list[str]]
    stacks: dict[str, str]
    endpoints: list[Endpoint]
    slow: float
    failing: list[tuple[str, str]]


@dataclass
class _Serving:
    mishaps: Mishaps
    servers: list[Any]
    running: set[int]


def main(arguments: Sequence[str]) -> int:
    """Serve until standard input ends."""
    description = cast("Description", json.loads(Path(arguments[0]).read_text()))
    # Interrupts reach the whole foreground group; Terraform still needs its providers to end in good order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serving = _serve(description)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    ended_well = False
    for line in sys.stdin:
        message = cast("Mapping[str, object]", json.loads(line))
        match message.get("say"):
            case "running":
                serving.running.add(cast("int", message["process"]))
            case "ended":
                serving.running.discard(cast("int", message["process"]))
            case "drift":
                serving.mishaps.drifts.append(Drift(**cast("dict[str, Any]", message["drift"])))
            case "mend":
                serving.mishaps.mend(cast("str", message["stack"]))
            case "bye":
                ended_well = True
                break
            case _:
                pass
    for server in serving.servers:
        server.stop(None)
    if not ended_well:
        _clear(serving.running, Path(description["scratch"]))
    return 0


def _serve(description: Description) -> _Serving:
    grpc: Any = import_module("grpc")  # a C extension without types
    schemas = cast("Mapping[str, ProviderSchema]", json.loads(Path(description["schemas"]).read_text()))
    identities = {
        stack: Identities(cast("Mapping[str, object]", json.loads(Path(file).read_text())))
        for stack, file in description["stacks"].items()
    }
    failing = {(stack, address) for stack, address in description["failing"]}
    mishaps = Mishaps(description["slow"], failing)
    pool = ThreadPoolExecutor(_THREADS)
    servers: list[Any] = []
    for endpoint in description["endpoints"]:
        stand_in = StandIn(
            endpoint["stack"],
            endpoint["version"],
            schemas[endpoint["source"]],
            description["force_new"],
            identities.get(endpoint["stack"], Identities({})),
            mishaps,
            functions_of(endpoint["source"]),
        )
        server = grpc.server(
            pool, options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
        )
        server.add_generic_rpc_handlers((_handler(grpc, stand_in),))
        server.add_insecure_port(f"unix:{endpoint['socket']}")
        server.start()
        servers.append(server)
    return _Serving(mishaps, servers, set())


def _handler(grpc: Any, stand_in: StandIn) -> Any:
    methods = {
        wire_name(name, stand_in.version): _method(grpc, answer, CALLS[stand_in.version][name])
        for name, answer in stand_in.calls().items()
    }
    return grpc.method_handlers_generic_handler(f"tfplugin{stand_in.version}.Provider", methods)


def _method(grpc: Any, answer: Callable[[Request], Response], call: Call) -> Any:
    def behave(request: Request, _: object) -> Response:
        return answer(request)

    def read(data: bytes) -> Request:
        return decode(call.request, data)

    def write(values: Response) -> bytes:
        return encode(call.response, values)

    return grpc.unary_unary_rpc_method_handler(behave, request_deserializer=read, response_serializer=write)


def _clear(processes: set[int], scratch: Path) -> None:
    """End what a killed rehearsal left running and remove what it left lying."""
    for process in processes:
        try:
            os.killpg(process, signal.SIGKILL)
        except OSError:
            continue
    shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
