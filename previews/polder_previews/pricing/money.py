"""Money a month, between what is sure and what may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
"""As wide as a plus."""

_CENT: Final = Decimal("0.01")
_WHOLE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Money:
    """What is paid a month, not rounded.

    As a difference, `at_least` compares both sides with every pool at its minimum and `at_most` with every pool at
    its maximum, so that it can be the larger of the two.

    Args:
        at_least: With every pool at its minimum.
        at_most: With every pool at its maximum.
    """

    at_least: Decimal
    at_most: Decimal

    def __add__(self, other: "Money") -> "Money":
        """Add, minimum to minimum and maximum to maximum."""
        return Money(self.at_least + other.at_least, self.at_most + other.at_most)

    def __sub__(self, other: "Money") -> "Money":
        """Take away, minimum from minimum and maximum from maximum."""
        return Money(self.at_least - other.at_least, self.at_most - other.at_most)

    def __bool__(self) -> bool:
        """Whether it is anything at all."""
        return bool(self.at_least or self.at_most)


NOTHING: Final = Money(Decimal(0), Decimal(0))


def summed(amounts: Iterable[Money]) -> Money:
    """Add amounts; nothing for none."""
    return reduce(Money.__add__, amounts, NOTHING)


def cents(amount: Decimal) -> str:
    """Write an amount for a program: `1234.50`."""
    return str(_rounded(amount, _CENT))


def whole(money: Money) -> str:
    """Write money for a person, in whole units: `1,234`, or `1,234 to 5,678`. More digits would not be true."""
    return _between(_unsigned(money.at_least), _unsigned(money.at_most))


def whole_change(money: Money) -> str:
    """Write a difference for a person, in whole units with signs: `+73`, `0 to +2,920`."""
    return _between(_signed(money.at_least), _signed(money.at_most))


def _between(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def _unsigned(amount: Decimal) -> str:
    rounded = _rounded(amount, _WHOLE)
    return f"{rounded:,}" if rounded or not amount else "under 1"


def _signed(amount: Decimal) -> str:
    if not amount:
        return "0"
    sign = "+" if amount > 0 else MINUS
    rounded = abs(_rounded(amount, _WHOLE))
    return f"{sign}{rounded:,}" if rounded else f"under {sign}1"


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_HALF_UP) + 0  # a sum that rounds to -0 is written 0
