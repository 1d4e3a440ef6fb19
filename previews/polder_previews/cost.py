"""What a change costs a month. The figures are others'; this says how they are put together and shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_CENT: Final = Decimal("0.01")

MINUS: Final = "\N{MINUS SIGN}"
"""As wide as a plus, so that columns of both line up."""


@dataclass(frozen=True, slots=True)
class MonthlyCost:
    """What something costs a month, before a change and after it, in one currency.

    Args:
        before: Before; 0 where it is new.
        after: After; 0 where it goes.
    """

    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """How much more it costs; less than 0 where it costs less."""
        return self.after - self.before

    def __add__(self, other: "MonthlyCost") -> "MonthlyCost":
        """Add the costs of two things."""
        return MonthlyCost(self.before + other.before, self.after + other.after)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One thing that costs.

    Args:
        stack: The stack it is in.
        what: What it is, in a few words.
        cost: What it costs.
    """

    stack: str
    what: str
    cost: MonthlyCost


@dataclass(frozen=True)
class Costs:
    """What all of it costs.

    Args:
        currency: `USD`.
        priced_on: The oldest day that a price is of.
        source: Where the prices are from, in a few words.
        total: What everything that is priced costs.
        lines: What changes, the largest change first.
        unpriced: What has no price, in a few words each.
    """

    currency: str
    priced_on: date
    source: str
    total: MonthlyCost
    lines: tuple[CostLine, ...] = ()
    unpriced: tuple[str, ...] = ()


def amount(value: Decimal) -> str:
    """Write an amount of money: `1,234.50`."""
    return f"{value.quantize(_CENT, ROUND_HALF_UP):,}"


def change(value: Decimal) -> str:
    """Write a change of an amount with its sign; `0` when it is less than half a cent."""
    rounded = value.quantize(_CENT, ROUND_HALF_UP)
    return "0" if not rounded else f"{'+' if rounded > 0 else MINUS}{abs(rounded):,}"


def summed(costs: Iterable[MonthlyCost | None]) -> MonthlyCost | None:
    """Add costs; None where nothing has one."""
    total: MonthlyCost | None = None
    for cost in costs:
        if cost is not None:
            total = cost if total is None else total + cost
    return total
