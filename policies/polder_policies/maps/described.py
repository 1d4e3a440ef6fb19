"""JSON Schemas of records, with what their fields mean."""

import json
from typing import Any, Final

from pydantic import BaseModel

from polder_environments.docstrings import described_parts

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
    for part, said in described_parts(model, generated):
        part["properties"] |= {
            name: {"description": said[name], **field}
            for name, field in part["properties"].items()
            if name in said
        }
    return json.dumps({"$schema": _DRAFT, **generated, "title": title}, indent=2, ensure_ascii=False) + "\n"
