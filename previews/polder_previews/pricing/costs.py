"""What a stack costs, line by line, and what of it has no price."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from polder_previews.pricing.money import NOTHING, Money, summed

Kind = Literal[
    "usage",
    "no-price",
    "unknown-region",
    "unknown-type",
    "not-known-yet",
    "elsewhere",
    "no-longer-managed",
]
"""Why something has no price: it is paid by use; no price is known; nobody knows where it is; nobody has said what
the type costs; its size is known only after apply; it is paid outside of the stack; Terraform lets go of it."""


@dataclass(frozen=True)
class CostLine:
    """One thing that is paid for. Texts are raw: they may hold what a user wrote.

    Args:
        address: The object it is of.
        type: Its resource type.
        part: What of it, in a word that stays: `machines`, `disks`.
        what: How much of what, for a person: `2 to 4 x m6i.xlarge, on-demand`.
        service: What it is of, alike on every cloud: `machines`, `database`.
        region: Where.
        before: What it costs a month; None where it is not there.
        after: What it will cost; None where it will not be there.
        priced_on: The day of its price, the older one of two.
        source: Where the price is from.
        verified: Whether the price was read in what the provider publishes, or is the customer's own.
        notes: What a reader has to know of the price, such as that it is of another region.
    """

    address: str
    type: str
    part: str
    what: str
    service: str
    region: str
    before: Money | None
    after: Money | None
    priced_on: date
    source: str
    verified: bool
    notes: tuple[str, ...] = ()

    @property
    def difference(self) -> Money:
        """How much more it costs; nothing is paid for what is not there."""
        return (self.after or NOTHING) - (self.before or NOTHING)


@dataclass(frozen=True)
class Unpriced:
    """Something that may cost and is in no total. Texts are raw: they may hold what a user wrote.

    Args:
        kind: Why, for a program.
        type: The resource type.
        what: What of it.
        reason: Why, for a person.
        addresses: The objects, sorted.
        before: Whether it is there before.
        after: Whether it is there after.
    """

    kind: Kind
    type: str
    what: str
    reason: str
    addresses: tuple[str, ...]
    before: bool
    after: bool


@dataclass(frozen=True)
class StackCost:
    """What a stack costs a month.

    Args:
        before: What all that has a price costs before; None where nothing has one though something may cost.
        after: The same after.
        lines: Everything that has a price, the largest change first.
        unpriced: Everything that may cost and has none.
        as_of: The oldest day that a price is of; where there is no line, the day of the newest price there is.
        currency: `USD`.
    """

    before: Money | None
    after: Money | None
    lines: tuple[CostLine, ...]
    unpriced: tuple[Unpriced, ...]
    as_of: date
    currency: str

    @property
    def difference(self) -> Money | None:
        """How much more it costs; None where a side has no price."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class TotalCost:
    """What several stacks cost a month.

    Args:
        stacks: Each by name, in one currency.
    """

    stacks: Mapping[str, StackCost]

    @property
    def before(self) -> Money | None:
        """What all that has a price costs before; None where nothing has one."""
        return self._sum([cost.before for cost in self.stacks.values()])

    @property
    def after(self) -> Money | None:
        """The same after."""
        return self._sum([cost.after for cost in self.stacks.values()])

    @property
    def difference(self) -> Money | None:
        """How much more they cost: the sum of the stacks' differences; None where none has one."""
        return self._sum([cost.difference for cost in self.stacks.values()])

    @property
    def as_of(self) -> date | None:
        """The oldest day that a price is of; None without a stack."""
        return min((cost.as_of for cost in self.stacks.values()), default=None)

    @property
    def currency(self) -> str:
        """The currency of all; blank without a stack."""
        return next((cost.currency for cost in self.stacks.values()), "")

    def without_price(self) -> tuple[str, ...]:
        """Stacks of which nothing could be priced on some side: they are missing in a total."""
        return tuple(name for name, cost in self.stacks.items() if cost.before is None or cost.after is None)

    def unpriced(self) -> Iterator[tuple[str, Unpriced]]:
        """Everything that has no price, with its stack."""
        for name, cost in self.stacks.items():
            for each in cost.unpriced:
                yield name, each

    @staticmethod
    def _sum(amounts: list[Money | None]) -> Money | None:
        known = [amount for amount in amounts if amount is not None]
        return summed(known) if known or not amounts else None
