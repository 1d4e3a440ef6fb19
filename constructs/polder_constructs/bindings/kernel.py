"""Sends requests to jsii's kernel with less ceremony than jsii: the same messages, written and read by hand."""

import atexit
import json
import os
from collections.abc import Callable, Mapping
from multiprocessing.util import Finalize
from pathlib import Path
from types import NoneType
from typing import Any, Protocol, cast

from jsii._kernel.types import (
    CreateRequest,
    CreateResponse,
    GetRequest,
    GetResponse,
    InvokeRequest,
    InvokeResponse,
    LoadRequest,
    LoadResponse,
    SetRequest,
    SetResponse,
    StaticGetRequest,
    StaticInvokeRequest,
)

from polder_constructs.bindings import inside
from polder_constructs.bindings.kernel_process import KernelProcess
from polder_constructs.bindings.node import Node

_encode = json.JSONEncoder(default=inside.to_json, separators=(",", ":")).encode
_decode_plain = json.JSONDecoder().decode
_decode_objects = json.JSONDecoder(object_hook=inside.from_json).decode

_REFERENCE = "${TfToken["
"""What a string holds whose value Terraform will know, and CDKTF does not."""

_RESOURCE = "@cdktf/provider-"
"""What the name of everything that a prebuilt provider made starts with."""


def _override(override: inside.Override) -> dict[str, Any]:
    return {"method": override.method, "property": override.property, "cookie": override.cookie}


def _create(request: CreateRequest) -> dict[str, Any]:
    overrides = [_override(override) for override in request.overrides]
    return {
        "fqn": request.fqn,
        "args": request.args,
        "overrides": overrides,
        "interfaces": request.interfaces,
        "api": "create",
    }


def _get(request: GetRequest) -> dict[str, Any]:
    return {"objref": inside.reference_to_json(request.objref), "property": request.property, "api": "get"}


def _set(request: SetRequest) -> dict[str, Any]:
    objref = inside.reference_to_json(request.objref)
    return {"objref": objref, "property": request.property, "value": request.value, "api": "set"}


def _invoke(request: InvokeRequest) -> dict[str, Any]:
    objref = inside.reference_to_json(request.objref)
    return {"objref": objref, "method": request.method, "args": request.args, "api": "invoke"}


def _static_get(request: StaticGetRequest) -> dict[str, Any]:
    return {"fqn": request.fqn, "property": request.property, "api": "sget"}


def _static_invoke(request: StaticInvokeRequest) -> dict[str, Any]:
    return {"fqn": request.fqn, "method": request.method, "args": request.args, "api": "sinvoke"}


_MESSAGES: dict[type[object], Callable[[Any], dict[str, Any]]] = {
    CreateRequest: _create,
    GetRequest: _get,
    SetRequest: _set,
    InvokeRequest: _invoke,
    StaticGetRequest: _static_get,
    StaticInvokeRequest: _static_invoke,
}
"""The requests that a resource costs; the few others are written by jsii."""

_ANSWERS: dict[type[Any], Callable[[Any], Any]] = {
    CreateResponse: lambda ok: CreateResponse(ref=ok.ref),
    GetResponse: lambda ok: GetResponse(value=ok.get("value")),
    InvokeResponse: lambda ok: InvokeResponse(result=ok.get("result")),
    SetResponse: lambda _: SetResponse(),
}


class Watcher(Protocol):
    """Who loads the packages that a request needs."""

    waiting: dict[str, Any]
    """What is not loaded yet; empty once all is."""

    def before_request(self, process: "FastProcess", message: str | None) -> None:
        """Load what a message needs, or everything when the message is not known."""
        ...


class FastProcess(inside.NodeProcess):
    """A connection to a kernel: jsii's own, but for how the process is started and the common messages are written."""

    def __init__(
        self,
        node: Node,
        program: Path,
        environment: Mapping[str, str],
        watcher: "Watcher",
    ) -> None:
        """Take what to start, and who is told of each request that a construct makes."""
        super().__init__()
        self._node = node
        self._program = program
        self._environment = environment
        self._watcher = watcher
        self._owner = os.getpid()
        self._owed: list[Callable[[], object]] = []
        self._traces = inside.stack_traces_enabled()

    def start(self) -> None:
        """Start the kernel without waiting for it."""
        self._process: Any = KernelProcess.start(self._node.path, self._program, self._environment)
        self._owed.append(self.handshake)
        atexit.register(self.stop)
        # Workers of multiprocessing end without what atexit holds; their kernel would outlive them for a moment.
        Finalize(None, self.stop, exitpriority=0)

    def stop(self) -> None:
        """End the kernel, from the process that started it: a forked child shares the socket."""
        atexit.unregister(self.stop)
        process = getattr(self, "_process", None)
        if process is not None and os.getpid() == self._owner:
            process.stop()

    def post(self, request: LoadRequest) -> None:
        """Send a request to load a package without waiting: its answer is looked at before that to the next request."""
        message = {
            "name": request.name,
            "version": request.version,
            "tarball": request.tarball,
            "api": "load",
        }
        self._write(_encode(message))
        self._owed.append(lambda: self._read_answer(LoadResponse))

    def send(self, request: object, response_type: type[Any]) -> Any:
        """Send a request and return its answer.

        Raises:
            JSIIError: The kernel refuses the request.
            RuntimeError: The construct's own code raised an error.
        """
        compose = _MESSAGES.get(type(request))
        if compose is None or self._traces:
            self._watcher.before_request(self, None)
            self._settle()
            return super().send(cast("Any", request), response_type)
        message = _encode(compose(request))
        if self._watcher.waiting:
            self._watcher.before_request(self, message)
        self._settle()
        self._write(message)
        return self._read_answer(response_type)

    def _settle(self) -> None:
        """Read the answers to what was posted, and raise what they say."""
        while self._owed:
            self._owed.pop(0)()

    def _write(self, message: str) -> None:
        self._process.stdin.write(message.encode() + b"\n")
        self._process.stdin.flush()

    def _next_message(self) -> Any:
        line: bytes = self._process.stdout.readline()
        if not line:
            raise inside.JSIIError("the jsii kernel ended in the middle of a conversation")
        # The hook costs a call for each object of the answer, and most answers hold no reference.
        return (_decode_objects if b'"$jsii.' in line else _decode_plain)(line.decode())

    def _read_answer(self, response_type: type[Any]) -> Any:
        answer = self._next_message()
        if "ok" in answer:
            read = _ANSWERS.get(response_type)
            return read(answer["ok"]) if read else inside.structured(self, answer["ok"], response_type)
        if "callback" in answer:
            return inside.structured_callback(self, answer)
        error, cause = inside.error_of(answer)
        raise error from cause


