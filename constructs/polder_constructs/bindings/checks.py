"""Makes the run-time type checks of generated classes cheap, and keeps them.

Every generated `__init__` evaluates the type hints of a stub and hands each argument to typeguard, at every call: half of
what a resource costs. Here the hints are evaluated once a stub, and a value that is plainly of the expected type is
let through by a predicate compiled once a type. Whatever the predicate does not recognise goes to the package's own
`check_type`, which alone decides, and words, what is wrong.
"""

import collections.abc
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, cast

Predicate = Callable[[object], bool]
"""Tells whether a value is certainly of a type; False means that typeguard has to look."""

Check = Callable[[str, object, Any], object]


def _never(_: object) -> bool:
    return False


def _always(_: object) -> bool:
    return True


def _hints_of(stub: Callable[..., Any]) -> dict[str, Any]:
    hints = _hints.get(stub)
    if hints is None:
        hints = _hints[stub] = typing.get_type_hints(stub)
    return hints


_hints: dict[Callable[..., Any], dict[str, Any]] = {}


def _typing_with_memory() -> types.ModuleType:
    """Return a copy of `typing` whose `get_type_hints` remembers.

    The generated modules alone get it: `typing` itself stays as it is for everybody else.
    """
    module = types.ModuleType("typing")
    module.__dict__.update(typing.__dict__)
    module.__dict__["get_type_hints"] = _hints_of
    return module


_typing = _typing_with_memory()


def accelerate(namespace: dict[str, Any]) -> None:
    """Replace the hints and checks in the globals of a generated module by fast ones that decide alike.

    A module of a generator whose checks we do not know, or with a typeguard other than 2, keeps its own checks.
    """
    if namespace.get("typing") is not typing:
        return
    namespace["typing"] = _typing
    original = namespace.get("check_type")
    if callable(original) and namespace.get("TYPEGUARD_MAJOR_VERSION") == 2:  # noqa: PLR2004
        namespace["check_type"] = _fast_check(cast("Check", original))


def _fast_check(original: Callable[..., object]) -> Callable[..., object]:
    predicates = _predicates

    def check_type(argname: str, value: object, expected_type: Any) -> object:
        entry = predicates.get(id(expected_type))
        if entry is None:
            entry = predicates[id(expected_type)] = (compile_predicate(expected_type), expected_type)
        if entry[0](value):
            return None
        return original(argname=argname, value=value, expected_type=expected_type)

    return check_type


_predicates: dict[int, tuple[Predicate, Any]] = {}
"""By identity, because hashing a union of thirty members costs more than the check. Holding the type keeps its id."""


def compile_predicate(expected: Any) -> Predicate:
    """Return a predicate that is True only for values that typeguard accepts as the expected type."""
    if expected is Any:
        return _always
    origin: Any = typing.get_origin(expected)
    if origin is None:
        return _instance_of(cast("type[Any]", expected)) if isinstance(expected, type) else _never
    compiled = _GENERIC.get(origin)
    return compiled(*typing.get_args(expected)) if compiled else _never


def _instance_of(expected: type[Any]) -> Predicate:
    if getattr(expected, "_is_protocol", False):
        # typeguard 2 lets everything pass as a protocol that is not checkable at run time.
        return _never if getattr(expected, "_is_runtime_protocol", False) else _always
    if expected is float:
        return lambda value: type(value) is float or type(value) is int
    if expected in {int, str, bool}:
        return lambda value: type(value) is expected
    return lambda value: isinstance(value, expected)


def _union(*members: Any) -> Predicate:
    exact: set[type] = set()
    others: list[Predicate] = []
    for member in members:
        if member is types.NoneType or member in {int, str, bool}:
            exact.add(member)
        elif member is float:
            exact |= {float, int}
        else:
            others.append(compile_predicate(member))
    known = frozenset(exact)
    if _always in others:
        return _always
    rest = tuple(predicate for predicate in others if predicate is not _never)
    if not rest:
        return lambda value: type(value) in known

    def predicate(value: object) -> bool:
        return type(value) in known or any(other(value) for other in rest)

    return predicate


def _list_of(element: Any) -> Predicate:
    inner = compile_predicate(element)

    def predicate(value: object) -> bool:
        return type(value) is list and all(inner(item) for item in cast("list[object]", value))

    return predicate


def _dict_of(key: Any, element: Any) -> Predicate:
    of_key, of_element = compile_predicate(key), compile_predicate(element)

    def predicate(value: object) -> bool:
        if type(value) is not dict:
            return False
        mapping = cast("Mapping[object, object]", value)
        return all(of_key(name) and of_element(item) for name, item in mapping.items())

    return predicate


_GENERIC: dict[Any, Callable[..., Predicate]] = {
    typing.Union: _union,
    types.UnionType: _union,
    list: _list_of,
    collections.abc.Sequence: _list_of,
    dict: _dict_of,
    collections.abc.Mapping: _dict_of,
}
"""By what `typing.get_origin` says of a type; typeguard decides on all others."""
