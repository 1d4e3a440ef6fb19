"""Costs for other programs: plain data for JSON, with amounts as text so that they keep their cents."""

from collections.abc import Mapping

from polder_previews.pricing.costs import CostLine, StackCost, TotalCost, Unpriced
from polder_previews.pricing.money import Money, cents

Object = dict[str, object]


def total_document(total: TotalCost) -> Object:
    """Write what several stacks cost, each by its name."""
    return {
        "currency": total.currency,
        "as_of": total.as_of.isoformat() if total.as_of else None,
        **_sides({"before": total.before, "after": total.after, "difference": total.difference}),
        "without_price": list(total.without_price()),
        "stacks": {name: stack_document(cost) for name, cost in total.stacks.items()},
    }


def stack_document(cost: StackCost) -> Object:
    """Write what a stack costs."""
    return {
        "currency": cost.currency,
        "as_of": cost.as_of.isoformat(),
        **_sides({"before": cost.before, "after": cost.after, "difference": cost.difference}),
        "lines": [_line(line) for line in cost.lines],
        "unpriced": [_unpriced(each) for each in cost.unpriced],
    }


def _line(line: CostLine) -> Object:
    return {
        "address": line.address,
        "type": line.type,
        "part": line.part,
        "what": line.what,
        "service": line.service,
        "region": line.region,
        **_sides({"before": line.before, "after": line.after, "difference": line.difference}),
        "priced_on": line.priced_on.isoformat(),
        "source": line.source,
        "verified": line.verified,
        "notes": list(line.notes),
    }


def _unpriced(each: Unpriced) -> Object:
    return {
        "kind": each.kind,
        "type": each.type,
        "what": each.what,
        "reason": each.reason,
        "addresses": list(each.addresses),
        "before": each.before,
        "after": each.after,
    }


def _sides(sides: Mapping[str, Money | None]) -> Object:
    return {name: _money(money) for name, money in sides.items()}


def _money(money: Money | None) -> Object | None:
    return None if money is None else {"at_least": cents(money.at_least), "at_most": cents(money.at_most)}
