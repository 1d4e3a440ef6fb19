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
from typing import Any, cast

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


def described_parts(
    model: type[BaseModel], schema: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], Mapping[str, str]]]:
    """Give each object of a model's JSON Schema with what its fields mean.

    Args:
        model: The model.
        schema: What pydantic made of it.

    Returns:
        The model itself, then the models it is made of: the object, and docstrings by the names that fields are
        written as. A model of somebody else has no docstrings here.
    """
    models = {each.__name__: each for each in _below(BaseModel) if each.__module__.startswith("polder_")}
    parts = cast("dict[str, dict[str, Any]]", schema.get("$defs", {}))
    for name, part in ((model.__name__, schema), *parts.items()):
        if "properties" in part:
            yield part, _as_written(models[name]) if name in models else {}


def _as_written(model: type[BaseModel]) -> Mapping[str, str]:
    said = field_docstrings(model)
    return {
        field.serialization_alias or field.alias or name: said[name]
        for name, field in model.model_fields.items()
        if name in said
    }


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Give every model that is made from one."""
    for inner in model.__subclasses__():
        yield inner
        yield from _below(inner)


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
