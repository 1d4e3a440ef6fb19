"""The JSON Schema of an environment file, for editors and other tools; generated from the model."""

import json
from typing import Any, Final, cast

from polder_environments.docstrings import described_parts
from polder_environments.model import Environment

SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """Write the schema as it is committed: in the order of the model, indented, one newline at the end."""
    generated: dict[str, Any] = Environment.model_json_schema()
    schema: dict[str, Any] = {**generated, "$schema": SCHEMA_ID, "title": "Polder environment"}
    for part, said in described_parts(Environment, schema):
        # A file may extend another one that holds the rest, and an editor sees one file: what must be there is
        # for `polder check` to say, which sees all of them.
        part.pop("required", None)
        properties = cast("dict[str, dict[str, Any]]", part["properties"])
        part["properties"] = {key: _described(field, said.get(key)) for key, field in properties.items()}
        for field in part["properties"].values():
            if field.get("type") == "string" and isinstance(field.get("default"), int):
                field["default"] = f"{field['default']}d"  # a number of days, as the file writes it
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _described(field: dict[str, Any], said: str | None) -> dict[str, Any]:
    """A field with what it means where pydantic would write it, among its other keywords in their order."""
    return dict(sorted({**field, "description": said}.items())) if said else field
