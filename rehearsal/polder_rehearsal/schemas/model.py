"""The shape of `terraform providers schema -json`, and what of it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypedDict

REGISTRY = "registry.terraform.io"
"""The host that Terraform puts before a provider source that names none."""

Nesting: TypeAlias = Literal["single", "list", "set", "map"]

CtyType: TypeAlias = str | list["str | CtyType | dict[str, CtyType]"]
"""A type expression as Terraform writes it: `"string"`, `["list","string"]`, `["object",{"a":"number"}]`."""


class NestedType(TypedDict):
    """The attributes inside a plugin-framework attribute: written `x = {…}`, and never as a block."""

    attributes: "dict[str, Attribute]"
    nesting_mode: Nesting


class Attribute(TypedDict, total=False):
    """An argument or a computed value: `type` or `nested_type`, and those of the flags that are set."""

    type: CtyType
    nested_type: NestedType
    required: bool
    optional: bool
    computed: bool
    sensitive: bool


class BlockType(TypedDict, total=False):
    """A nested block: how often it may stand, and what is in it."""

    nesting_mode: Nesting
    block: "Block"
    min_items: int
    max_items: int


class Block(TypedDict, total=False):
    """The inside of a resource, a data source, a provider or a nested block."""

    attributes: dict[str, Attribute]
    block_types: dict[str, BlockType]


class Schema(TypedDict):
    """A block with the version of its state."""

    version: int
    block: Block


class ProviderSchema(TypedDict):
    """All that one provider answers for."""

    provider: Schema
    resource_schemas: dict[str, Schema]
    data_source_schemas: dict[str, Schema]


class ProviderSchemas(TypedDict):
    """What `terraform providers schema -json` prints."""

    format_version: str
    provider_schemas: dict[str, ProviderSchema]


@dataclass(frozen=True, slots=True)
class Used:
    """The types of one provider that a configuration uses."""

    resources: frozenset[str] = frozenset()
    data_sources: frozenset[str] = frozenset()

    def __or__(self, other: "Used") -> "Used":
        """Return the types that either uses."""
        return Used(self.resources | other.resources, self.data_sources | other.data_sources)


Usage: TypeAlias = Mapping[str, Used]
"""Used types by provider source, as in `hashicorp/aws`."""
