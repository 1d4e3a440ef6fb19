"""A customer's own prices: a strict YAML file of unit prices and discounts."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from polder_environments.declarations import Date
from polder_environments.facts.charges import ANYWHERE, Per, Service, charges, items
from polder_environments.facts.machines import machine, machines
from polder_environments.facts.purchase import Capacity
from polder_environments.facts.regions import region, regions
from polder_environments.load import load_as
from polder_environments.model import CloudName
from polder_environments.parts import Part
from polder_environments.problems import InvalidInput, KeyPath, Problem, closest, dotted, shown
from polder_environments.sources import Sources

MACHINES = "machines"
"""The service that machine types are of, beside those of other charges."""

Price = Annotated[float, Field(ge=0, le=1_000_000)]
Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]


class OwnCharge(Part):
    """What one unit of something costs this customer; no discount is taken from it."""

    cloud: CloudName
    item: Text
    """Polder's name of it, `nat-gateway`; docs/cost.md lists them."""

    region: Text = ANYWHERE
    """A region, or `*` for all."""

    price: Price
    """In the file's currency."""

    per: Per
    """What the price is for; it has to be what the item is counted in."""


class OwnMachine(Part):
    """What an hour of a machine costs this customer; no discount is taken from it."""

    cloud: CloudName
    machine: Text
    """A machine type of the facts, `p5.48xlarge`."""

    region: Text = ANYWHERE
    """A region, or `*` for all."""

    capacity: Capacity
    """The way of buying that the price is for."""

    price: Price
    """In the file's currency, for the whole machine."""

    per: Literal["hour"]


class Discount(Part):
    """What is taken from the list prices of a service."""

    cloud: CloudName
    service: Service | Literal["machines"]
    percent: Annotated[float, Field(gt=0, le=100)]


class Exchange(Part):
    """The currency of the file, and what list prices are converted with."""

    code: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]
    """ISO 4217."""

    per_usd: Annotated[float, Field(gt=0, le=1_000_000)]
    """So much of it for one US dollar."""


class PriceFile(Part):
    """A customer's prices."""

    as_of: Date
    """The day that the prices hold of."""

    source: Text
    """Where they are from, in a few words; it is shown beside the figures."""

    currency: Exchange | None = None
    """By default US dollars."""

    discounts: tuple[Discount, ...] = ()
    prices: tuple[OwnCharge, ...] = ()
    machines: tuple[OwnMachine, ...] = ()

    @property
    def rate(self) -> Decimal:
        """What a list price in US dollars is multiplied by."""
        return Decimal(str(self.currency.per_usd)) if self.currency else Decimal(1)

    def discount(self, cloud: str, service: str) -> Decimal:
        """Percent taken from the list prices of a service; 0 where nothing is said."""
        for one in self.discounts:
            if (one.cloud, one.service) == (cloud, service):
                return Decimal(str(one.percent))
        return Decimal(0)


def read_price_file(file: Path) -> PriceFile:
    """Read a price file.

    Args:
        file: The file.

    Raises:
        InvalidInput: With everything that is wrong with it, each with its line.
    """
    loaded = load_as(file, PriceFile)
    problems = _Judge(loaded.environment, loaded.sources).problems()
    if problems:
        raise InvalidInput(tuple(problems))
    return loaded.environment


class _Judge:
    """Holds a file against the facts."""

    def __init__(self, file: PriceFile, sources: Sources) -> None:
        self._file = file
        self._sources = sources
        self._found: list[Problem] = []

    def problems(self) -> list[Problem]:
        for index, one in enumerate(self._file.prices):
            self._charge(one, ("prices", index))
        for index, one in enumerate(self._file.machines):
            self._machine(one, ("machines", index))
        self._once("prices", [(one.cloud, one.item, one.region) for one in self._file.prices])
        self._once(
            "machines", [(one.cloud, one.machine, one.region, one.capacity) for one in self._file.machines]
        )
        self._once("discounts", [(one.cloud, one.service) for one in self._file.discounts])
        return self._found

    def _charge(self, one: OwnCharge, path: KeyPath) -> None:
        self._region(one.cloud, one.region, path)
        known = charges(one.cloud, one.item)
        if not known:
            names = items(one.cloud)
            self._unknown((*path, "item"), f"{one.cloud} has no item {shown(one.item)}", one.item, names)
        elif known[0].per != one.per:
            what = f"{one.item} is counted by the {known[0].per}, and the price is for the {one.per}"
            self._note((*path, "per"), what, known[0].per, "wrong-unit")

    def _machine(self, one: OwnMachine, path: KeyPath) -> None:
        self._region(one.cloud, one.region, path)
        if machine(one.cloud, one.machine) is None:
            names = tuple(each.name for each in machines(one.cloud))
            what = f"{one.cloud} has no machine type {shown(one.machine)} that is known"
            self._unknown((*path, "machine"), what, one.machine, names)

    def _region(self, cloud: str, name: str, path: KeyPath) -> None:
        if name != ANYWHERE and region(cloud, name) is None:
            names = tuple(regions(cloud))
            self._unknown((*path, "region"), f"{cloud} has no region {shown(name)}", name, names)

    def _once(self, key: str, entries: list[tuple[str, ...]]) -> None:
        first: dict[tuple[str, ...], int] = {}
        for index, entry in enumerate(entries):
            if entry in first:
                line = self._sources.position((key, first[entry])).line
                what = f"the same thing is priced a second time, after line {line}"
                self._note((key, index), what, "each thing once", "duplicate")
            first.setdefault(entry, index)

    def _unknown(self, path: KeyPath, what: str, word: str, names: tuple[str, ...]) -> None:
        guess = closest(word, names)
        told = f"{what}: did you mean {guess}?" if guess else what
        self._note(path, told, ", ".join(names), "not-known")

    def _note(self, path: KeyPath, what: str, allowed: str, code: str) -> None:
        self._found.append(Problem(self._sources.position(path), dotted(path), what, allowed, code))
