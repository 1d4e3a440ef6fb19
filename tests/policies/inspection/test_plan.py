"""Plans: resolved values are judged, what is known after apply is a reference, and what nobody wrote is the provider's."""

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from altered import Altered, Json, altered, plan_json, told
from emission import PROJECT, Emitted
from polder_policies.inspection import NotAPlan, plan_of, read_plan
from polder_policies.inspection.stack import Unknown


def _resource(plan: Json, address: str) -> Json:
    """The values of a resource in a plan."""
    module = cast("dict[str, dict[str, list[Json]]]", plan["planned_values"])["root_module"]
    return cast("Json", next(each["values"] for each in module["resources"] if each["address"] == address))


def _change(plan: Json, address: str) -> Json:
    """The planned change of a resource."""
    changes = cast("list[Json]", plan["resource_changes"])
    return cast("Json", next(each["change"] for each in changes if each["address"] == address))


def _configured(plan: Json, address: str) -> Json:
    """The configuration of a resource in a plan."""
    resources = cast("list[Json]", _root(plan)["resources"])
    return next(each for each in resources if each["address"] == address)


def _root(plan: Json) -> Json:
    return cast("Json", cast("Json", plan["configuration"])["root_module"])


def test_resolved_values_are_judged(azure: Altered) -> None:
    """A key, a log workspace and a place that came to be somebody else's are found, though the configuration refers to ours."""
    plan = plan_json(azure.stacks["infra"])
    elsewhere = "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/x/providers/y"
    _resource(plan, "azurerm_network_watcher_flow_log.flow_log")["storage_account_id"] = elsewhere
    _change(plan, "azurerm_network_watcher_flow_log.flow_log")["after_unknown"] = {}
    disks = _resource(plan, "azurerm_disk_encryption_set.disks")
    disks["key_vault_key_id"] = "https://elsewhere.vault.azure.net/keys/site/1"
    _change(plan, "azurerm_disk_encryption_set.disks")["after_unknown"] = {}

    assert told(azure.planned(plan, "infra")) == {
        ("azurerm_network_watcher_flow_log.flow_log", "storage_account_id", "log"),
        ("azurerm_disk_encryption_set.disks", "key_vault_key_id", "key"),
    }


def test_resolved_values_of_the_site_hold(azure: Altered) -> None:
    """The same, resolved to what is the site's own, hold: ids of its groups, keys of its vaults."""
    plan = plan_json(azure.stacks["infra"])
    vault = azure.blocks("infra", "azurerm_key_vault")["key"]["name"]
    group = azure.blocks("infra", "azurerm_resource_group")["group"]["name"]
    ours = f"/subscriptions/{azure.plan.tenancy}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/x"
    _resource(plan, "azurerm_network_watcher_flow_log.flow_log")["storage_account_id"] = ours
    _resource(plan, "azurerm_disk_encryption_set.disks")["key_vault_key_id"] = (
        f"https://{vault}.vault.azure.net/keys/site/1"
    )
    for address in ("azurerm_network_watcher_flow_log.flow_log", "azurerm_disk_encryption_set.disks"):
        _change(plan, address)["after_unknown"] = {}

    assert told(azure.planned(plan, "infra")) == set()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"references": ["aws_kms_key.key.arn", "aws_kms_key.key"]}, set[str]()),
        ({"references": ["aws_iam_role.node_role.arn", "aws_iam_role.node_role"]}, {"key"}),
        ({"references": ["var.key"]}, {"expression"}),
        ({"references": ["aws_kms_key.nowhere.arn", "aws_kms_key.nowhere"]}, {"expression"}),
        ({}, {"expression"}),
    ],
)
def test_unknown_values_are_references(expression: Json, expected: set[str], aws: Altered) -> None:
    """What is known after apply holds only where the configuration makes it from something that may be meant."""
    plan = plan_json(aws.stacks["infra"])
    cast("Json", _configured(plan, "aws_db_instance.database")["expressions"])["kms_key_id"] = expression

    found = told(aws.planned(plan, "infra"))

    assert found == {("aws_db_instance.database", "kms_key_id", about) for about in expected}


