"""What everything at a site on Azure stands on: its resource group, its logs, and who deploys it.

Sources: provider pages `azurerm_resource_group`, `azurerm_log_analytics_workspace`,
`azurerm_monitor_diagnostic_setting`, `azurerm_policy_definition` (all 4.55); Azure Policy "denyAction effect".
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polder_constructs.bindings.azurerm import (
    DataAzurermClientConfig,
    LogAnalyticsWorkspace,
    MonitorDiagnosticSetting,
    MonitorDiagnosticSettingEnabledLog,
    PolicyDefinition,
    ResourceGroup,
    ResourceGroupPolicyAssignment,
)
from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_environments.topology import SitePlan

HOLDS_DATA = (
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.KeyVault/vaults",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Storage/storageAccounts",
)
"""Types of resource that are lost, data and all, when they are deleted."""


@dataclass(frozen=True)
class Ground:
    """What every resource of a stack takes from its site.

    Args:
        site: The plan.
        group: Name of the resource group.
        tags: Tags of every resource; the provider has no default tags.
        tenant: Entra tenant of the deploying identity.
        deployer: Object id of the deploying identity.
    """

    site: SitePlan
    group: str
    tags: Mapping[str, str]
    tenant: str
    deployer: str

    @property
    def zone_redundant(self) -> bool:
        """Whether the site stands in more than one zone; what can then spreads over the zones of its region."""
        return len(self.site.network.zones) > 1

    def lifecycle(self, *, ignore: Sequence[str] = ()) -> TerraformResourceLifecycle:
        """Life cycle of what holds data."""
        return TerraformResourceLifecycle(
            prevent_destroy=self.site.protect, ignore_changes=list(ignore) or None
        )


def ground(scope: Construct, site: SitePlan, name: str) -> Ground:
    """Create the resource group that holds a stack's resources, and protect what holds data in it.

    Args:
        scope: The stack.
        site: The plan.
        name: Name of the resource group.
    """
    tags = dict(site.tags)
    group = ResourceGroup(
        scope,
        "group",
        name=name,
        location=site.region,
        tags=tags,
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
    )
    if site.protect:
        _refuse_deletion(scope, name, group)
    client = DataAzurermClientConfig(scope, "client")
    return Ground(site=site, group=group.name, tags=tags, tenant=client.tenant_id, deployer=client.object_id)


def _refuse_deletion(scope: Construct, name: str, group: ResourceGroup) -> None:
    # A management lock would do more harm: on a cluster it keeps node pools from being removed, on a storage account
    # it keeps access from being revoked, for locks hold for children and role assignments too. AKS has no deletion
    # protection of its own.
    policy = PolicyDefinition(
        scope,
        "protection",
        name=f"{name}_protection",
        display_name=f"What holds data in {name} is not deleted",
        policy_type="Custom",
        mode="Indexed",
        policy_rule=json.dumps(
            {
                "if": {"field": "type", "in": list(HOLDS_DATA)},
                "then": {
                    "effect": "denyAction",
                    "details": {"actionNames": ["delete"], "cascadeBehaviors": {"resourceGroup": "deny"}},
                },
            }
        ),
    )
    ResourceGroupPolicyAssignment(
        scope,
        "protection_assignment",
        name="protection",
        display_name=f"What holds data in {name} is not deleted",
        resource_group_id=group.id,
        policy_definition_id=policy.id,
        enforce=True,
    )


def logs(scope: Construct, base: Ground, name: str) -> LogAnalyticsWorkspace:
    """Create the workspace that keeps logs, in the site's region, for as long as the file says."""
    return LogAnalyticsWorkspace(
        scope,
        "logs",
        name=name,
        location=base.site.region,
        resource_group_name=base.group,
        sku="PerGB2018",
        retention_in_days=base.site.log_retention,
        # Workspace keys would let anyone who has one write logs; Entra identities only.
        local_authentication_enabled=False,
        tags=base.tags,
        lifecycle=base.lifecycle(),
    )


def diagnose(  # noqa: PLR0913 - what is logged, from where and to where
    scope: Construct,
    construct_id: str,
    workspace: LogAnalyticsWorkspace,
    target: str,
    categories: Sequence[str],
    *,
    dedicated: bool = False,
) -> MonitorDiagnosticSetting:
    """Send a resource's own logs to the site's workspace.

    Args:
        scope: The stack.
        construct_id: Id of the setting.
        workspace: Where logs go.
        target: Id of the resource.
        categories: Log categories of its type.
        dedicated: Whether logs go to tables of their own, where the type lets one choose; where it does not, naming
            a choice is a change that never settles.
    """
    return MonitorDiagnosticSetting(
        scope,
        construct_id,
        name="polder",
        target_resource_id=target,
        log_analytics_workspace_id=workspace.id,
        log_analytics_destination_type="Dedicated" if dedicated else None,
        enabled_log=[MonitorDiagnosticSettingEnabledLog(category=category) for category in categories],
    )
