"""The keys of a site on Azure: one for what the site holds, one for its images, one for its Terraform state.

The first and the last lie in a vault that answers nobody but the site's own network and the Azure services
that encrypt with its key, so its data plane is out of Terraform's reach while the site is being made. The key is therefore made through Azure Resource Manager,
which needs neither a way to the vault nor a right in it.

Sources: provider pages `azurerm_key_vault`, `azurerm_resource_group_template_deployment` (4.55); ARM template
reference `Microsoft.KeyVault/vaults/keys` 2023-07-01; AKS "Add KMS etcd encryption", whose private vaults must be
closed to all public networks (all read 2026-11).
"""

import json
from dataclasses import dataclass

from polder_constructs.bindings.azurerm import (
    KeyVault,
    KeyVaultNetworkAcls,
    LogAnalyticsWorkspace,
    ResourceGroupTemplateDeployment,
    RoleAssignment,
    UserAssignedIdentity,
)
from polder_constructs.bindings.cdktf import Construct, Fn, ITerraformDependable
from polder_constructs.site.azure_ground import Ground, diagnose

_KEY = "site"
_API = "2023-07-01"
_ROTATE_EVERY = "P1Y"


@dataclass(frozen=True)
class AzureKey:
    """A key, and what uses it.

    Args:
        vault: The vault it lies in.
        versionless_id: Its id for services that follow its rotation by themselves.
        version_id: Id of the version it had when it was made, for services that want one. Replacing the deployment
            (`terraform apply -replace`) makes it the newest; until then the older one goes on working, and must. AKS
            encrypts old secrets anew when they are written again (`kubectl get secrets -A -o json | kubectl replace -f -`).
        identity: The identity that services encrypt as.
        ready: What must exist before a service can encrypt.
    """

    vault: KeyVault
    versionless_id: str
    version_id: str
    identity: UserAssignedIdentity
    ready: list[ITerraformDependable]


def key(scope: Construct, base: Ground, workspace: LogAnalyticsWorkspace) -> AzureKey:
    """Create the key that encrypts everything at the site but its images and its Terraform state."""
    return _key(scope, "key", base, workspace, name=base.site.key)


def registry_key(scope: Construct, base: Ground, workspace: LogAnalyticsWorkspace) -> AzureKey:
    """Create the key that encrypts the site's images.

    A registry cannot be made with a key whose vault is closed to public networks: Azure counts registries among its
    trusted services only later, as an identity that a registry does not have while it is being made (Azure Container
    Registry "Customer-managed keys", advanced scenario: key vault firewall). Entra roles alone guard this vault.
    """
    return _key(scope, "registry_key", base, workspace, name=f"images-{base.site.unique}", closed=False)


def state_key(scope: Construct, base: Ground, workspace: LogAnalyticsWorkspace) -> AzureKey:
    """Create the key that encrypts the site's Terraform state, so that state outlives the site's own key."""
    return _key(scope, "state_key", base, workspace, name=f"state-{base.site.unique}")


def _key(  # noqa: PLR0913 - the keys differ in exactly these
    scope: Construct,
    construct_id: str,
    base: Ground,
    workspace: LogAnalyticsWorkspace,
    *,
    # Names of vaults are unique in the world and at most 24 characters, too short for the site's prefix.
    name: str,
    closed: bool = True,
) -> AzureKey:
    vault = KeyVault(
        scope,
        construct_id,
        name=name,
        location=base.site.region,
        resource_group_name=base.group,
        tenant_id=base.tenant,
        # Premium keeps keys in hardware modules.
        sku_name="premium",
        rbac_authorization_enabled=True,
        purge_protection_enabled=True,
        soft_delete_retention_days=90,
        public_network_access_enabled=not closed,
        network_acls=KeyVaultNetworkAcls(
            default_action="Deny" if closed else "Allow", bypass="AzureServices"
        ),
        tags=base.tags,
        lifecycle=base.lifecycle(),
    )
    diagnose(
        scope, f"{construct_id}_logs", workspace, vault.id, ("AuditEvent", "AzurePolicyEvaluationDetails")
    )
    identity = UserAssignedIdentity(
        scope,
        f"{construct_id}_identity",
        # Consumers of stores are named `<site>-<consumer>`; none has an underscore in its name.
        name=f"{base.site.prefix}_{construct_id}",
        location=base.site.region,
        resource_group_name=base.group,
        tags=base.tags,
    )
    use = RoleAssignment(
        scope,
        f"{construct_id}_use",
        scope=vault.id,
        role_definition_name="Key Vault Crypto Service Encryption User",
        principal_id=identity.principal_id,
        principal_type="ServicePrincipal",
    )
    made = ResourceGroupTemplateDeployment(
        scope,
        f"{construct_id}_made",
        name=f"{name}-key",
        resource_group_name=base.group,
        deployment_mode="Incremental",
        template_content=_template(name),
        tags=base.tags,
        depends_on=[vault],
    )
    return AzureKey(
        vault=vault,
        versionless_id=f"{vault.vault_uri}keys/{_KEY}",
        version_id=Fn.lookup_nested(Fn.jsondecode(made.output_content), ["version_id", "value"]),
        identity=identity,
        ready=[use, made],
    )


def _template(vault: str) -> str:
    # It holds names from the plan alone: a reference to the vault in it would be one to Terraform, inside a string.
    resource = f"resourceId('Microsoft.KeyVault/vaults/keys', '{vault}', '{_KEY}')"
    return json.dumps(
        {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": [
                {
                    "type": "Microsoft.KeyVault/vaults/keys",
                    "apiVersion": _API,
                    "name": f"{vault}/{_KEY}",
                    "properties": {
                        "kty": "RSA-HSM",
                        "keySize": 3072,
                        "keyOps": ["decrypt", "encrypt", "unwrapKey", "wrapKey"],
                        # No expiry: a key that expires takes everything it encrypts with it.
                        "rotationPolicy": {
                            "lifetimeActions": [
                                {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": _ROTATE_EVERY}}
                            ]
                        },
                    },
                }
            ],
            "outputs": {
                "version_id": {
                    "type": "string",
                    "value": f"[reference({resource}, '{_API}').keyUriWithVersion]",
                }
            },
        }
    )
