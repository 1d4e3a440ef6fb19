import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from polder_environments.facts.charges import items
from polder_environments.problems import InvalidInput, render
from polder_previews.pricing.estimate import price
from polder_previews.pricing.money import Money, cents
from polder_previews.pricing.prices import NoPrice, Prices, Quote
from polder_previews.pricing.uses import Machines

Body = dict[str, Any]
Make = Callable[..., Body]
Write = Callable[[str], Path]

DOCUMENT = Path(__file__).parents[3] / "docs" / "cost.md"
HEAD = "as_of: 2026-10-01\nsource: Enterprise agreement 4711\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a price file."""

    def make(text: str) -> Path:
        file = tmp_path / "prices.yaml"
        file.write_text(HEAD + text)
        return file

    return make


def one(machine: str, capacity: Any = "on-demand") -> Machines:
    """Ask for one machine."""
    return Machines(machine, "", 0, capacity, Decimal(1), Decimal(1))


def monthly(found: Quote | NoPrice) -> str:
    """Give what something costs a month."""
    assert isinstance(found, Quote)
    return cents(found.monthly)


def refused(file: Path) -> str:
    """Give what is wrong with a file, as it is shown."""
    with pytest.raises(InvalidInput) as caught:
        Prices.carried().with_file(file)
    return render(caught.value.problems, width=200)


def test_without_a_file_the_list_prices_count() -> None:
    """What is carried is in US dollars and says that it is a list."""
    prices = Prices.carried()

    assert (prices.currency, prices.source) == ("USD", "list prices that Polder carries")
    assert monthly(prices.of_item("aws", "nat-gateway", "eu-central-1")) == "37.96"
    assert monthly(prices.of_machine("aws", one("m6i.xlarge"), "us-east-1")) == "140.16"


def test_a_unit_price_takes_the_place_of_the_list(write: Write) -> None:
    """A region's price comes before that of all regions, and the rest stays as it is listed."""
    prices = Prices.carried().with_file(
        write(
            "prices:\n"
            "  - {cloud: aws, item: nat-gateway, price: 0.04, per: hour}\n"
            "  - {cloud: aws, item: nat-gateway, region: eu-central-1, price: 0.03, per: hour}\n"
        )
    )
    own = prices.of_item("aws", "nat-gateway", "eu-central-1")

    assert monthly(own) == "21.90"
    assert isinstance(own, Quote)
    assert (own.on, own.source, own.verified, own.notes) == (
        date(2026, 10, 1),
        "Enterprise agreement 4711",
        True,
        (),
    )
    assert monthly(prices.of_item("aws", "nat-gateway", "eu-north-1")) == "29.20"
    assert monthly(prices.of_item("aws", "public-ipv4", "eu-north-1")) == "3.65"
    assert prices.source == "Enterprise agreement 4711; for the rest list prices that Polder carries"


def test_a_machine_price_is_of_one_way_of_buying(write: Write) -> None:
    """A price for flex-start gives what no list has, and leaves on-demand alone."""
    prices = Prices.carried().with_file(
        write(
            "machines:\n"
            "  - {cloud: gcp, machine: ct5lp-hightpu-8t, capacity: flex-start, price: 5, per: hour}\n"
        )
    )
    listed = Prices.carried().of_machine("gcp", one("ct5lp-hightpu-8t"), "europe-west4")
    wanted = one("ct5lp-hightpu-8t", "flex-start")

    assert isinstance(Prices.carried().of_machine("gcp", wanted, "europe-west4"), NoPrice)
    assert monthly(prices.of_machine("gcp", wanted, "europe-west4")) == "3650.00"
    assert prices.of_machine("gcp", one("ct5lp-hightpu-8t"), "europe-west4") == listed


def test_a_discount_is_taken_from_list_prices_alone(write: Write) -> None:
    """A discount is of one cloud and service, says so in a note, and is not taken from the customer's own price."""
    prices = Prices.carried().with_file(
        write(
            "discounts:\n"
            "  - {cloud: aws, service: machines, percent: 25}\n"
            "  - {cloud: aws, service: network, percent: 50}\n"
            "prices:\n"
            "  - {cloud: aws, item: public-ipv4, price: 0.005, per: hour}\n"
        )
    )
    machine = prices.of_machine("aws", one("m6i.xlarge"), "us-east-1")

    assert monthly(machine) == "105.12"
    assert isinstance(machine, Quote)
    assert "list price less 25 %" in machine.notes
    assert monthly(prices.of_item("aws", "nat-gateway", "us-east-1")) == "16.43"
    assert monthly(prices.of_item("aws", "public-ipv4", "us-east-1")) == "3.65"
    assert monthly(prices.of_item("aws", "eks-cluster", "us-east-1")) == "73.00"
    assert monthly(prices.of_item("azure", "nat-gateway", "eastus")) == "32.85"


def test_list_prices_are_converted_and_own_ones_are_not(write: Write) -> None:
    """In a file in euros own prices are in euros, and list prices are converted with the file's rate."""
    prices = Prices.carried().with_file(
        write(
            "currency: {code: EUR, per_usd: 0.5}\n"
            "prices:\n"
            "  - {cloud: aws, item: eks-cluster, price: 0.20, per: hour}\n"
        )
    )

    assert prices.currency == "EUR"
    assert monthly(prices.of_item("aws", "eks-cluster", "us-east-1")) == "146.00"
    assert monthly(prices.of_item("aws", "nat-gateway", "us-east-1")) == "16.43"


