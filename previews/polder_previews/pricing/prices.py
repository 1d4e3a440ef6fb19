"""Unit prices: those that Polder carries, and a customer's own over them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from polder_environments.facts.charges import ANYWHERE, Per, charge, charges
from polder_environments.facts.machines import Machine, Offer, machines, offer
from polder_environments.facts.purchase import Capacity
from polder_environments.facts.regions import region as find_region
from polder_environments.facts.sources import data_sets, source
from polder_previews.pricing.costs import Kind
from polder_previews.pricing.uses import Machines

if TYPE_CHECKING:
    from polder_previews.pricing.price_file import PriceFile

HOURS: Final = Decimal(730)
"""Of a month: a twelfth of 365 days. Clouds' own calculators take the same."""

MONTHLY: Final[dict[Per, Decimal]] = {
    "hour": HOURS,
    "day": HOURS / 24,
    "month": Decimal(1),
    "GiB-month": Decimal(1),
    "GiB-hour": HOURS,
    "vCPU-hour": HOURS,
}
"""What a unit price is multiplied by for a month."""

_USD: Final = "USD"
_MACHINES: Final = "machines"
_HUNDRED: Final = Decimal(100)
_ESTIMATE: Final = "spot≈"
_STALE: Final = "stale"
_PRICED: Final = ("charges", "offers")


@dataclass(frozen=True)
class Quote:
    """A unit price.

    Args:
        monthly: What one unit costs a month, in the currency of the prices.
        service: What it is of.
        on: The day of the price.
        source: Where it is from.
        verified: Whether it was read in what the provider publishes, or is the customer's own.
        notes: What a reader has to know of it.
    """

    monthly: Decimal
    service: str
    on: date
    source: str
    verified: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPrice:
    """Why there is none.

    Args:
        kind: For a program.
        reason: For a person.
    """

    kind: Kind
    reason: str