def test_what_nobody_wrote_is_the_providers(aws: Altered) -> None:
    """Computed attributes are no findings for their names; a copy that a cloud reports is one all the same."""
    plan = plan_json(aws.stacks["infra"])
    subnet = _resource(plan, "aws_subnet.nodes_eu-central-1a")
    subnet |= {
        "some_endpoint_region_code": "x",
        "outpost_arn": "arn:aws:outposts:eu-central-1:111122223333:o",
    }
    secret = _resource(plan, "aws_s3_bucket.store_models")
    secret["replication_configuration"] = [{"role": "x", "rules": []}]

    assert told(aws.planned(plan, "infra")) == {
        ("aws_s3_bucket.store_models", "replication_configuration", "replication")
    }


def test_defaults_are_judged(aws: Altered) -> None:
    """A default that opens something is resolved in a plan, and found there."""
    plan = plan_json(aws.stacks["infra"])
    _resource(plan, "aws_subnet.nodes_eu-central-1a")["map_public_ip_on_launch"] = True

    assert told(aws.planned(plan, "infra")) == {
        ("aws_subnet.nodes_eu-central-1a", "map_public_ip_on_launch", "public")
    }


def test_what_goes_is_not_judged(aws: Altered) -> None:
    """A resource that is destroyed is judged no more; that it was elsewhere is why it goes."""
    plan = plan_json(aws.stacks["infra"])
    changes = cast("list[Json]", plan["resource_changes"])
    changes.append(
        {
            "address": "aws_appflow_flow.old",
            "mode": "managed",
            "type": "aws_appflow_flow",
            "name": "old",
            "change": {
                "actions": ["delete"],
                "before": {"region": "us-east-1"},
                "after": None,
                "after_unknown": {},
            },
        }
    )

    assert told(aws.planned(plan, "infra")) == set()


def test_data_sources_read_during_apply_are_judged(aws: Altered) -> None:
    """A data source that is read only during apply stands in no values; it is judged by its change."""
    plan = plan_json(aws.stacks["infra"])
    changes = cast("list[Json]", plan["resource_changes"])
    about = {"address": "data.http.x", "mode": "data", "type": "http", "name": "x"}
    changes.append(
        {**about, "change": {"actions": ["read"], "after": {"url": "https://e.example"}, "after_unknown": {}}}
    )

    assert told(aws.planned(plan, "infra")) == {("data.http.x", "", "type")}


def test_providers_are_judged(gcp: Altered) -> None:
    """The configuration of providers is in a plan, constants and references."""
    plan = plan_json(gcp.stacks["infra"])
    providers = cast("dict[str, dict[str, Json]]", cast("Json", plan["configuration"])["provider_config"])
    providers["google"]["expressions"] |= {
        "region": {"constant_value": "us-central1"},
        "project": {"references": ["var.project"]},
    }

    assert told(gcp.planned(plan, "infra")) == {
        ("provider.google", "region", "location"),
        ("provider.google", "project", "expression"),
    }