def test_a_file_changes_what_a_plan_costs(write: Write, change: Make, plan: Make) -> None:
    """The same plan costs what the customer pays, on the older day of both sources."""
    prices = Prices.carried().with_file(
        write("prices:\n  - {cloud: aws, item: eks-cluster, region: us-east-1, price: 0.09, per: hour}\n")
    )
    entries = [change("aws_eks_cluster.cluster", {}), change("aws_nat_gateway.nat", {})]
    cost = price(plan(entries), prices)

    assert cost.after == Money(Decimal("98.55"), Decimal("98.55"))  # 65.70 and 32.85
    assert cost.as_of == date(2026, 10, 1)


def test_free_is_a_price(write: Write) -> None:
    """What a customer has for nothing costs nothing, and is priced."""
    prices = Prices.carried().with_file(
        write("prices:\n  - {cloud: aws, item: eks-cluster, price: 0, per: hour}\n")
    )

    assert monthly(prices.of_item("aws", "eks-cluster", "us-east-1")) == "0.00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prices: [{cloud: aws, item: nat-gatewy, price: 1, per: hour}]", "did you mean nat-gateway?"),
        ("prices: [{cloud: aws, item: eks-cluster, price: 73, per: month}]", "allowed: hour"),
        ("prices: [{cloud: aws, item: eks-cluster, price: 73, per: year}]", "not one of the values"),
        ("prices: [{cloud: aws, item: eks-cluster, price: -1, per: hour}]", "is less than 0"),
        ("prices: [{cloud: aws, item: eks-cluster, price: '1', per: hour}]", "write 1 without quotes"),
        ("prices: [{cloud: aws, item: eks-cluster, price: 1}]", "the key per is missing"),
        ("prices: [{cloud: oci, item: eks-cluster, price: 1, per: hour}]", "not one of the values"),
        (
            "prices: [{cloud: aws, item: eks-cluster, region: eu-centrall-1, price: 1, per: hour}]",
            "did you mean eu-central-1?",
        ),
        (
            "machines: [{cloud: aws, machine: p5.48xlarg, capacity: spot, price: 1, per: hour}]",
            "did you mean p5.48xlarge?",
        ),
        (
            "machines: [{cloud: aws, machine: p5.48xlarge, capacity: cheap, price: 1, per: hour}]",
            "not one of the values",
        ),
        ("discounts: [{cloud: aws, service: machines, percent: 101}]", "is more than 100"),
        ("discounts: [{cloud: aws, service: machines, percent: 0}]", "is not more than 0"),
        ("discounts: [{cloud: aws, service: lambda, percent: 1}]", "not one of the values"),
        ("currency: {code: eur, per_usd: 1}", "has the wrong form"),
        ("discount: []", "did you mean discounts?"),
    ],
)
def test_a_mistake_is_told_with_its_line(write: Write, text: str, expected: str) -> None:
    """What is wrong with a price file is said as for an environment: where, what, and what is allowed."""
    shown = refused(write(text + "\n"))

    assert expected in shown
    assert re.match(r"\S+prices\.yaml:3:\d+: ", shown), shown


def test_the_same_thing_is_priced_once(write: Write) -> None:
    """Two prices of one thing are refused, all of them at once."""
    shown = refused(
        write(
            "prices:\n"
            "  - {cloud: aws, item: eks-cluster, price: 1, per: hour}\n"
            "  - {cloud: aws, item: eks-cluster, price: 2, per: hour}\n"
            "discounts:\n"
            "  - {cloud: aws, service: dns, percent: 1}\n"
            "  - {cloud: aws, service: dns, percent: 2}\n"
        )
    )

    assert shown.count("the same thing is priced a second time") == 2
    assert ":5:" in shown
    assert ":8:" in shown


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    """A wrong path is a mistake of the input, not of the program."""
    assert "does not exist" in refused(tmp_path / "none.yaml")


def test_the_documented_file_is_read(tmp_path: Path) -> None:
    """The example in docs/cost.md works as it stands there."""
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    file = tmp_path / "prices.yaml"
    file.write_text(example)
    prices = Prices.carried().with_file(file)

    assert prices.currency == "EUR"
    assert monthly(prices.of_item("aws", "nat-gateway", "eu-central-1")) == "29.20"


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_every_item_is_documented(cloud: str) -> None:
    """A reader finds each item, or what it is one of, in docs/cost.md."""
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `") and cloud in line]
    named = set(re.findall(r"`([^`]+)`", "\n".join(rows)))

    assert [
        item for item in items(cloud) if item not in named and f"{item.partition('/')[0]}/…" not in named
    ] == []


def test_a_machine_that_nobody_offers_there_has_no_price() -> None:
    """A machine that a region does not offer, or that is not known, is told apart."""
    nowhere = Prices.carried().of_machine("aws", one("p5.48xlarge"), "af-south-1")
    unknown = Prices.carried().of_machine("aws", one("t9.nano"), "us-east-1")
    cloudless = Prices.carried().of_machine("", one("m6i.xlarge"), "us-east-1")

    assert nowhere == NoPrice("no-price", "p5.48xlarge is not known to be offered in af-south-1")
    assert unknown == NoPrice("no-price", "the machine type t9.nano is not known")
    assert cloudless == NoPrice("no-price", "the machine type m6i.xlarge is not known")
