# ruff: noqa: UP007, UP045  generated code writes Optional and Union, which are other objects than X | Y
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional, Protocol, Union, cast, runtime_checkable

import pytest
import typeguard

from polder_constructs.bindings.checks import accelerate, compile_predicate

typeguard_check = cast("Callable[[str, object, object], None]", typeguard.check_type)  # pyright: ignore[reportUnknownMemberType]


class Struct:
    """What a generated struct is to a check: a class."""


class Derived(Struct):
    """A struct that extends another."""


class Loose(Protocol):
    """What jsii makes of an interface: a protocol that cannot be checked at run time."""

    def resolve(self) -> str:
        """Have a member that none of the values has."""
        ...


@runtime_checkable
class Strict(Protocol):
    """A protocol that can be checked at run time."""

    def resolve(self) -> str:
        """Have a member that none of the values has."""
        ...


VALUES: list[Any] = [
    None, True, 3, 2.5, "text", b"bytes", Struct(), Derived(), Struct, object(), (),
    [], ["a"], ["a", 1], [Struct()], [Struct(), {"a": 1}], [None], [["a"]], ("a",), {"a"},
    {}, {"a": "b"}, {"a": 1}, {1: "a"}, {"a": Struct()}, {"a": ["b"]}, 1j, type("Text", (str,), {})("text"),
]  # fmt: skip

TYPES: list[Any] = [
    str, int, float, bool, type(None), Any, object, Struct, Derived, Loose, Strict, list, dict, complex, type[Struct],
    Optional[str], Optional[bool], Union[int, float], Optional[bool | Loose], Optional[bool | Strict],
    Sequence[str], list[str], Mapping[str, str], dict[str, Any], Sequence[Any], Optional[Sequence[str]],
    Union[Struct, Mapping[str, Any]], Optional[Struct | dict[str, Any]],
    Union[Strict, Sequence[Struct | dict[str, Any]]], Sequence[Sequence[str]], Mapping[str, Sequence[str]],
    tuple[str, ...], set[str], str | None, list, Sequence,
]  # fmt: skip


@pytest.mark.parametrize("expected", TYPES, ids=str)
def test_nothing_passes_that_typeguard_refuses(expected: Any) -> None:
    """For every type and value, a value is let through fast only when typeguard would let it through."""
    predicate = compile_predicate(expected)

    def refused(value: object) -> bool:
        try:
            typeguard_check("value", value, expected)
        except TypeError:
            return True
        return False

    assert [value for value in VALUES if predicate(value) and refused(value)] == []


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (str, "text"),
        (Optional[str], None),
        (Optional[bool | Loose], True),
        (Union[int, float], 3),
        (Sequence[str], ["a", "b"]),
        (Mapping[str, str], {"a": "b"}),
        (Union[Struct, dict[str, Any]], Derived()),
        (Optional[Strict | Sequence[Struct | dict[str, Any]]], [Struct()]),
    ],
)
def test_common_values_do_not_reach_typeguard(expected: Any, value: Any) -> None:
    """What nearly every argument is, is let through fast; otherwise the predicates would be for nothing."""
    assert compile_predicate(expected)(value)


def test_a_wrong_value_is_refused_in_the_generators_words() -> None:
    """The error is the one that the generated module's own check raises."""

    def check_type(argname: str, value: object, expected_type: Any) -> None:
        typeguard_check(argname, value, expected_type)

    namespace: dict[str, Any] = {"typing": typing, "check_type": check_type, "TYPEGUARD_MAJOR_VERSION": 2}
    accelerate(namespace)

    namespace["check_type"](argname="argument name", value="text", expected_type=Optional[str])
    with pytest.raises(
        TypeError, match=r"^type of argument name must be one of \(str, NoneType\); got int instead$"
    ):
        namespace["check_type"](argname="argument name", value=3, expected_type=Optional[str])


def test_hints_are_evaluated_once_and_typing_stays_untouched() -> None:
    """A generated module gets a `typing` of its own whose `get_type_hints` remembers."""
    before = typing.get_type_hints
    namespace: dict[str, Any] = {"typing": typing}
    accelerate(namespace)

    def stub(value: "str | None") -> None: ...

    assert namespace["typing"].get_type_hints(stub) is namespace["typing"].get_type_hints(stub)
    assert namespace["typing"].get_type_hints(stub) == typing.get_type_hints(stub)
    assert namespace["typing"].Optional is typing.Optional
    assert typing.get_type_hints is before
