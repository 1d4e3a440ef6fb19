"""Leaks of other tools that are on record, each made of what Polder really emits: the inspection finds it."""

import json
from pathlib import Path
from typing import cast

import pytest

from altered import Altered, altered, plan_json, told
from emission import Emitted
from polder_environments.topology import Topology
from polder_policies.inspection import inspect_site, stack_of
from polder_policies.inspection.classification import built_in
from polder_stacks.inspected import inspected


def test_account_in_another_region_with_copies(azure: Altered) -> None:
    """skypilot#8504: the storage account of a machine in westus2 was made in eastus, geo-redundant."""
    account = azure.blocks("infra", "azurerm_storage_account")["store_models"]
    account |= {"location": "eastus", "account_replication_type": "GRS"}

    found = told(azure.found())

    assert found == {
        ("azurerm_storage_account.store_models", "location", "location"),
        ("azurerm_storage_account.store_models", "account_replication_type", "replication"),
    }


@pytest.mark.parametrize("place", ["US", "us-central1", "EU", "EUR4"])
def test_bucket_elsewhere(place: str, gcp: Altered) -> None:
    """skypilot#3744: regions were not respected for buckets; one for europe-west1 was made in the US."""
    gcp.blocks("infra", "google_storage_bucket")["store_datasets"]["location"] = place

    found = told(gcp.found())

    assert found == {("google_storage_bucket.store_datasets", "location", "location")}


def test_controller_in_a_default_region(aws: Altered) -> None:
    """skypilot#3114: the bucket of a service and its controller were made in us-east-2, whatever was asked."""
    providers = cast("dict[str, list[dict[str, object]]]", aws.stacks["infra"]["provider"])["aws"]
    providers.append({**providers[0], "alias": "serve", "region": "us-east-2"})
    aws.add("infra", "aws_s3_bucket", {"bucket": "serve", "provider": "aws.serve"}, "serve")
    aws.add("infra", "aws_s3_bucket", {"bucket": "controller", "region": "us-east-2"}, "controller")

    found = told(aws.found())

    assert found == {
        ("provider.aws.serve", "region", "location"),
        ("aws_s3_bucket.controller", "region", "location"),
    }


def test_way_around_the_gate(emitted: Emitted, tmp_path: Path) -> None:
    """skypilot#9478: only one way to launch was held against the policy, and users took another.

    Here it is another file beside an inspected stack, which Terraform reads as well, and a stack of no site.
    """
    topology = _only(emitted, "prod-frankfurt")
    for part in ("state", "infra", "services"):
        folder = tmp_path / "stacks" / f"prod-frankfurt-{part}"
        folder.mkdir(parents=True)
        (folder / "cdk.tf.json").write_bytes(
            (emitted.out / "stacks" / folder.name / "cdk.tf.json").read_bytes()
        )
    own = tmp_path / "stacks" / "prod-frankfurt-infra" / "own_override.tf.json"
    own.write_text(json.dumps({"provider": {"aws": {"region": "us-east-1"}}}))
    (tmp_path / "stacks" / "prod-extra").mkdir()

    found = [
        (finding.stack, finding.address, finding.about)
        for each in inspected((topology,), tmp_path, {}, built_in())
        for finding in each.summary.found
    ]

    assert found == [
        ("prod-frankfurt-infra", "own_override.tf.json", "section"),
        ("prod-extra", "terraform", "section"),
    ]


def test_plan_is_held_as_well(aws: Altered) -> None:
    """skypilot#9478, once more: what Terraform would do is judged too, not only what was written."""
    plan = plan_json(aws.stacks["infra"])
    for resource in _resources(plan):
        if resource["address"] == "aws_subnet.nodes_eu-central-1a":
            cast("dict[str, object]", resource["values"])["availability_zone"] = "us-east-1a"

    found = told(aws.planned(plan, "infra"))

    assert found == {("aws_subnet.nodes_eu-central-1a", "availability_zone", "location")}


def test_backend_that_ignores_the_region(gcp: Altered) -> None:
    """dstack#1348: one backend did not respect configured regions. A provider without a region takes one from whoever runs it."""
    provider = cast("dict[str, list[dict[str, object]]]", gcp.stacks["infra"]["provider"])["google"][0]
    del provider["region"]

    found = told(gcp.found())

    assert found == {("provider.google", "region", "missing")}


def test_capacity_that_happens_to_be_elsewhere(gcp: Altered, aws: Altered) -> None:
    """dstack#1230: idle instances were used whatever region was asked for. Zones of pools and disks are held as well."""
    gcp.blocks("infra", "google_container_node_pool")["pool_infer"]["node_locations"] = ["europe-west1-b"]
    aws.blocks("infra", "aws_subnet")["nodes_eu-central-1a"]["availability_zone"] = "eu-central-2a"

    assert told(gcp.found()) == {("google_container_node_pool.pool_infer", "node_locations", "location")}
    assert told(aws.found()) == {("aws_subnet.nodes_eu-central-1a", "availability_zone", "location")}


def test_region_that_is_new(emitted: Emitted) -> None:
    """Azure-Landing-Zones#4040: an allowed region was refused, for a list of names lagged behind. The site's own name counts."""
    site = altered(emitted, "prod-amsterdam")
    text = json.dumps(site.stacks).replace("westeurope", "newzealandnorth")
    moved = site.plan.model_copy(update={"region": "newzealandnorth"})
    stacks = [stack_of(site.name(part), stack) for part, stack in json.loads(text).items()]

    summaries = inspect_site(moved, stacks)

    assert [str(finding) for summary in summaries.values() for finding in summary.found] == []


def _only(emitted: Emitted, prefix: str) -> Topology:
    topology = emitted.topologies[prefix.partition("-")[0]]
    sites = tuple(site for site in topology.sites if site.prefix == prefix)
    return topology.model_copy(update={"sites": sites})


def _resources(plan: dict[str, object]) -> list[dict[str, object]]:
    values = cast("dict[str, dict[str, list[dict[str, object]]]]", plan["planned_values"])
    return values["root_module"]["resources"]
