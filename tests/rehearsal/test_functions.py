"""Functions of the providers: what they compute, and that Terraform calls them on the stand-ins."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from polder_rehearsal.functions import BadArgument, functions_of
from polder_rehearsal.rehearse import rehearse
from polder_rehearsal.tool import Tool
from polder_rehearsal.wishes import Wish

SUBNET = (
    "/subscriptions/12345678-1234-9876-4563-123456789012/resourceGroups/group1"
    "/providers/Microsoft.Network/virtualNetworks/network1/subnets/subnet1"
)


@pytest.mark.parametrize(
    ("source", "name", "arguments", "gives"),
    [
        ("aws", "arn_build", ["aws", "iam", "", "444455556666", "role/example"], "arn:aws:iam::444455556666:role/example"),
        (
            "aws",
            "arn_parse",
            ["arn:aws:logs:eu-central-1:444455556666:log-group:a:*"],
            {"partition": "aws", "service": "logs", "region": "eu-central-1", "account_id": "444455556666", "resource": "log-group:a:*"},
        ),
        ("aws", "trim_iam_role_path", ["arn:aws:iam::444455556666:role/with/path/example"], "arn:aws:iam::444455556666:role/example"),
        ("google", "location_from_id", ["projects/my-project/locations/us-central1/services/my-service"], "us-central1"),
        ("google", "project_from_id", ["https://www.googleapis.com/compute/v1/projects/my-project/zones/us-central1-c/instances/i"], "my-project"),
        ("google", "zone_from_id", ["projects/my-project/zones/us-central1-c/instances/i"], "us-central1-c"),
        ("google", "region_from_id", ["projects/my-project/regions/us-central1/subnetworks/s"], "us-central1"),
        ("google-beta", "name_from_id", ["projects/my-project/regions/us-central1/subnetworks/s"], "s"),
        ("google", "region_from_zone", ["europe-west4-a"], "europe-west4"),
        ("azurerm", "normalise_resource_id", [SUBNET.replace("/subscriptions", "/SUBSCRIPTIONS").replace("Groups", "groups")], SUBNET),
        (
            "azurerm",
            "parse_resource_id",
            [SUBNET],
            {
                "full_resource_type": "Microsoft.Network/virtualNetworks/subnets",
                "parent_resources": {"virtualNetworks": "network1"},
                "resource_group_name": "group1",
                "resource_name": "subnet1",
                "resource_provider": "Microsoft.Network",
                "resource_scope": "",
                "resource_type": "subnets",
                "subscription_id": "12345678-1234-9876-4563-123456789012",
            },
        ),
    ],
)  # fmt: skip
def test_a_function_gives_what_its_page_says(
    source: str, name: str, arguments: list[str], gives: object
) -> None:
    """The examples of the providers' own documentation come out as they stand there."""
    assert functions_of(f"hashicorp/{source}")[name].run(*arguments) == gives


@pytest.mark.parametrize(
    ("source", "name", "argument"),
    [
        ("aws", "arn_parse", "role/example"),
        ("aws", "trim_iam_role_path", "arn:aws:s3:::bucket"),
        ("google", "region_from_zone", "europe-west4"),
        ("google", "zone_from_id", "projects/my-project/regions/us-central1"),
        ("azurerm", "parse_resource_id", "group1"),
    ],
)
def test_what_a_function_cannot_read_is_refused(source: str, name: str, argument: str) -> None:
    """An argument that the provider would refuse is refused, with the argument in the message."""
    with pytest.raises(BadArgument, match=argument):
        functions_of(f"hashicorp/{source}")[name].run(argument)


def _body(zone: str) -> dict[str, object]:
    return {
        "terraform": {
            "required_providers": {
                "aws": {"source": "aws", "version": "6.25.0"},
                "google": {"source": "google", "version": "6.50.0"},
            }
        },
        "provider": {
            "aws": [{"region": "eu-central-1"}],
            "google": [{"project": "acme-ml", "region": "europe-west4"}],
        },
        "resource": {"aws_vpc": {"network": {"cidr_block": "10.0.0.0/16"}}},
        "output": {
            "region": {"value": f'${{provider::google::region_from_zone("{zone}")}}'},
            "service": {"value": "${provider::aws::arn_parse(aws_vpc.network.arn).service}"},
        },
    }


def test_terraform_calls_functions_on_the_stand_ins(
    written: Callable[[dict[str, object]], Path], tool: Tool, tmp_path: Path
) -> None:
    """A function of a value that is known only after apply is computed then, and its result is in the state."""
    result = rehearse(written({"net": _body("europe-west4-a")}), tool, Wish(keep=tmp_path / "kept"))

    outputs = json.loads((tmp_path / "kept" / "net.tfstate").read_text())["outputs"]
    assert result.passed, result.stacks[0].findings
    assert {name: output["value"] for name, output in outputs.items()} == {
        "region": "europe-west4",
        "service": "ec2",
    }


def test_terraform_tells_why_a_function_refuses(
    written: Callable[[dict[str, object]], Path], tool: Tool
) -> None:
    """What a function refuses stands in Terraform's own diagnostic."""
    result = rehearse(written({"net": _body("nowhere")}), tool, Wish(validate_only=True))

    assert not result.passed
    assert "is not a valid zone name" in result.stacks[0].findings[0].detail