def test_modules_and_provisioners_fail(aws: Altered) -> None:
    """A module fails as a whole, what is in it is judged all the same, and a provisioner fails."""
    plan = plan_json(aws.stacks["infra"])
    _root(plan)["module_calls"] = {"own": {"source": "./own"}}
    _configured(plan, "aws_kms_key.key")["provisioners"] = [{"type": "local-exec"}]
    values = cast("dict[str, Json]", plan["planned_values"])["root_module"]
    inside = {
        "address": "module.own.aws_sqs_queue.x",
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "x",
        "values": {"region": "us-east-1"},
    }
    values["child_modules"] = [{"address": "module.own", "resources": [inside]}]

    assert told(aws.planned(plan, "infra")) == {
        ("module.own", "", "section"),
        ("aws_kms_key.key", "", "section"),
        ("module.own.aws_sqs_queue.x", "region", "location"),
    }


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("action_invocations", [{"type": "aws_lambda_invoke"}], {("action_invocations", "", "section")}),
        ("action_invocations", [], set[tuple[str, str, str]]()),
        ("errored", True, {("plan", "", "section")}),
        ("timestamp", "2026-11-26T00:00:00Z", set[tuple[str, str, str]]()),
    ],
)
def test_more_than_changes(
    key: str, value: object, expected: set[tuple[str, str, str]], aws: Altered
) -> None:
    """What a plan holds beside resources is known or refused."""
    plan = plan_json(aws.stacks["infra"])
    plan[key] = value

    assert told(aws.planned(plan, "infra")) == expected


@pytest.mark.parametrize(
    "text", ["{}", "[]", "nonsense", '{"format_version": "2.0"}', '{"format_version": "1.2"}']
)
def test_what_is_no_plan(text: str, tmp_path: Path) -> None:
    """A file that is no plan of format 1 is refused, with the command that writes one."""
    file = tmp_path / "plan.json"
    file.write_text(text)

    with pytest.raises(NotAPlan, match="terraform show -json"):
        read_plan("prod-frankfurt-infra", file)


def test_unknown_blocks() -> None:
    """Unknown values are found in blocks and in lists, each with what it is made from."""
    plan: Json = {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "resources": [
                    {
                        "address": "x_y.z",
                        "mode": "managed",
                        "type": "x_y",
                        "name": "z",
                        "values": {"block": [{"known": 1}], "list": ["a", None]},
                    }
                ]
            }
        },
        "resource_changes": [
            {
                "address": "x_y.z",
                "mode": "managed",
                "type": "x_y",
                "name": "z",
                "change": {
                    "actions": ["create"],
                    "after": {},
                    "after_unknown": {
                        "block": [{"made": True, "left": True}],
                        "list": [False, True],
                        "id": True,
                    },
                },
            }
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": "x_y.z",
                        "mode": "managed",
                        "type": "x_y",
                        "name": "z",
                        "expressions": {
                            "block": [
                                {
                                    "known": {"constant_value": 1},
                                    "made": {"references": ["a_b.c.id", "a_b.c"]},
                                }
                            ],
                            "list": {"references": ["d_e.f.id", "d_e.f"]},
                        },
                    }
                ]
            }
        },
    }

    block = plan_of("s", plan).blocks[0]

    assert block.body == {
        "block": [{"known": 1, "made": Unknown(("a_b.c.id", "a_b.c")), "left": None}],
        "list": ["a", Unknown(("d_e.f.id", "d_e.f"))],
        "id": None,
    }
    assert block.is_literal("block.known")
    assert not block.is_literal("list")
    assert not block.is_written("id")


def test_terraforms_own_plan(tmp_path: Path, emitted: Emitted) -> None:
    """A plan that real Terraform made, on the stand-in providers of a rehearsal, holds; for another region it does not."""
    file = tmp_path / "dev-eemshaven-infra.json"
    command = f"""
        cd cdktf.out/stacks/dev-eemshaven-infra &&
        terraform init -input=false >&2 && terraform plan -input=false -out=plan.out >&2 &&
        terraform show -json plan.out > {file}
    """
    polder = [sys.executable, "-c", "from polder_stacks.cli import main; main()"]
    run = subprocess.run(
        [*polder, "rehearse", "dev", "--", "sh", "-c", command],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    dev = altered(emitted, "dev-eemshaven")
    plan = cast("Json", json.loads(file.read_text()))
    moved = cast("Json", json.loads(file.read_text().replace("europe-west4", "europe-west1")))

    held = dev.planned(plan, "infra")
    found = dev.planned(moved, "infra")

    assert held == ()
    assert {("google_storage_bucket.store_datasets", "location", "location")} <= told(found)
    assert len(found) > 20
