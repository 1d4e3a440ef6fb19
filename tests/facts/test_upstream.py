"""The facts against the study they were carried over from, where that lies beside this repository."""

import csv
from pathlib import Path

import pytest

from polder_environments.facts import machines
from polder_environments.facts.regions import region, regions
from polder_environments.facts.sources import source

STUDY = Path(__file__).parents[3] / "shared" / "facts"

pytestmark = pytest.mark.skipif(not STUDY.is_dir(), reason="the study is not beside this repository")


def study(name: str) -> list[dict[str, str]]:
    """Rows of a file of the study."""
    with (STUDY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_regions_are_all_carried_over() -> None:
    """Every region of the study is here with its country, operator and status, and no other is."""
    rows = study("regions")

    assert sum(len(regions(cloud)) for cloud in ("aws", "azure", "gcp")) == len(rows)
    for row in rows:
        found = region(row["cloud"], row["region"])
        assert found is not None, row
        assert (found.country, found.subdivision, found.partition) == (
            row["country_iso2"],
            row["subdivision_iso3166_2"],
            row["partition"],
        )
        assert (found.operator, found.operator_jurisdiction, found.parent_jurisdiction) == (
            row["operator"],
            row["operator_jurisdiction"],
            row["ultimate_parent_jurisdiction"],
        )
        assert (found.status, found.access, found.paired_region, found.note) == (
            row["status"],
            row["access"],
            row["paired_region"],
            row["note"],
        )
        assert source(found.source).text.startswith(row["source"])


def test_machines_are_all_carried_over() -> None:
    """Every machine type of the study is here with its accelerators, and no other is."""
    rows = study("accelerators")

    assert sum(len(machines.machines(cloud)) for cloud in ("aws", "azure", "gcp")) == len(rows)
    for row in rows:
        found = machines.machine(row["cloud"], row["machine_type"])
        assert found is not None, row
        assert (found.accelerator, found.count) == (row["canonical"], int(row["accelerator_count"]))
        assert (found.vcpus, found.memory) == (int(row["vcpus"]), float(row["memory_gib"]))
        assert ("UNVERIFIED" in found.note) == ("UNVERIFIED" in row["notes"])


def test_offers_are_all_carried_over_with_their_prices() -> None:
    """Every price of the study is here unchanged, with its day; what is here beside them has no price."""
    prices = {
        (offer.cloud, offer.region, offer.machine): offer
        for cloud in ("aws", "azure", "gcp")
        for machine in machines.machines(cloud)
        for offer in machines.offers(cloud, machine.name).values()
    }
    for row in study("offers"):
        found = prices.pop((row["cloud"], row["region"], row["machine_type"]))
        assert found.on_demand == (float(row["ondemand_usd_h"]) if row["ondemand_usd_h"] else None), row
        assert found.spot == (float(row["spot_usd_h"]) if row["spot_usd_h"] else None), row
        assert source(found.source).date == row["date"], row
        assert source(found.source).text.startswith(row["source"]), row

    assert {(one.cloud, one.on_demand, one.spot, one.source) for one in prices.values()} == {
        ("aws", None, None, "cfn-lint-ec2")
    }


def test_zones_of_google_machines_are_carried_over() -> None:
    """Every zone of a machine type that is known here is the study's."""
    compared = 0
    for row in study("gcp_zones"):
        for machine in machines.machines("gcp"):
            if (machine.attached or machine.name) != row["machine_or_accelerator"]:
                continue
            if machines.offered("gcp", row["region"], machine.name):
                found = machines.zones_offering("gcp", row["region"], machine.name)
                assert found == tuple(sorted(row["zones"].split())), (row, machine.name)
                compared += 1

    assert compared > 300
