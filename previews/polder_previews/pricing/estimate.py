"""From a plan to what its stack costs: every object of both sides, part by part."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from polder_previews.pricing.billing import billed
from polder_previews.pricing.costs import CostLine, StackCost, Unpriced
from polder_previews.pricing.money import NOTHING, Money, summed
from polder_previews.pricing.objects import PlannedObject, Stack, forgotten, stacks
from polder_previews.pricing.prices import NoPrice, Prices, Quote
from polder_previews.pricing.resource_types import resource_types
from polder_previews.pricing.uses import Machines, Open, Use, span
from polder_previews.values import Json

_MACHINES: Final = "machines"

Part: TypeAlias = "tuple[str, str, str]"
"""Address, resource type and part of what is priced."""


@dataclass(frozen=True)
class _Priced:
    """A part with its price."""

    what: str
    region: str
    money: Money
    quote: Quote


@dataclass(frozen=True)
class _Bill:
    """One side of a plan."""

    priced: Mapping[Part, _Priced]
    unpriced: Mapping[tuple[str, Open], frozenset[str]]
    """Addresses by resource type and reason."""

    @property
    def total(self) -> Money | None:
        """What all that has a price costs; None where nothing has one though something may cost."""
        if not self.priced and self.unpriced:
            return None
        return summed(each.money for each in self.priced.values())


def price(plan: Mapping[str, Json], prices: Prices) -> StackCost:
    """Estimate what a stack costs a month before its plan is applied and after.

    Pure: nothing is read but the plan and the facts, and no clock. Values of the plan get into texts as they are:
    whoever shows them escapes them.

    Args:
        plan: What `terraform show -json` printed of a saved plan, parsed. What is not of its form is left out; a
            reader of plans refuses it before.
        prices: Where unit prices are looked up.
    """
    before, after = (_bill(side, prices) for side in stacks(plan))
    lines = sorted(_lines(before, after), key=_largest_change_first)
    return StackCost(
        before=before.total,
        after=after.total,
        lines=tuple(lines),
        unpriced=(*_unpriced(before, after), *_let_go(plan)),
        as_of=min((line.priced_on for line in lines), default=prices.newest),
        currency=prices.currency,
    )


def _bill(stack: Stack, prices: Prices) -> _Bill:
    priced: dict[Part, _Priced] = {}
    unpriced: dict[tuple[str, Open], set[str]] = defaultdict(set)
    for one in stack.objects.values():
        region = stack.region(one)
        for use in _uses(one, stack):
            if isinstance(use, Open):
                unpriced[one.type, use].add(one.address)
                continue
            found = _priced(one, use, region, prices)
            if isinstance(found, _Priced):
                priced[one.address, one.type, _part(use)] = found
            elif found is not None:
                unpriced[one.type, found].add(one.address)
    return _Bill(priced, {key: frozenset(addresses) for key, addresses in unpriced.items()})


def _uses(one: PlannedObject, stack: Stack) -> Iterator[Use | Machines | Open]:
    known = resource_types().get(one.type)
    if known is None:
        yield Open("unknown-type", one.type, "nobody has said what this type costs")
        return
    yield from billed(one, stack)
    if known.usage:
        yield Open("usage", known.usage, "it is paid by use, which no plan knows")


def _priced(one: PlannedObject, use: Use | Machines, region: str, prices: Prices) -> _Priced | Open | None:
    if not use.at_most:
        return None  # a pool that is closed costs nothing at any price
    found = (
        prices.of_machine(one.cloud, use, region)
        if isinstance(use, Machines)
        else prices.of_item(one.cloud, use.item, region)
    )
    if isinstance(found, NoPrice):
        return Open(found.kind, _what(use), found.reason)
    money = Money(use.at_least * found.monthly, use.at_most * found.monthly)
    return _Priced(_what(use), region, money, found)


def _part(use: Use | Machines) -> str:
    return _MACHINES if isinstance(use, Machines) else use.part


def _what(use: Use | Machines) -> str:
    if isinstance(use, Use):
        return use.what
    attached = f" with {use.accelerators} {use.attached}" if use.attached else ""
    return f"{span(use.at_least, use.at_most)} x {use.machine}{attached}, {use.capacity}"


def _lines(before: _Bill, after: _Bill) -> Iterator[CostLine]:
    for part in dict.fromkeys((*before.priced, *after.priced)):
        address, kind, name = part
        old, new = before.priced.get(part), after.priced.get(part)
        sides = [side for side in (old, new) if side is not None]
        shown = sides[-1]
        words = dict.fromkeys(side.what for side in sides)
        yield CostLine(
            address=address,
            type=kind,
            part=name,
            what=" → ".join(words),
            service=shown.quote.service,
            region=shown.region,
            before=old.money if old else None,
            after=new.money if new else None,
            priced_on=min(side.quote.on for side in sides),
            source=shown.quote.source,
            verified=all(side.quote.verified for side in sides),
            notes=tuple(dict.fromkeys(note for side in sides for note in side.quote.notes)),
        )


def _largest_change_first(line: CostLine) -> tuple[object, ...]:
    change, cost = line.difference, line.after or line.before or NOTHING
    largest = max(abs(change.at_least), abs(change.at_most))
    return (-largest, -cost.at_most, line.address, line.part)


def _unpriced(before: _Bill, after: _Bill) -> Iterator[Unpriced]:
    for key in sorted(
        {*before.unpriced, *after.unpriced}, key=lambda key: (key[1].kind, key[0], key[1].what)
    ):
        kind, why = key
        old, new = before.unpriced.get(key, frozenset()), after.unpriced.get(key, frozenset())
        yield Unpriced(why.kind, kind, why.what, why.reason, tuple(sorted(old | new)), bool(old), bool(new))


def _let_go(plan: Mapping[str, Json]) -> Iterator[Unpriced]:
    gone = forgotten(plan)
    if gone:
        reason = "Terraform lets go of it, and it goes on to cost"
        yield Unpriced(
            "no-longer-managed",
            "",
            "what is no longer managed",
            reason,
            tuple(sorted(gone)),
            before=True,
            after=True,
        )
