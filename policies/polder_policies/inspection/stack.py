"""A stack as an inspection reads it, whether from `cdk.tf.json` or from a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from polder_policies.inspection.findings import Complaint

Mode = Literal["resource", "data", "provider", "backend", "arm"]
"""What a block is; `arm` is a resource of a template that Azure Resource Manager deploys."""

BUILT_IN: Final = "terraform"
"""The provider that Terraform carries itself, and the address of what belongs to no block."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that a plan knows only after apply.

    Args:
        references: What the configuration says it is made from, `aws_kms_key.key.arn`.
    """

    references: tuple[str, ...]

    def __str__(self) -> str:
        """Write what it is made from."""
        return " ".join(self.references) or "known after apply"


@dataclass(frozen=True, slots=True)
class Block:
    """A resource, a data source, a provider's configuration or a backend.

    Args:
        mode: What it is.
        kind: A resource's type, a provider's source, a backend's name.
        name: Its label; a provider's alias, or blank.
        body: What it says.
        address: As Terraform writes it.
        provider: Name of its provider configuration, `aws` or `aws.other`.
        construct: Path of the construct that wrote it.
        written: In a plan, what somebody wrote by its path, and whether it is a constant; None for a block with parts
            of its own. None instead of all where all of the body was written.
    """

    mode: Mode
    kind: str
    name: str
    body: Mapping[str, object]
    address: str
    provider: str = ""
    construct: str | None = None
    written: Mapping[str, bool | None] | None = None

    def is_written(self, path: str) -> bool:
        """Whether somebody wrote an attribute; in a plan, a provider adds others."""
        return self.written is None or path in self.written or self._above(path) is not None

    def is_literal(self, path: str) -> bool:
        """Whether an attribute was written as it stands, and is not what something else turned out to be."""
        return self.written is None or bool(self.written.get(path)) or bool(self._above(path))

    def _above(self, path: str) -> bool | None:
        """What is known of the nearest thing above a path that somebody wrote."""
        written = self.written or {}
        while path:
            path = path.rpartition(".")[0]
            if path in written:
                return written[path]
        return None


@dataclass(frozen=True)
class Stack:
    """What one stack holds.

    Args:
        name: Its name.
        blocks: Everything that is judged.
        outputs: What it gives to other stacks.
        local_values: Its `locals`.
        oddities: What cannot be judged, by where it stands.
        resources: How many resources.
        data_sources: How many data sources.
        planned: Whether it was read from a plan, which says nothing of backends.
        links: In a plan, which type refers to what; in what was synthesized, the values say so.
    """

    name: str
    blocks: tuple[Block, ...]
    outputs: Mapping[str, object] = field(default_factory=dict[str, object])
    local_values: Mapping[str, object] = field(default_factory=dict[str, object])
    oddities: tuple[tuple[str, Complaint], ...] = ()
    resources: int = 0
    data_sources: int = 0
    planned: bool = False
    links: tuple[tuple[str, str], ...] = ()

    @cached_property
    def index(self) -> Mapping[str, Block]:
        """Resources and data sources by what references call them, instance keys left out."""
        return {
            f"data.{block.kind}.{block.name}" if block.mode == "data" else f"{block.kind}.{block.name}": block
            for block in self.blocks
            if block.mode in ("resource", "data")
        }
