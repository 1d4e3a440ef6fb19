"""What goes wrong in a rehearsal because somebody asked for it: faults, slowness, and drift."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

INJECTED: Final = "Injected failure"
"""How a diagnostic begins that was asked for, so that it can be told from what went wrong by itself."""


@dataclass(frozen=True)
class Drift:
    """An attribute that somebody changed in the cloud, past Terraform.

    Args:
        stack: The stack's name.
        kind: The resource's type.
        identifier: Its `id`.
        path: The attribute: a dotted path, numbers for elements of lists.
        value: What it is now.
    """

    stack: str
    kind: str
    identifier: str
    path: str
    value: object


@dataclass
class Mishaps:
    """What is to go wrong.

    Args:
        slow: Seconds that each creation, change and deletion takes.
        failing: Stacks and addresses that fail when they are created, changed or deleted.
        drifts: What was changed past Terraform, and not yet set right.
    """

    slow: float = 0.0
    failing: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    drifts: list[Drift] = field(default_factory=list[Drift])

    def fails(self, stack: str, address: str | None) -> bool:
        """Say whether what is being done to a resource is to fail."""
        return address is not None and (stack, address) in self.failing

    def mend(self, stack: str) -> None:
        """Let everything in a stack succeed from now on."""
        self.failing = {(where, address) for where, address in self.failing if where != stack}

    def drifted(self, kind: str) -> bool:
        """Say whether any resource of a type was changed past Terraform."""
        return any(drift.kind == kind for drift in self.drifts)

    def drift(self, stack: str, kind: str, state: Mapping[str, object]) -> Mapping[str, object]:
        """Give the state of a resource as it is now."""
        for drift in self.drifts:
            if (drift.stack, drift.kind, drift.identifier) == (stack, kind, state.get("id")):
                state = cast("Mapping[str, object]", _changed(state, drift.path.split("."), drift.value))
        return state

    def undo(self, stack: str, kind: str, identifier: object) -> None:
        """Forget what was changed of a resource: it has been set right."""
        for drift in list(self.drifts):
            if (drift.stack, drift.kind, drift.identifier) == (stack, kind, identifier):
                self.drifts.remove(drift)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _changed(value: object, path: list[str], new: object) -> object:
    if not path:
        return float(new) if isinstance(new, str) and _is_number(value) else new
    name, *rest = path
    if isinstance(value, list):
        items = list(cast("list[object]", value))
        if name.isdecimal() and int(name) < len(items):
            items[int(name)] = _changed(items[int(name)], rest, new)
        return items
    found = dict(cast("Mapping[str, object]", value or {}))
    return {**found, name: _changed(found.get(name), rest, new)}
