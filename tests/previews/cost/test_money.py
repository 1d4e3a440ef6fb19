from decimal import Decimal

import pytest

from polder_previews.pricing.money import NOTHING, Money, cents, summed, whole, whole_change


def money(least: str, most: str) -> Money:
    """Give money between two amounts."""
    return Money(Decimal(least), Decimal(most))


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        ("0", "0", "0"),
        ("73", "73", "73"),
        ("1233.50", "1233.50", "1,234"),
        ("0.06", "0.06", "under 1"),
        ("0", "0.20", "0 to under 1"),
        ("0.50", "0.50", "1"),
        ("73.10", "72.90", "73"),
        ("0", "80103.64", "0 to 80,104"),
    ],
)
def test_people_see_whole_units(least: str, most: str, expected: str) -> None:
    """No cents are shown to a person, thousands are set off, and a little is never shown as nothing."""
    assert whole(money(least, most)) == expected


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        ("0", "0", "0"),
        ("73", "73", "+73"),
        ("-73", "-73", "−73"),  # noqa: RUF001 - a minus as wide as a plus
        ("0", "2920", "0 to +2,920"),
        ("296.32", "-296.32", "+296 to −296"),  # noqa: RUF001
        ("0.20", "0.20", "under +1"),
        ("-0.20", "-0.20", "under −1"),  # noqa: RUF001
    ],
)
def test_changes_have_signs(least: str, most: str, expected: str) -> None:
    """A change says in which direction it goes, at the minimum and at the maximum."""
    assert whole_change(money(least, most)) == expected


@pytest.mark.parametrize(
    ("amount", "expected"), [("73", "73.00"), ("0.005", "0.01"), ("-0.001", "0.00"), ("1234.567", "1234.57")]
)
def test_programs_see_cents(amount: str, expected: str) -> None:
    """Half a cent is rounded up, and nothing has no sign."""
    assert cents(Decimal(amount)) == expected


def test_money_adds_up_before_it_is_rounded() -> None:
    """Three thirds of a cent are a cent."""
    third = money("0.00333333333", "0.00333333334")

    assert cents(summed([third] * 3).at_least) == "0.01"
    assert summed([]) == NOTHING
    assert not NOTHING
    assert third
    assert third - third == NOTHING
