"""Expressions: what is followed, and that nothing slips past by being computed."""

from typing import cast

import pytest

from altered import Altered, told
from polder_policies.inspection.expressions import Opaque, Reference, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", ("plain",)),
        ("${aws_kms_key.key.arn}", (Reference("resource", "aws_kms_key", "key", "arn"),)),
        ("${data.aws_region.here.name}", (Reference("data", "aws_region", "here", "name"),)),
        (
            "https://${azurerm_key_vault.a-b.vault_uri}keys/x",
            ("https://", Reference("resource", "azurerm_key_vault", "a-b", "vault_uri"), "keys/x"),
        ),
        (
            '${aws_eks_cluster.c.identity[0].oidc["x"]}',
            (Reference("resource", "aws_eks_cluster", "c", "identity.oidc.x"),),
        ),
        (
            "${jsondecode(azurerm_x.made.output_content).version.value}",
            (Reference("resource", "azurerm_x", "made", "output_content"),),
        ),
        ("${aws_subnet.each[*].id}", (Reference("resource", "aws_subnet", "each", "id"),)),
        ("${local.place}", (Reference("local", "", "place", ""),)),
        ("$${not.this}", ("${not.this}",)),
        ('${upper("a}b")}x', (Opaque('upper("a}b")'), "x")),
        ("${a ? b : c}", (Opaque("a ? b : c"),)),
        ("%{ if x }us%{ endif }", (Opaque("%{ if x }us%{ endif }"),)),
        ("${open", (Opaque("${open"),)),
    ],
)
def test_parts(text: str, expected: tuple[object, ...]) -> None:
    """A template is text, references and what is not followed; escapes and quotes are Terraform's."""
    assert parts(text) == expected


def _move(site: Altered, value: object) -> set[tuple[str, str, str]]:
    """What is found when the place of an Azure storage account is written so."""
    site.blocks("infra", "azurerm_storage_account")["store_models"]["location"] = value
    return told(site.found())


AT = ("azurerm_storage_account.store_models", "location", "location")
COMPUTED = ("azurerm_storage_account.store_models", "location", "expression")


def test_reference_to_a_place_is_followed(azure: Altered) -> None:
    """A reference to the group's own location is what that says, and holds."""
    assert _move(azure, "${azurerm_resource_group.group.location}") == set()


def test_reference_to_something_else_fails(azure: Altered) -> None:
    """A reference to an attribute that says nothing of a place does not pass for one."""
    assert _move(azure, "${azurerm_resource_group.group.name}") == {AT}


def test_local_values_are_followed(azure: Altered) -> None:
    """A local value is what it is set to: the site's region holds, another one fails, one in a circle too."""
    azure.stacks["infra"]["locals"] = {"here": "westeurope", "there": "eastus", "round": "${local.round}"}

    assert _move(azure, "${local.here}") == set()
    assert _move(azure, "${local.there}") == {AT}
    assert _move(azure, "${local.round}") == {COMPUTED}
    assert _move(azure, "${local.missing}") == {COMPUTED}


@pytest.mark.parametrize(
    "text",
    [
        "${var.location}",
        "${terraform.workspace}",
        '${true ? "eastus" : "westeurope"}',
        '${lower("EASTUS")}',
        "east${local.us}",
        "${azurerm_resource_group.group.location}2",
        '${replace(azurerm_resource_group.group.location, "west", "east")}',
        "%{ if true }eastus%{ endif }",
        "${azurerm_resource_group.nowhere.location}",
        "${module.x.location}",
    ],
)
def test_computed_places_fail(text: str, azure: Altered) -> None:
    """A place that is put together, chosen or given when Terraform runs is not known, and fails."""
    azure.stacks["infra"]["locals"] = {"us": "us"}
    found = _move(azure, text)

    assert COMPUTED in found
    assert all(address == COMPUTED[0] for address, _, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        "https://elsewhere.vault.azure.net/keys/site",
        "https://${azurerm_key_vault.key.name}.vault.azure.cn/keys/site",
        "${azurerm_key_vault.key.name}.example.org/keys/site",
        '${azurerm_key_vault.key.vault_uri == "" ? "" : "https://elsewhere.example/keys/x"}',
        "${azurerm_resource_group.group.id}",
    ],
)
def test_keys_of_other_vaults_fail(text: str, azure: Altered) -> None:
    """A key that is not of a vault of the site fails, whatever the text around a reference makes of it."""
    account = azure.blocks("infra", "azurerm_storage_account")["store_models"]
    cast("dict[str, object]", account["customer_managed_key"])["key_vault_key_id"] = text

    found = told(azure.found())

    assert {(address, path) for address, path, _ in found} == {
        ("azurerm_storage_account.store_models", "customer_managed_key.key_vault_key_id")
    }


def test_outputs_of_other_stacks_are_followed(aws: Altered) -> None:
    """A value from another stack is what that stack gives; one that it does not give fails."""
    provider = cast("dict[str, list[dict[str, object]]]", aws.stacks["services"]["provider"])["kubernetes"][0]
    state = "data.terraform_remote_state.cross-stack-reference-input-prod-frankfurt-infra.outputs"
    outputs = cast("dict[str, dict[str, object]]", aws.stacks["infra"]["output"])
    outputs["elsewhere"] = {"value": "https://cluster.example.org"}
    outputs["cluster"] = {"value": "${aws_eks_cluster.cluster.endpoint}"}

    def host(value: str) -> set[tuple[str, str, str]]:
        provider["host"] = value
        return told(aws.found())

    assert host(f"${{{state}.cluster}}") == set()
    assert host(f"${{{state}.elsewhere}}") == {("provider.kubernetes", "host", "endpoint")}
    assert host(f"${{{state}.missing}}") == {("provider.kubernetes", "host", "expression")}


def test_blocks_that_are_an_expression_fail(gcp: Altered) -> None:
    """A whole block that an expression gives could say anything."""
    gcp.blocks("infra", "google_container_cluster")["cluster"]["private_cluster_config"] = "${var.config}"

    found = told(gcp.found())

    assert ("google_container_cluster.cluster", "private_cluster_config", "expression") in found
