"""JSON Schemas of records, with what their fields mean."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from pydantic import BaseModel

from polder_environments.docstrings import field_docstrings

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def described(model: type[BaseModel], title: str) -> str:
    """Write the JSON Schema of what a record is written as, each field with the string below it.

    Args:
        model: The record.
        title: What the schema is called.

    Returns:
        JSON, indented, one newline at the end.
    """
    generated: dict[str, Any] = model.model_json_schema(mode="serialization")
    parts = cast("Mapping[str, dict[str, Any]]", generated.get("$defs", {}))
    models = {each.__name__: each for each in _below(BaseModel) if each.__module__.startswith("polder_")}
    for name, part in ((model.__name__, generated), *parts.items()):
        if name in models and "properties" in part:
            _describe(models[name], cast("dict[str, dict[str, Any]]", part["properties"]))
    return json.dumps({"$schema": _DRAFT, **generated, "title": title}, indent=2, ensure_ascii=False) + "\n"


def _describe(model: type[BaseModel], properties: dict[str, dict[str, Any]]) -> None:
    said = field_docstrings(model)
    for name, field in model.model_fields.items():
        written = field.serialization_alias or field.alias or name
        if written in properties and name in said:
            properties[written] = {"description": said[name], **properties[written]}


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Give every model that is made from one."""
    for inner in model.__subclasses__():
        yield inner
        yield from _below(inner)
