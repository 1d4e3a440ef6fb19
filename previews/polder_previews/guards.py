"""Guards: a change by which data may go is made only when the environment file names it beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import yaml

from polder_environments.declarations import NamedChange
from polder_previews.changes import Change
from polder_previews.preview import Preview

Deed = Literal["delete", "replace", "unprotect"]
"""What is done to an object: it is destroyed, it is destroyed and made anew, or what keeps it from that is taken away."""

_PLANNED: Final = "planned"


@dataclass(frozen=True, slots=True)
class GuardedDeed:
    """Something that is done to an object, by which data may go.

    Args:
        environment: Name of the environment.
        stack: The stack.
        address: The object. Where its address is secret it cannot be named, and so not be done.
        deed: What is done.
        holds: What the object holds, in a few words; blank where nobody knows.
        lowered: Protection that is taken away, `deletion_protection: true → false`.
        allowed_by: Name of the change in the environment file that allows it; blank where none does.
        approver: Who answers for that; blank where nobody does.
        ticket: Where it is followed.
        refused: Changes that name it and do not count, each with the reason.
    """

    environment: str
    stack: str
    address: str
    deed: Deed
    holds: str
    lowered: tuple[str, ...]
    allowed_by: str = ""
    approver: str = ""
    ticket: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guards:
    """What the guards say of a preview.

    Args:
        deeds: Everything that they look at; what nobody allowed is first.
        idle: Named changes that nothing in the preview is, each in a sentence.
    """

    deeds: tuple[GuardedDeed, ...] = ()
    idle: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[GuardedDeed, ...]:
        """What nobody allowed."""
        return tuple(deed for deed in self.deeds if not deed.allowed_by)

    @property
    def hold(self) -> bool:
        """Whether everything is allowed."""
        return not self.open


def guard(preview: Preview, named: Mapping[str, Mapping[str, NamedChange]], on: date) -> Guards:
    """Look at every change by which data may go.

    Args:
        preview: What would be done.
        named: The changes that are named in environment files, by environment and name.
        on: The day to judge by.
    """
    deeds: list[GuardedDeed] = []
    used: set[tuple[str, str]] = set()
    for stack, change in preview.endangered:
        environment = _environment(stack.name, named)
        allowing = named.get(environment, {})
        for deed in _deeds(change):
            naming = {
                name: each
                for name, each in allowing.items()
                if each.stack == stack.name and each.action == deed and change.address in each.addresses
            }
            used |= {(environment, name) for name in naming}
            counting = next((name for name, each in naming.items() if on <= each.expires), "")
            deeds.append(
                GuardedDeed(
                    environment,
                    stack.name,
                    change.address,
                    deed,
                    change.holds.partition(";")[0],
                    change.lowered,
                    counting,
                    naming[counting].approver if counting else "",
                    naming[counting].ticket if counting else "",
                    () if counting else tuple(_expired(naming)),
                )
            )
    return Guards(tuple(sorted(deeds, key=_order)), tuple(_idle(preview, named, used)))


def wanted_names(deeds: Sequence[GuardedDeed], on: date) -> str:
    """Write the YAML that would name deeds: what is still to be filled in is in angle brackets.

    Args:
        deeds: What nobody allowed.
        on: The day; what is named has to expire.
    """
    grouped: dict[tuple[str, Deed], list[str]] = {}
    for deed in deeds:
        grouped.setdefault((deed.stack, deed.deed), []).append(deed.address)
    changes = {
        f"{action}-{stack.partition('-')[2]}": {
            "stack": stack,
            "addresses": addresses,
            "action": action,
            "reason": "<where the data is, or why nobody needs it>",
            "approver": "<e-mail address of who answers for it>",
            "ticket": "<where it is followed>",
            "expires": f"<the last day on which it counts, later than {on}>",
        }
        for (stack, action), addresses in grouped.items()
    }
    return yaml.safe_dump({"changes": changes}, sort_keys=False, allow_unicode=True, width=110)


def _environment(stack: str, named: Mapping[str, object]) -> str:
    """Give the environment of a stack: no name of one holds a hyphen."""
    environment = stack.partition("-")[0]
    return environment if environment in named else ""


def _deeds(change: Change) -> Iterator[Deed]:
    if change.destroys:
        yield "replace" if change.action.replaces else "delete"
    if change.lowered:
        yield "unprotect"


def _expired(naming: Mapping[str, NamedChange]) -> Iterator[str]:
    for name, each in naming.items():
        yield f"{name} expired on {each.expires}"


def _idle(
    preview: Preview, named: Mapping[str, Mapping[str, NamedChange]], used: set[tuple[str, str]]
) -> Iterator[str]:
    """Tell of named changes that nothing is: what was done stays allowed until somebody takes it out."""
    states = {stack.name: stack.state for stack in preview.stacks}
    for environment, changes in named.items():
        for name, each in changes.items():
            if (environment, name) in used:
                continue
            if not each.stack.startswith(f"{environment}-"):
                yield f"changes.{name} names {each.stack}, which is no stack of {environment}"
            elif each.stack not in states:
                yield f"changes.{name} names {each.stack}, and there is no such stack"
            elif states[each.stack] == _PLANNED:
                yield f"changes.{name} matches nothing in {each.stack}: take it out, or mend it"


def _order(deed: GuardedDeed) -> tuple[bool, str, str, str]:
    return bool(deed.allowed_by), deed.stack, deed.address, deed.deed
