"""What of an object is paid for, in units that have a price."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from polder_environments.facts.purchase import Capacity
from polder_previews.pricing.costs import Kind

_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Use:
    """So many units of something.

    Args:
        part: What of the object, in a word that stays.
        what: How much of what, for a person.
        item: Its name among the charges.
        at_least: Units that are surely there.
        at_most: Units that may be there.
    """

    part: str
    what: str
    item: str
    at_least: Decimal = _ONE
    at_most: Decimal = _ONE


@dataclass(frozen=True, slots=True)
class Machines:
    """So many machines.

    Args:
        machine: The type as the provider takes it.
        attached: The type of an accelerator that is attached, or built in; blank where there is none.
        accelerators: How many accelerators a machine has; 0 where the plan does not say.
        capacity: How they are bought.
        at_least: Machines that are surely there.
        at_most: Machines that may be there.
    """

    machine: str
    attached: str
    accelerators: int
    capacity: Capacity
    at_least: Decimal
    at_most: Decimal


@dataclass(frozen=True, slots=True)
class Open:
    """Something that may cost, and why nobody can say how much.

    Args:
        kind: Why, for a program.
        what: What of the object.
        reason: Why, for a person.
    """

    kind: Kind
    what: str
    reason: str


def span(least: Decimal, most: Decimal) -> str:
    """Write a number or a range: `2`, `2 to 4`."""
    return f"{least:f}" if least == most else f"{least:f} to {most:f}"
