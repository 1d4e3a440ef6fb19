"""The container registry of a site on Azure: one, in the site's region, for all repositories.

Azure makes a repository with its first image, so there is nothing to make for the plan's repositories.

Sources: provider page `azurerm_container_registry` (4.55).
"""

from polder_constructs.bindings.azurerm import (
    ContainerRegistry,
    ContainerRegistryEncryption,
    ContainerRegistryIdentity,
    ContainerRegistryNetworkRuleSet,
    LogAnalyticsWorkspace,
    RoleAssignment,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.key.azure import AzureKey
from polder_constructs.network.azure_endpoints import PrivateEndpoints
from polder_constructs.registry.contract import Registry
from polder_constructs.site.azure_ground import Ground, diagnose
from polder_environments.topology import RegistryPlan

_UNTAGGED_DAYS = 30


def registry(  # noqa: PLR0913 - what a registry stands on, each made elsewhere
    scope: Construct,
    base: Ground,
    plan: RegistryPlan,
    *,
    key: AzureKey,
    endpoints: PrivateEndpoints,
    workspace: LogAnalyticsWorkspace,
    puller: str,
) -> Registry:
    """Create the registry, reached privately and by Entra ID.

    Args:
        scope: The stack.
        base: What the site stands on.
        plan: The registry's plan.
        key: The key of its images.
        endpoints: Makes its private endpoint.
        workspace: Where its logs go.
        puller: Principal id of the identity that nodes pull images as.
    """
    if plan.immutable or plan.scan:
        raise ValueError("immutable tags and scanning are not built on Azure; resolving refuses them")
    made = ContainerRegistry(
        scope,
        "registry",
        name=plan.name,
        location=base.site.region,
        resource_group_name=base.group,
        # Private endpoints are of Premium alone.
        sku="Premium",
        admin_enabled=False,
        anonymous_pull_enabled=False,
        public_network_access_enabled=False,
        export_policy_enabled=False,
        network_rule_bypass_option="None",
        network_rule_set=[ContainerRegistryNetworkRuleSet(default_action="Deny")],
        # Each region's layers come from a host of their own, which a firewall can name.
        data_endpoint_enabled=True,
        zone_redundancy_enabled=base.zone_redundant,
        retention_policy_in_days=_UNTAGGED_DAYS,
        identity=ContainerRegistryIdentity(type="UserAssigned", identity_ids=[key.identity.id]),
        encryption=[
            ContainerRegistryEncryption(
                key_vault_key_id=key.versionless_id, identity_client_id=key.identity.client_id
            )
        ],
        tags=base.tags,
        lifecycle=base.lifecycle(),
        depends_on=key.ready,
    )
    endpoints.registry("registry", made.id, plan.name)
    diagnose(
        scope,
        "registry_logs",
        workspace,
        made.id,
        ("ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"),
    )
    RoleAssignment(
        scope,
        "registry_pull",
        scope=made.id,
        role_definition_name="AcrPull",
        principal_id=puller,
        principal_type="ServicePrincipal",
    )
    return Registry(url=made.login_server)
