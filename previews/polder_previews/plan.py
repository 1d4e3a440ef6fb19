"""A saved plan of Terraform or OpenTofu, as far as a preview needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal

from polder_previews.values import Json, Value

Step = str | int
"""A key or an index on the way to an attribute."""


class Action(StrEnum):
    """What is done to an object."""

    NO_OP = "no-op"
    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    REPLACE = "replace"
    """The old one is destroyed, then the new one is made."""
    REPLACE_CREATE_FIRST = "replace, create first"
    REPLACE_FORGET = "replace, forget"
    """A new one is made; the old one stays where it is, and nothing manages it any more."""
    FORGET = "forget"

    @property
    def replaces(self) -> bool:
        """Whether a new object takes the place of an old one."""
        return self in (Action.REPLACE, Action.REPLACE_CREATE_FIRST, Action.REPLACE_FORGET)

    @property
    def destroys(self) -> bool:
        """Whether an object that is there is gone afterwards."""
        return self in (Action.DELETE, Action.REPLACE, Action.REPLACE_CREATE_FIRST)


ACTIONS: Final[Mapping[tuple[str, ...], Action]] = {
    ("no-op",): Action.NO_OP,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE_CREATE_FIRST,
    ("create", "forget"): Action.REPLACE_FORGET,
    ("forget",): Action.FORGET,
}
"""How `terraform show -json` writes actions. One that is not here is refused: nobody knows what it destroys."""


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What happens, or has happened past Terraform, to one object. Values are raw: they may be secret.

    Args:
        address: Where it is.
        mode: Whether Terraform manages it or reads it.
        type: Its resource type.
        name: Its name in the configuration.
        provider: The provider's full name.
        action: What is done.
        reason: Why, in Terraform's word; blank where it gives none.
        before: What it is; None where it is to be made.
        after: What it will be; None where it is to be destroyed.
        before_sensitive: True where a value of `before` is sensitive.
        after_sensitive: True where a value of `after` is sensitive.
        replace_paths: Attributes that cannot be changed in place.
        importing: The identifier it is imported by; None where it is not imported.
        previous_address: Where it was; None where it is not moved.
        deposed: The key of an object left over from an earlier replacement; None for the current one.
    """

    address: str
    mode: Literal["managed", "data"]
    type: str
    name: str
    provider: str
    action: Action
    reason: str
    before: Value
    after: Value
    before_sensitive: Json
    after_sensitive: Json
    replace_paths: tuple[tuple[Step, ...], ...] = ()
    importing: str | None = None
    previous_address: str | None = None
    deposed: str | None = None


@dataclass(frozen=True, slots=True)
class OutputChange:
    """What happens to an output. Values are raw: they may be secret.

    Args:
        name: Its name.
        action: What is done.
        before: Its value; None where it is new.
        after: What it will be; None where it goes.
        sensitive: Whether it is, or was, sensitive.
    """

    name: str
    action: Action
    before: Value
    after: Value
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Variable:
    """An input variable. Its value is raw: it may be secret."""

    value: Json
    sensitive: bool


@dataclass(frozen=True)
class Plan:
    """A plan that is whole and of a version that is known.

    Args:
        file: Where it was read from.
        format_version: Version of the format, `1.2`.
        terraform_version: Version of the tool that planned.
        timestamp: When it was planned (RFC 3339); blank where the tool does not say.
        changes: What is done to each object, no-ops and reads included, in the plan's order.
        drift: What was changed past Terraform since it last applied.
        relevant: Addresses of objects whose drift led to one of the changes.
        outputs: What happens to outputs.
        variables: Input variables by name.
        invocations: Addresses of actions that are invoked beside the changes.
        configuration: The configuration that was planned, in the plan's own form.
    """

    file: Path
    format_version: str
    terraform_version: str
    timestamp: str
    changes: tuple[ResourceChange, ...]
    drift: tuple[ResourceChange, ...]
    relevant: frozenset[str]
    outputs: tuple[OutputChange, ...]
    variables: Mapping[str, Variable]
    invocations: tuple[str, ...]
    configuration: Mapping[str, Json]
