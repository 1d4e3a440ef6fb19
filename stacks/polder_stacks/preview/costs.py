"""What planned stacks cost, in the form that previews show."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from polder_previews.cost import CostLine, Costs, MonthlyCost, summed
from polder_previews.pricing.costs import StackCost
from polder_previews.pricing.estimate import price
from polder_previews.pricing.money import Money
from polder_previews.pricing.prices import Prices
from polder_previews.secrets import Secrets
from polder_previews.values import Json
from polder_stacks.preview.planning import Result

_HOW: Final = "every pool at its maximum, stacks that are planned alone"
"""What the figures mean: what the change may cost at most, where pools grow by themselves."""

_NOTHING: Final = Decimal(0)


def prices_of(file: Path | None) -> Prices:
    """Give unit prices.

    Args:
        file: A customer's own price file; None for the dated list prices that Polder carries alone.

    Raises:
        InvalidInput: With everything that is wrong with the file.
    """
    carried = Prices.carried()
    return carried.with_file(file) if file else carried


def costs_of(
    results: Mapping[str, Result], prices: Prices, secrets: Secrets
) -> tuple[dict[str, MonthlyCost], Costs | None]:
    """Price every plan.

    Args:
        results: What came of each stack.
        prices: Unit prices.
        secrets: What is secret: texts of prices hold what others wrote.

    Returns:
        What each stack costs where something of it has a price, and what all cost; None where nothing was planned.
    """
    found = {
        name: price(cast("Mapping[str, Json]", json.loads(result.content)), prices)
        for name, result in results.items()
        if result.plan is not None
    }
    by_stack = {name: _monthly(cost) for name, cost in found.items() if _is_priced(cost)}
    total = summed(by_stack.values())
    if total is None:
        return by_stack, None
    lines = [
        CostLine(name, secrets.text(f"{line.address}: {line.what}"), _of(line.before, line.after))
        for name, cost in found.items()
        for line in cost.lines
        if line.difference
    ]
    unpriced = dict.fromkeys(
        secrets.text(f"{each.what} ({each.type})" if each.type else each.what)
        for cost in found.values()
        for each in cost.unpriced
    )
    return by_stack, Costs(
        prices.currency,
        min(cost.as_of for cost in found.values()),
        f"{secrets.text(prices.source)}; {_HOW}",
        total,
        tuple(sorted(lines, key=lambda line: -abs(line.cost.change))),
        tuple(unpriced),
    )


def _is_priced(cost: StackCost) -> bool:
    return cost.before is not None and cost.after is not None and bool(cost.lines)


def _monthly(cost: StackCost) -> MonthlyCost:
    return _of(cost.before, cost.after)


def _of(before: Money | None, after: Money | None) -> MonthlyCost:
    return MonthlyCost(before.at_most if before else _NOTHING, after.at_most if after else _NOTHING)
