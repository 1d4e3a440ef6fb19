"""What an Azure Resource Manager deployment would answer for the outputs of its template.

A template is a small program that only Azure runs; of its functions those are understood that ask a resource for what
it became. Source: "Template functions: reference, resourceId" (learn.microsoft.com/azure/azure-resource-manager).
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final, cast

_KEY_VERSION: Final = re.compile(
    r"resourceId\('Microsoft\.KeyVault/vaults/keys',\s*'([^']+)',\s*'([^']+)'\).*\.(keyUri(?:WithVersion)?)\b"
)


def output_content(template: object, random: Callable[[str, int], str]) -> str:
    """Make the outputs of a deployment.

    Args:
        template: Its `template_content`: JSON.
        random: Gives so many hexadecimal digits for a name.

    Returns:
        JSON as the attribute `output_content` holds it: a type and a value an output.
    """
    try:
        read = cast("object", json.loads(str(template)))
    except ValueError:
        read = None
    outputs: Mapping[str, Mapping[str, object]] = {}
    if isinstance(read, Mapping):
        outputs = cast("Mapping[str, Mapping[str, Mapping[str, object]]]", read).get("outputs", {})
    return json.dumps(
        {
            name: {"type": "String", "value": _value(name, str(output.get("value", "")), random)}
            for name, output in outputs.items()
        }
    )


def _value(name: str, expression: str, random: Callable[[str, int], str]) -> str:
    key = _KEY_VERSION.search(expression)
    if key is None:
        return expression if not expression.startswith("[") else f"{name}-{random(name, 8)}"
    uri = f"https://{key[1]}.vault.azure.net/keys/{key[2]}"
    return uri if key[3] == "keyUri" else f"{uri}/{random(name, 32)}"
