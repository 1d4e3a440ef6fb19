"""checkov over the Terraform of all reference environments, and the checks of our own that it runs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from emission import PROJECT, REFERENCE, Emitted

SKIPS = PROJECT / ".checkov.yaml"
CHECKS = PROJECT / "policies" / "polder_policies" / "checkov_checks"
LINE = re.compile(r"  - (?P<check>CKV[A-Z0-9_]+)  # (?P<subjects>[a-z0-9_*, ]+): (?P<reason>.{20,})")


def _listed() -> dict[str, set[str]]:
    """Give the skipped checks and what each is skipped for."""
    lines = [line for line in SKIPS.read_text().splitlines() if line.startswith("  - ")]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return {
        match["check"]: {subject.strip() for subject in match["subjects"].split(",")}
        for match in found
        if match
    }


def _checkov(folder: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run checkov, which reads `.checkov.yaml` of the folder it runs in."""
    command = [
        Path(sys.executable).parent / "checkov",
        "--framework",
        "terraform_json",
        "--compact",
        "-d",
        folder,
    ]
    environment = {
        **os.environ,
        "LOG_LEVEL": "ERROR",
    }  # without network it would print how its guidelines fail to load
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, check=False, cwd=cwd, env=environment
    )


def _report(folder: Path, *arguments: str) -> list[Any]:
    """Run checkov with our checks and without what `.checkov.yaml` skips."""
    run = _checkov(folder, "--external-checks-dir", str(CHECKS), "-o", "json", *arguments, cwd=folder)
    report: Any = json.loads(run.stdout)
    return cast("list[Any]", report if isinstance(report, list) else [report])


def _failed(folder: Path) -> dict[str, set[str]]:
    failed: dict[str, set[str]] = {}
    for part in _report(folder):
        assert part["summary"]["parsing_errors"] == 0
        assert part["summary"]["passed"] > 500
        for check in part["results"]["failed_checks"]:
            failed.setdefault(check["check_id"], set()).add(_subject(check))
    return failed


def _subject(check: Any) -> str:
    """Give what a check failed for: the resource type where checkov knows it, otherwise the resource's name."""
    first, _, name = str(check["resource"]).partition(".")
    return re.sub(r"^(store|pool)_.*", r"\1_*", name) if first == "resource" else first


def test_only_listed_checks_fail(emitted: Emitted, tmp_path: Path) -> None:
    """No check fails but those in .checkov.yaml, for what it names; and each of those still does."""
    reference = {topology.stem for topology in REFERENCE}
    for name, topology in emitted.topologies.items():
        if name in reference:
            for site in topology.sites:
                for stack in emitted.out.glob(f"stacks/{site.prefix}-*"):
                    (tmp_path / stack.name).mkdir(exist_ok=True)
                    (tmp_path / stack.name / "cdk.tf.json").write_bytes((stack / "cdk.tf.json").read_bytes())

    with_skips = _checkov(tmp_path, "--quiet", cwd=PROJECT)

    assert _failed(tmp_path) == _listed()
    assert with_skips.returncode == 0, with_skips.stdout


