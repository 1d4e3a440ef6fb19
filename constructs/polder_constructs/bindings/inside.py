"""The private parts of jsii that the fast path stands on, named and typed in one place.

jsii has no public way to load part of a package or to change how messages travel. `install.py` lets nothing import
this with a version of jsii other than the one read here.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportPrivateImportUsage=false

from collections.abc import Callable, MutableMapping
from typing import Any, cast

import jsii
from jsii import _kernel, _reference_map, _stack_trace
from jsii._kernel.providers import process as _process
from jsii._kernel.types import Override as Override
from jsii.errors import ErrorType, JavaScriptError, JSIIError as JSIIError

NodeProcess = _process._NodeProcess
ProcessProvider = _process.ProcessProvider

to_json = cast("Callable[[object], object]", _process.jdefault)
from_json = cast("Callable[[dict[str, Any]], object]", _process.ohook)
reference_to_json = cast("Callable[[object], dict[str, Any]]", _process._unstructure_ref)
stack_traces_enabled: Callable[[], bool] = _stack_trace.is_enabled

make_reference = cast("Callable[[object, object], Any]", _kernel._make_reference_for_native)
overrides_of = cast("Callable[[type[Any], object], list[Override]]", _kernel._get_overides)


def replace_conversions(
    make: Callable[[object, Any], Any], overrides: Callable[[type[Any], object], list[Override]]
) -> None:
    """Let jsii's kernel object turn arguments into messages in another way."""
    _kernel._make_reference_for_native = make
    _kernel._get_overides = overrides


def replace_loading(provider: ProcessProvider, load: Callable[[str, str, str, str], None]) -> None:
    """Let jsii send requests to another provider, and hand packages that are imported to another function."""

    def record(cls: type[Any], name: str, version: str, module: str, filename: str) -> object:
        load(name, version, module, filename)
        return cls(name, version, module, filename)

    jsii.kernel.provider = provider
    setattr(jsii.JSIIAssembly, "load", classmethod(record))  # noqa: B010  pyright refuses another signature


def error_of(answer: dict[str, Any]) -> tuple[Exception, Exception]:
    """Return what jsii raises for an answer that tells of an error, and its cause."""
    fault = answer["name"] == ErrorType.JSII_FAULT.value
    return (JSIIError if fault else RuntimeError)(answer["error"]), JavaScriptError(answer["stack"])


def structured_callback(process: NodeProcess, answer: dict[str, Any]) -> object:
    """Return the callback into Python that an answer asks for."""
    return process._serializer.structure(answer, cast("Any", _process._ProcessResponse)).callback


def structured(process: NodeProcess, answer: object, kind: type[Any]) -> Any:
    """Return an answer as an instance of one of jsii's classes."""
    return process._serializer.structure(answer, kind)


def register(name: str, module: str, submodules: dict[str, str] | None) -> None:
    """Tell jsii which Python package the types of an assembly are in."""
    _reference_map._assembly_to_module[name] = module
    if submodules is not None:
        _reference_map._submodule_fqn_map.update(submodules)


def registered_names() -> list[str]:
    """Return the jsii names of all classes, structs, enums and interfaces that Python has imported."""
    registers: tuple[MutableMapping[str, Any], ...] = (
        _reference_map._types,
        _reference_map._data_types,
        _reference_map._enums,
        _reference_map._interfaces,
    )
    return [name for register in registers for name in register]
