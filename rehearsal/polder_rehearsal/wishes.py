"""What a user asks of a rehearsal, and whether it can be had."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from polder_rehearsal.schemas.check import check
from polder_rehearsal.schemas.model import Attribute, Block

Written = Mapping[str, Mapping[str, object]]
"""Parsed `cdk.tf.json` by the name of its stack."""


class BadRequest(Exception):  # noqa: N818 - it reads as what it says
    """Something is asked for that is not there; the message says what is."""


@dataclass(frozen=True)
class Place:
    """A resource, of one stack or of every stack that has it.

    Args:
        stack: The stack; None for all.
        address: As Terraform writes it: `aws_vpc.network`.
    """

    stack: str | None
    address: str

    def stands_in(self, stack: str, body: Mapping[str, object]) -> bool:
        """Say whether a stack has it."""
        kind, _, name = self.address.partition(".")
        named = cast("Mapping[str, Mapping[str, object]]", body.get("resource", {})).get(kind, {})
        return self.stack in (None, stack) and name in named


@dataclass(frozen=True)
class Change:
    """An attribute that is to have changed past Terraform.

    Args:
        place: The resource.
        path: The attribute, as a dotted path.
        value: What it is to be.
    """

    place: Place
    path: str
    value: object


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Args:
        stacks: Patterns of names; none means all.
        validate_only: Whether to stop after validate.
        keep: Where states are kept, and not destroyed in the end.
        drifts: What is to have changed past Terraform.
        fail_at: What is to fail once.
        slow: Seconds that each change of a resource takes.
        workers: How many stacks run at a time.
        kubernetes: Minor version of Kubernetes by stack; where none is named, a recent one.
    """

    stacks: tuple[str, ...] = ()
    validate_only: bool = False
    keep: Path | None = None
    drifts: tuple[Change, ...] = ()
    fail_at: tuple[Place, ...] = ()
    slow: float = 0.0
    workers: int = 2
    kubernetes: Mapping[str, str] = field(default_factory=dict[str, str])

    def check(self, written: Written) -> None:
        """Refuse what cannot be had.

        Raises:
            BadRequest: A resource is named that no chosen stack has.
        """
        for place in (*self.fail_at, *(drift.place for drift in self.drifts)):
            if not any(place.stands_in(stack, body) for stack, body in written.items()):
                where = f"{place.stack} has no" if place.stack else "no chosen stack has a"
                raise BadRequest(f"{where} {place.address}")

    def check_drifts(self, blocks: Mapping[str, Block]) -> None:
        """Refuse drift of what a resource does not have, or to what it cannot be.

        Args:
            blocks: Of each type in use, the block of its schema.

        Raises:
            BadRequest: There is no such attribute, or it holds another type of value.
        """
        for drift in self.drifts:
            kind = drift.place.address.partition(".")[0]
            if kind in blocks:
                _check_path(kind, drift, blocks[kind])

    def failing(self, stack: str, body: Mapping[str, object]) -> list[str]:
        """Give the addresses that are to fail in a stack."""
        return [place.address for place in self.fail_at if place.stands_in(stack, body)]

    def drifting(self, stack: str, body: Mapping[str, object]) -> list[Change]:
        """Give what is to have changed in a stack."""
        return [drift for drift in self.drifts if drift.place.stands_in(stack, body)]


def _check_path(kind: str, drift: Change, block: Block) -> None:
    """Walk a dotted path down a schema, numbers passed over, and judge the value at its end."""
    names = [name for name in drift.path.split(".") if not name.isdecimal()]
    walked = kind
    for number, name in enumerate(names):
        attributes, blocks = block.get("attributes", {}), block.get("block_types", {})
        if name not in attributes and name not in blocks:
            known = sorted([*attributes, *blocks])
            meant = get_close_matches(name, known, n=1)
            hint = f": did you mean {meant[0]}?" if meant else f"; it has {', '.join(known[:12])} …"
            raise BadRequest(f"{walked} has no {name}{hint}")
        walked = f"{walked}.{name}"
        if name in attributes:
            if number == len(names) - 1:
                _check_value(walked, drift.value, attributes[name])
            return  # what lies inside an attribute is a value, which no block describes
        block = blocks[name].get("block", {})
    raise BadRequest(
        f"{walked} is a block: name an attribute in it, one of {', '.join(block.get('attributes', {}))}"
    )


def _check_value(where: str, value: object, attribute: Attribute) -> None:
    as_set: Attribute = {**attribute, "optional": True, "computed": False, "required": False}
    wrong = [one.text for one in check({"value": value}, {"attributes": {"value": as_set}})]
    if isinstance(value, bool) and attribute.get("type") == "string":
        wrong.append(f'it holds text, "{json.dumps(value)}" in quotes')
    if wrong:
        raise BadRequest(f"{where} cannot be {json.dumps(value)}: {wrong[0]}")


def place(text: str) -> Place:
    """Read `[STACK:]TYPE.NAME`.

    Raises:
        BadRequest: It is not that.
    """
    stack, separator, address = text.rpartition(":")
    kind, _, name = address.partition(".")
    if not kind or not name or "." in name:
        raise BadRequest(f"{text!r} is no [STACK:]TYPE.NAME, as in prod-frankfurt-infra:aws_vpc.network")
    return Place(stack if separator else None, address)


def change(text: str) -> Change:
    """Read `[STACK:]TYPE.NAME.ATTRIBUTE=VALUE`; the value is JSON, or else text.

    Raises:
        BadRequest: It is not that.
    """
    left, separator, right = text.partition("=")
    stack, colon, rest = left.rpartition(":")
    parts = rest.split(".", 2)
    if not separator or len(parts) < 3 or not all(parts):  # noqa: PLR2004 - type, name, attribute
        raise BadRequest(
            f"{text!r} is no [STACK:]TYPE.NAME.ATTRIBUTE=VALUE, as in aws_vpc.network.enable_dns_support=false"
        )
    try:
        # A number stays text until it is known what the attribute holds: a version 1.20 is not 1.2.
        value: object = json.loads(right, parse_int=str, parse_float=str)
    except ValueError:
        value = right
    kind, name, path = parts
    return Change(Place(stack if colon else None, f"{kind}.{name}"), path, value)