CASES: dict[str, tuple[str, dict[str, object], bool]] = {
    # name: check, resources, whether it has to pass
    "nodes-absent": ("CKV_POLDER_1", {"google_container_cluster": {"name": "c"}}, False),
    "nodes-wrong": (
        "CKV_POLDER_1",
        {"google_container_cluster": {"private_cluster_config": {"enable_private_nodes": False}}},
        False,
    ),
    "nodes-right": (
        "CKV_POLDER_1",
        {"google_container_cluster": {"private_cluster_config": {"enable_private_nodes": True}}},
        True,
    ),
    "nodes-unknown": (
        "CKV_POLDER_1",
        {"google_container_cluster": {"private_cluster_config": {"enable_private_nodes": "${var.private}"}}},
        False,
    ),
    "pool-wrong": (
        "CKV_POLDER_1",
        {"google_container_node_pool": {"network_config": [{"enable_private_nodes": False}]}},
        False,
    ),
    "pool-right": (
        "CKV_POLDER_1",
        {"google_container_node_pool": {"network_config": [{"enable_private_nodes": True}]}},
        True,
    ),
    "account-absent": ("CKV_POLDER_2", {"azurerm_storage_account": {"name": "a"}}, False),
    "account-wrong": (
        "CKV_POLDER_2",
        {"azurerm_storage_account": {"account_replication_type": "RAGRS"}},
        False,
    ),
    "account-right": ("CKV_POLDER_2", {"azurerm_storage_account": {"account_replication_type": "ZRS"}}, True),
    "account-unknown": (
        "CKV_POLDER_2",
        {"azurerm_storage_account": {"account_replication_type": "${var.copies}"}},
        False,
    ),
    "backups-absent": ("CKV_POLDER_3", {"azurerm_postgresql_flexible_server": {"name": "d"}}, True),
    "backups-wrong": (
        "CKV_POLDER_3",
        {"azurerm_postgresql_flexible_server": {"geo_redundant_backup_enabled": True}},
        False,
    ),
    "backups-right": (
        "CKV_POLDER_3",
        {"azurerm_postgresql_flexible_server": {"geo_redundant_backup_enabled": False}},
        True,
    ),
    "backups-unknown": (
        "CKV_POLDER_3",
        {"azurerm_postgresql_flexible_server": {"geo_redundant_backup_enabled": "${var.geo}"}},
        False,
    ),
    "vault-absent": ("CKV_POLDER_3", {"azurerm_recovery_services_vault": {"name": "v"}}, False),
    "vault-wrong": (
        "CKV_POLDER_3",
        {"azurerm_recovery_services_vault": {"storage_mode_type": "GeoRedundant"}},
        False,
    ),
    "vault-right": (
        "CKV_POLDER_3",
        {"azurerm_recovery_services_vault": {"storage_mode_type": "ZoneRedundant"}},
        True,
    ),
    "copy-wrong": ("CKV_POLDER_4", {"aws_s3_bucket_replication_configuration": {"bucket": "b"}}, False),
    "place-absent": ("CKV_POLDER_6", {"aws_sqs_queue": {"name": "q"}}, True),
    "place-wrong": ("CKV_POLDER_6", {"aws_ebs_volume": {"availability_zone": "us-east-1a"}}, False),
    "place-right": ("CKV_POLDER_6", {"aws_ebs_volume": {"availability_zone": "eu-central-1a"}}, True),
    "place-unknown": ("CKV_POLDER_6", {"aws_ebs_volume": {"availability_zone": "${var.zone}"}}, False),
    "place-everywhere": ("CKV_POLDER_6", {"google_storage_bucket": {"location": "EU"}}, False),
    "place-named": ("CKV_POLDER_6", {"azurerm_resource_group": {"location": "West Europe"}}, False),
}

PROVIDERS: dict[str, tuple[dict[str, object], bool]] = {
    "provider-absent": ({}, False),
    "provider-wrong": ({"region": "eu"}, False),
    "provider-right": ({"region": "eu-central-1"}, True),
    "provider-unknown": ({"region": "${var.region}"}, False),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bool]:
    """Say which of our checks passes on which case; one run for all, for a run takes seconds to begin."""
    folder = tmp_path_factory.mktemp("checkov")
    stacks: dict[str, object] = {name: {"provider": {"aws": [body]}} for name, (body, _) in PROVIDERS.items()}
    stacks |= {
        name: {
            "provider": {"aws": [{"region": "eu-central-1"}]},
            "resource": {kind: {"one": body} for kind, body in resources.items()},
        }
        for name, (_, resources, _) in CASES.items()
    }
    for name, stack in stacks.items():
        (folder / name).mkdir()
        (folder / name / "cdk.tf.json").write_text(json.dumps(stack, indent=1))
    return {
        (check["file_path"].split("/")[1], check["check_id"]): result == "passed_checks"
        for part in _report(folder, "-c", ",".join(f"CKV_POLDER_{number}" for number in range(1, 7)))
        for result in ("passed_checks", "failed_checks")
        for check in part["results"][result]
    }


@pytest.mark.parametrize("name", CASES)
def test_own_check(name: str, verdicts: dict[tuple[str, str], bool]) -> None:
    """Each check of our own passes on what is right, and fails on what is wrong, lacking or known only to Terraform."""
    check, _, passes = CASES[name]

    assert verdicts[name, check] is passes


@pytest.mark.parametrize("name", PROVIDERS)
def test_own_check_of_providers(name: str, verdicts: dict[tuple[str, str], bool]) -> None:
    """A provider that names no region, several or one that only Terraform knows fails."""
    _, passes = PROVIDERS[name]

    assert verdicts[name, "CKV_POLDER_5"] is passes


def test_own_checks_are_run(tmp_path: Path) -> None:
    """`.checkov.yaml` makes a plain run in the project use our checks, and fail on what they alone refuse."""
    copies = {"resource": {"aws_db_instance_automated_backups_replication": {"one": {"retention_period": 7}}}}
    (tmp_path / "cdk.tf.json").write_text(json.dumps(copies, indent=1))

    run = _checkov(tmp_path, "--quiet", cwd=PROJECT)

    assert run.returncode == 1
    assert "CKV_POLDER_4" in run.stdout