@dataclass(frozen=True)
class Prices:
    """Where unit prices are looked up. Pure: the same question has the same answer.

    Args:
        own: A customer's prices; None for what Polder carries alone.
    """

    own: "PriceFile | None" = None

    @classmethod
    def carried(cls) -> "Prices":
        """Give the dated list prices that Polder carries, in US dollars without tax."""
        return cls()

    def with_file(self, file: Path) -> "Prices":
        """Put a customer's prices over these.

        Args:
            file: A price file; docs/cost.md describes it.

        Raises:
            InvalidInput: With everything that is wrong with the file, each with its line.
        """
        from polder_previews.pricing.price_file import read_price_file  # noqa: PLC0415 - pydantic takes long

        return replace(self, own=read_price_file(file))

    @property
    def currency(self) -> str:
        """ISO 4217 code of all amounts."""
        return self.own.currency.code if self.own and self.own.currency else _USD

    @property
    def source(self) -> str:
        """Where the prices are from, in a few words. Of a customer's file it holds what the customer wrote."""
        listed = "list prices that Polder carries"
        return f"{self.own.source}; for the rest {listed}" if self.own else listed

    @property
    def newest(self) -> date:
        """The day of the newest price."""
        return max(_newest(), self.own.as_of) if self.own else _newest()

    def of_item(self, cloud: str, item: str, region: str) -> Quote | NoPrice:
        """Look up what one unit of an item costs a month.

        Args:
            cloud: The cloud.
            item: The item's name among the charges.
            region: Where; blank where nobody knows.
        """
        own = self._own_charge(cloud, item, region)
        if own is not None:
            return own
        if not region or find_region(cloud, region) is None:
            return _nowhere(region)
        found = charge(cloud, item, region)
        if found is None:
            return NoPrice("no-price", f"no price of {item} is known in {region}")
        notes: tuple[str, ...] = ()
        if found.region == ANYWHERE and not found.everywhere and found.read_for != region:
            notes = (f"{found.read_for} price",)
        listed = Quote(
            found.usd * MONTHLY[found.per],
            found.service,
            _day(source(found.source).date),
            found.source,
            found.verified,
            (*notes, *_warnings(source(found.source).text, verified=found.verified)),
        )
        return self._converted(cloud, listed)

    def of_machine(self, cloud: str, wanted: Machines, region: str) -> Quote | NoPrice:
        """Look up what one machine costs a month.

        Args:
            cloud: The cloud.
            wanted: The machines.
            region: Where; blank where nobody knows.
        """
        found = _machine(cloud, wanted)
        if found is None:
            return NoPrice("no-price", f"the machine type {wanted.machine} is not known")
        own = self._own_machine(found, region, wanted.capacity)
        if own is not None:
            return own
        if not region or find_region(cloud, region) is None:
            return _nowhere(region)
        offered = offer(cloud, region, found.name)
        if offered is None:
            return NoPrice("no-price", f"{found.name} is not known to be offered in {region}")
        return self._offered(offered, wanted.capacity)

    def _offered(self, offered: Offer, capacity: Capacity) -> Quote | NoPrice:
        prices: dict[str, float | None] = {
            "on-demand": offered.on_demand,
            "reserved": offered.on_demand,
            "spot": offered.spot,
        }
        price = prices.get(capacity)
        if price is None:
            return NoPrice(
                "no-price", f"no {capacity} price of {offered.machine} is known in {offered.region}"
            )
        origin = source(offered.source)
        notes = {
            "reserved": ("on-demand price, for a reservation in use",),
            "spot": (f"spot price as of {origin.date}, which changes from hour to hour",),
        }.get(capacity, ())
        if capacity == "spot" and _ESTIMATE in origin.text:
            notes = (*notes, "the spot price is an estimate")
        verified = "unverified" not in origin.text
        listed = Quote(
            Decimal(str(price)) * HOURS,
            _MACHINES,
            _day(origin.date),
            offered.source,
            verified,
            (*notes, *_warnings(origin.text, verified=verified)),
        )
        return self._converted(offered.cloud, listed)

    def _converted(self, cloud: str, listed: Quote) -> Quote:
        if self.own is None:
            return listed
        percent = self.own.discount(cloud, listed.service)
        monthly = listed.monthly * (_HUNDRED - percent) / _HUNDRED * self.own.rate
        notes = (*listed.notes, f"list price less {percent.normalize():f} %") if percent else listed.notes
        return replace(listed, monthly=monthly, notes=notes)

    def _own_charge(self, cloud: str, item: str, region: str) -> Quote | None:
        for place in (region, ANYWHERE):
            for one in self.own.prices if self.own else ():
                if (one.cloud, one.item, one.region) == (cloud, item, place):
                    service = charges(cloud, item)[0].service
                    return self._mine(Decimal(str(one.price)) * MONTHLY[one.per], service)
        return None

    def _own_machine(self, found: Machine, region: str, capacity: Capacity) -> Quote | None:
        for place in (region, ANYWHERE):
            for one in self.own.machines if self.own else ():
                meant = (one.cloud, one.machine, one.region, one.capacity)
                if meant == (found.cloud, found.name, place, capacity):
                    return self._mine(Decimal(str(one.price)) * HOURS, _MACHINES)
        return None

    def _mine(self, monthly: Decimal, service: str) -> Quote:
        if self.own is None:
            raise ValueError("there are no prices of a customer")
        return Quote(monthly, service, self.own.as_of, self.own.source, verified=True)


def _machine(cloud: str, wanted: Machines) -> Machine | None:
    """Find a machine by the provider's name; of several, the one with what is attached to it."""
    named = [one for one in machines(cloud) if one.terraform == wanted.machine] if cloud else []
    exact = [one for one in named if (one.attached, one.count) == (wanted.attached, wanted.accelerators)]
    return next(iter(exact or [one for one in named if not one.attached]), None)


def _nowhere(region: str) -> NoPrice:
    told = f"the region {region} is not known" if region else "the plan does not say in which region it is"
    return NoPrice("unknown-region", told)


def _day(written: str) -> date:
    """Read the day of a source; of a month, its first."""
    return date.fromisoformat(written if len(written) > len("2026-07") else f"{written}-01")


@cache
def _newest() -> date:
    return max(_day(one.newest) for one in data_sets() if one.name in _PRICED)


def _warnings(origin: str, *, verified: bool) -> tuple[str, ...]:
    told = (("an old price", _STALE in origin), ("not verified", not verified))
    return tuple(words for words, so in told if so)