class FastProvider(inside.ProcessProvider):
    """What jsii's kernel object sends its requests to."""

    def __init__(self, connect: Callable[[], FastProcess]) -> None:
        """Take what starts a kernel, once it is needed."""
        self._connect = connect
        self._connected: FastProcess | None = None
        self._references: dict[str, dict[str, GetResponse]] = {}
        """By object and property, the tokens that stand for a resource's attributes."""

    @property
    def _process(self) -> FastProcess:
        return self._connected or self.connect()

    @property
    def is_connected(self) -> bool:
        """Whether a kernel has been started."""
        return self._connected is not None

    def connect(self) -> FastProcess:
        """Start a kernel."""
        self._connected = self._connect()
        return self._connected

    def disconnect(self) -> None:
        """Let go of the kernel without ending it: another process talks to it."""
        self._connected = None
        self._references.clear()

    def post(self, request: LoadRequest) -> None:
        """Send a request to load a package without waiting for its answer."""
        self._process.post(request)

    def get(self, request: GetRequest) -> Any:
        """Answer from memory when a resource is asked for the same reference again, as in `vpc.id` for each subnet."""
        known = self._references.get(request.objref.ref)
        if known is not None and request.property in known:
            return known[request.property]
        answer: Any = super().get(request)
        if (
            type(answer) is GetResponse
            and type(answer.value) is str
            and _REFERENCE in answer.value
            and request.objref.ref.startswith(_RESOURCE)
        ):
            self._references.setdefault(request.objref.ref, {})[request.property] = answer
        return answer

    def set(self, request: SetRequest) -> Any:
        """Forget the references to what is changed."""
        self._forget(request.objref.ref)
        return super().set(request)

    def invoke(self, request: InvokeRequest) -> Any:
        """Forget the references to what a method may change."""
        self._forget(request.objref.ref)
        return super().invoke(request)

    def _forget(self, ref: str) -> None:
        if ref.startswith(_RESOURCE):
            self._references.pop(ref, None)
        else:
            # Of a stack or a node: it may give any resource in it another name.
            self._references.clear()


_FQN = "__jsii_type__"
_PLAIN: frozenset[type[object]] = frozenset({str, int, float, bool, NoneType})
_struct_fields: dict[type[object], tuple[tuple[str, str], ...] | None] = {}


def _fields(kind: type[object]) -> tuple[tuple[str, str], ...] | None:
    """Return the Python and JavaScript names of a generated struct's fields; None for any other type."""
    if kind not in _struct_fields:
        mapping: Mapping[str, str] | None = kind.__dict__.get("__jsii_name_mapping__")
        _struct_fields[kind] = None if mapping is None else tuple(mapping.items())
    return _struct_fields[kind]


def make_reference(kernel: object, value: object) -> Any:
    """Do what jsii's `_make_reference_for_native` does, without sending fields that are not set.

    The kernel drops a null field of a struct, so leaving it out changes nothing but the length of the message.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        mapping = cast("dict[str, object]", value)
        return {"$jsii.map": {name: make_reference(kernel, item) for name, item in mapping.items()}}
    if kind is list:
        return [make_reference(kernel, item) for item in cast("list[object]", value)]
    fields = _fields(kind)
    found = None if fields is None else getattr(value, "_values", None)
    # A required field that is None, or a class that keeps its fields elsewhere: jsii knows what to say or do.
    if (
        fields is None
        or type(found) is not dict
        or None in (values := cast("dict[str, object]", found)).values()
    ):
        return inside.make_reference(kernel, value)
    data = {js: make_reference(kernel, values[python]) for python, js in fields if python in values}
    return {"$jsii.struct": {"fqn": getattr(kind, _FQN), "data": data}}


def overrides_of(klass: type[Any], instance: object) -> list[inside.Override]:
    """Do what jsii's `_get_overides` does, at once for what is no user's subclass and so overrides nothing."""
    if type(instance).__dict__.get("__jsii_declared_type__") is not None:
        return []
    return inside.overrides_of(klass, instance)
