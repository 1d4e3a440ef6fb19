"""What a model says of its fields: the strings below them, read from its source when somebody asks.

Pydantic can keep them as descriptions, and then reads the source of every model at every start, which costs more than
all rules together take to judge prod. Few commands ask: the JSON Schema, and messages about bad input.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from textwrap import dedent
from types import MappingProxyType

from pydantic import BaseModel


@cache
def field_docstrings(model: type[BaseModel]) -> Mapping[str, str]:
    """Give the docstring of each field of a model, those that it inherits included.

    Returns:
        Docstrings by field; empty where the source is not at hand.
    """
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            found |= dict(_own(each))
    return MappingProxyType(found)


def _own(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    try:
        source = dedent(inspect.getsource(model))
    except OSError:
        return
    (definition,) = ast.parse(source).body
    if not isinstance(definition, ast.ClassDef):
        return
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            yield field.target.id, inspect.cleandoc(below.value.value)
