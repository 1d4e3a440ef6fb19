"""Terraform's plugin protocol, versions 5 and 6: the messages that stand-ins read and write, and what calls are named.

Fields that a stand-in never reads and never sets are left out; decoding passes over them.
Source: hashicorp/terraform, docs/plugin-protocol/tfplugin5.9.proto and tfplugin6.9.proto.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from polder_rehearsal.wire import Field, Message

Version = Literal[5, 6]

ERROR: Final = 1
WARNING: Final = 2
NESTING: Final = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}

VALUE: Final = Message({1: Field("msgpack", "bytes"), 2: Field("json", "bytes")})
_STEP: Final = Message(
    {
        1: Field("attribute_name", "text"),
        2: Field("element_key_string", "text"),
        3: Field("element_key_int", "number"),
    }
)
_PATH: Final = Message({1: Field("steps", _STEP, repeated=True)})
_DIAGNOSTIC: Final = Message(
    {
        1: Field("severity", "number"),
        2: Field("summary", "text"),
        3: Field("detail", "text"),
        4: Field("attribute", _PATH),
    }
)
_DIAGNOSTICS: Final = Field("diagnostics", _DIAGNOSTIC, repeated=True)
_PARAMETER: Final = Message({1: Field("name", "text"), 2: Field("type", "bytes")})
_FUNCTION: Final = Message(
    {
        1: Field("parameters", _PARAMETER, repeated=True),
        3: Field("return", Message({1: Field("type", "bytes")})),
    }
)
_FUNCTION_ERROR: Final = Message({1: Field("text", "text")})
_RAW_STATE: Final = Message({1: Field("json", "bytes")})
_EMPTY: Final = Message({})
_CAPABILITIES: Final = Message(
    {
        1: Field("plan_destroy", "flag"),
        2: Field("get_provider_schema_optional", "flag"),
        3: Field("move_resource_state", "flag"),
    }
)


def _schema(version: Version) -> Message:
    attribute: dict[int, Field] = {}
    nested_block: dict[int, Field] = {}
    block = Message(
        {
            2: Field("attributes", Message(attribute), repeated=True),
            3: Field("block_types", Message(nested_block), repeated=True),
            6: Field("deprecated", "flag"),
        }
    )
    nested_block |= {
        1: Field("type_name", "text"),
        2: Field("block", block),
        3: Field("nesting", "number"),
        4: Field("min_items", "number"),
        5: Field("max_items", "number"),
    }
    attribute |= {
        1: Field("name", "text"),
        2: Field("type", "bytes"),
        4: Field("required", "flag"),
        5: Field("optional", "flag"),
        6: Field("computed", "flag"),
        7: Field("sensitive", "flag"),
        9: Field("deprecated", "flag"),
    }
    if version == 5:  # noqa: PLR2004 - the protocol's version
        attribute[10] = Field("write_only", "flag")
    else:
        nested = Message(
            {1: Field("attributes", Message(attribute), repeated=True), 3: Field("nesting", "number")}
        )
        attribute |= {10: Field("nested_type", nested), 11: Field("write_only", "flag")}
    return Message({1: Field("version", "number"), 2: Field("block", block)})


SCHEMAS: Final[Mapping[Version, Message]] = {5: _schema(5), 6: _schema(6)}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that Terraform makes to a provider.

    Args:
        request: What Terraform sends.
        response: What it gets.
    """

    request: Message
    response: Message


def _entry(kind: Message) -> Message:
    return Message({1: Field("key", "text"), 2: Field("value", kind)})


