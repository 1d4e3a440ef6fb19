"""The flow log of a site's network on Azure: who talked to whom, kept at the site.

Sources: provider page `azurerm_network_watcher_flow_log` (4.55: its retention is a life-cycle rule of the account, at
most 365 days); Network Watcher "Virtual network flow logs" (firewalls of the storage account, access keys).
"""

from polder_constructs.bindings.azurerm import (
    LogAnalyticsWorkspace,
    NetworkWatcherFlowLog,
    NetworkWatcherFlowLogRetentionPolicy,
    NetworkWatcherFlowLogTrafficAnalytics,
    StorageAccount,
    StorageAccountNetworkRules,
    VirtualNetwork,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.key.azure import AzureKey
from polder_constructs.network.azure_endpoints import PrivateEndpoints
from polder_constructs.object_store.azure import delete_after, storage_account
from polder_constructs.site.azure_ground import Ground

_LONGEST_RETENTION = 365


def flow_log(  # noqa: PLR0913 - what a flow log stands on, each made elsewhere
    scope: Construct,
    base: Ground,
    *,
    key: AzureKey,
    endpoints: PrivateEndpoints,
    workspace: LogAnalyticsWorkspace,
    network: VirtualNetwork,
) -> NetworkWatcherFlowLog:
    """Log every flow of the network to a storage account and, summarised, to the site's workspace."""
    account = _account(scope, base, key)
    endpoints.blob("flow_logs", account.id, _account_name(base))
    days = base.site.log_retention
    native = days <= _LONGEST_RETENTION
    if not native:
        delete_after(scope, "flow_logs", account, days)
    return NetworkWatcherFlowLog(
        scope,
        "flow_log",
        name=f"{base.site.prefix}-flows",
        # Azure makes one watcher a region and subscription, under this name, with the first network there, and allows
        # no second.
        network_watcher_name=f"NetworkWatcher_{base.site.region}",
        resource_group_name="NetworkWatcherRG",
        location=base.site.region,
        target_resource_id=network.id,
        storage_account_id=account.id,
        enabled=True,
        version=2,
        retention_policy=NetworkWatcherFlowLogRetentionPolicy(enabled=native, days=days if native else 0),
        traffic_analytics=NetworkWatcherFlowLogTrafficAnalytics(
            enabled=True,
            workspace_id=workspace.workspace_id,
            workspace_resource_id=workspace.id,
            workspace_region=base.site.region,
            interval_in_minutes=10,
        ),
        tags=base.tags,
    )


def _account(scope: Construct, base: Ground, key: AzureKey) -> StorageAccount:
    return storage_account(
        scope,
        "flow_logs",
        base,
        key,
        name=_account_name(base),
        versioned=False,
        soft_delete=7,
        # Network Watcher writes with the account's key, over the exception for Azure's own services: closed to public
        # networks or without keys, the account would stay empty.
        firewall=StorageAccountNetworkRules(default_action="Deny", bypass=["AzureServices"]),
        keys=True,
    )


def _account_name(base: Ground) -> str:
    # Names of accounts are unique in the world and at most 24 characters, too short for the site's prefix.
    return f"flows{base.site.unique}"
