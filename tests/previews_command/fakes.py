"""Stacks that nobody synthesized, and a Terraform that says what a test tells it to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from polder_previews.preview import Where
from polder_rehearsal.runs import Ran
from polder_stacks.preview.emitted import Emitted

HERE: Final = Where("frankfurt", "aws", "eu-central-1")
_BACKEND: Final = {"s3": {"bucket": "states", "key": "a.tfstate", "encrypt": True}}
_STATE: Final = {"backend": "s3", "config": {"bucket": "states", "key": "a.tfstate"}}


def emitted(name: str, needs: Sequence[str] = (), **written: object) -> Emitted:
    """Make a stack that was synthesized."""
    return Emitted(name, "dev", HERE, tuple(needs), written)


PRODUCER: Final = emitted(
    "a",
    terraform={"backend": _BACKEND},
    output={"address": {}, "certificate": {}},
    resource={"x_y": {"it": {"size": 1}}},
)
READER: Final = emitted(
    "b",
    ["a"],
    data={"terraform_remote_state": {"input-a": _STATE}},
    resource={"x_z": {"it": {"host": "${data.terraform_remote_state.input-a.outputs.address}:443"}}},
)
FOLLOWER: Final = emitted("c", ["a"], resource={"x_z": {"it": {}}})


@dataclass
class FakeGround:
    """Terraform that says of each stack what a test tells it to.

    Args:
        plans: The JSON of plans, by stack.
        outputs: Outputs that stacks have, by stack.
        failing: Stacks and commands that fail, with what is said.
    """

    plans: Mapping[str, bytes]
    outputs: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    failing: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    ran: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    arguments: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    def terraform(self, stack: str, *arguments: str) -> Ran:
        """Answer."""
        self.ran.append((stack, arguments[0]))
        self.arguments.append(arguments)
        if (stack, arguments[0]) in self.failing:
            return Ran(1, "", self.failing[stack, arguments[0]], 0.0)
        told = {
            "show": self.plans.get(stack, b"").decode(),
            "output": json.dumps(dict.fromkeys(self.outputs.get(stack, ()), 1)),
        }
        return Ran(0, told.get(arguments[0], ""), "", 0.0)

    def construct(self, stack: str, address: str) -> str | None:
        """Know no construct."""
        del stack, address

    def rescue(self, stack: str) -> Path | None:
        """Have nothing to rescue."""
        del stack

    def stop(self) -> None:
        """Have nothing to stop."""