def _calls(version: Version) -> dict[str, Call]:
    schema = SCHEMAS[version]
    config = {1: Field("type_name", "text"), 2: Field("config", VALUE)}
    only_diagnostics = Message({1: _DIAGNOSTICS})
    imported = Message(
        {1: Field("type_name", "text"), 2: Field("state", VALUE), 3: Field("private", "bytes")}
    )
    return {
        "GetProviderSchema": Call(
            _EMPTY,
            Message(
                {
                    1: Field("provider", schema),
                    2: Field("resource_schemas", _entry(schema), repeated=True),
                    3: Field("data_source_schemas", _entry(schema), repeated=True),
                    4: _DIAGNOSTICS,
                    6: Field("server_capabilities", _CAPABILITIES),
                    7: Field("functions", _entry(_FUNCTION), repeated=True),
                }
            ),
        ),
        "GetResourceIdentitySchemas": Call(_EMPTY, Message({2: _DIAGNOSTICS})),
        "ValidateProviderConfig": Call(
            Message({1: Field("config", VALUE)}),
            Message(
                # Version 5 hands the configuration back, where the provider may have filled in defaults.
                {1: Field("prepared_config", VALUE), 2: _DIAGNOSTICS} if version == 5 else {2: _DIAGNOSTICS}  # noqa: PLR2004
            ),
        ),
        "ValidateResourceConfig": Call(Message(config), only_diagnostics),
        "ValidateDataResourceConfig": Call(Message(config), only_diagnostics),
        "UpgradeResourceState": Call(
            Message(
                {
                    1: Field("type_name", "text"),
                    2: Field("version", "number"),
                    3: Field("raw_state", _RAW_STATE),
                }
            ),
            Message({1: Field("upgraded_state", VALUE), 2: _DIAGNOSTICS}),
        ),
        "ConfigureProvider": Call(
            Message({1: Field("terraform_version", "text"), 2: Field("config", VALUE)}), only_diagnostics
        ),
        "ReadResource": Call(
            Message(
                {
                    1: Field("type_name", "text"),
                    2: Field("current_state", VALUE),
                    3: Field("private", "bytes"),
                }
            ),
            Message({1: Field("new_state", VALUE), 2: _DIAGNOSTICS, 3: Field("private", "bytes")}),
        ),
        "PlanResourceChange": Call(
            Message(
                {
                    1: Field("type_name", "text"),
                    2: Field("prior_state", VALUE),
                    3: Field("proposed_new_state", VALUE),
                    4: Field("config", VALUE),
                    5: Field("prior_private", "bytes"),
                }
            ),
            Message(
                {
                    1: Field("planned_state", VALUE),
                    2: Field("requires_replace", _PATH, repeated=True),
                    3: Field("planned_private", "bytes"),
                    4: _DIAGNOSTICS,
                }
            ),
        ),
        "ApplyResourceChange": Call(
            Message(
                {
                    1: Field("type_name", "text"),
                    2: Field("prior_state", VALUE),
                    3: Field("planned_state", VALUE),
                    4: Field("config", VALUE),
                    5: Field("planned_private", "bytes"),
                }
            ),
            Message({1: Field("new_state", VALUE), 2: Field("private", "bytes"), 3: _DIAGNOSTICS}),
        ),
        "ImportResourceState": Call(
            Message({1: Field("type_name", "text"), 2: Field("id", "text")}),
            Message({1: Field("imported_resources", imported, repeated=True), 2: _DIAGNOSTICS}),
        ),
        "MoveResourceState": Call(
            Message(
                {
                    2: Field("source_type_name", "text"),
                    4: Field("source_state", _RAW_STATE),
                    5: Field("target_type_name", "text"),
                    6: Field("source_private", "bytes"),
                }
            ),
            Message({1: Field("target_state", VALUE), 2: _DIAGNOSTICS, 3: Field("target_private", "bytes")}),
        ),
        "ReadDataSource": Call(Message(config), Message({1: Field("state", VALUE), 2: _DIAGNOSTICS})),
        "GetFunctions": Call(
            _EMPTY, Message({1: Field("functions", _entry(_FUNCTION), repeated=True), 2: _DIAGNOSTICS})
        ),
        "CallFunction": Call(
            Message({1: Field("name", "text"), 2: Field("arguments", VALUE, repeated=True)}),
            Message({1: Field("result", VALUE), 2: Field("error", _FUNCTION_ERROR)}),
        ),
        "StopProvider": Call(_EMPTY, Message({1: Field("Error", "text")})),
    }


CALLS: Final[Mapping[Version, Mapping[str, Call]]] = {5: _calls(5), 6: _calls(6)}

_NAMES_OF_5: Final = {
    "GetProviderSchema": "GetSchema",
    "ValidateProviderConfig": "PrepareProviderConfig",
    "ValidateResourceConfig": "ValidateResourceTypeConfig",
    "ValidateDataResourceConfig": "ValidateDataSourceConfig",
    "ConfigureProvider": "Configure",
    "StopProvider": "Stop",
}


def wire_name(call: str, version: Version) -> str:
    """Give the name of a call, as version 6 has it, in a version of the protocol."""
    return _NAMES_OF_5.get(call, call) if version == 5 else call  # noqa: PLR2004 - the protocol's version
