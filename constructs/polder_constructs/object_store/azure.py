"""Object stores of a site on Azure: a storage account and a container each, with no copy outside the region.

Sources: provider pages `azurerm_storage_account`, `azurerm_storage_container`, `azurerm_storage_management_policy`,
`azurerm_storage_container_immutability_policy` (all 4.55); Azure Storage "Optimize costs by managing the data
life cycle" (a version's age counts from its creation) and "Container-level WORM policies" (read 2026-11).
"""

from dataclasses import dataclass

from polder_constructs.bindings.azurerm import (
    LogAnalyticsWorkspace,
    StorageAccount,
    StorageAccountBlobProperties,
    StorageAccountBlobPropertiesContainerDeleteRetentionPolicy,
    StorageAccountBlobPropertiesDeleteRetentionPolicy,
    StorageAccountCustomerManagedKey,
    StorageAccountIdentity,
    StorageAccountNetworkRules,
    StorageAccountSasPolicy,
    StorageContainer,
    StorageContainerImmutabilityPolicy,
    StorageManagementPolicy,
    StorageManagementPolicyRule,
    StorageManagementPolicyRuleActions,
    StorageManagementPolicyRuleActionsBaseBlob,
    StorageManagementPolicyRuleActionsSnapshot,
    StorageManagementPolicyRuleActionsVersion,
    StorageManagementPolicyRuleFilters,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.key.azure import AzureKey
from polder_constructs.network.azure_endpoints import PrivateEndpoints
from polder_constructs.object_store.contract import ObjectStore
from polder_constructs.site.azure_ground import Ground, diagnose
from polder_constructs.site.azure_partition import partition
from polder_environments.topology import StorePlan

BLOB_LOGS = ("StorageRead", "StorageWrite", "StorageDelete")
"""Log categories that together show every access to a blob."""

_SHORTEST_SOFT_DELETE, _LONGEST_SOFT_DELETE = 7, 365


@dataclass(frozen=True)
class AzureObjectStore:
    """A container that grants can name.

    Args:
        container: Resource id of the container.
        store: What the rest of the platform sees.
    """

    container: str
    store: ObjectStore


def object_store(  # noqa: PLR0913 - what a store stands on, each made elsewhere
    scope: Construct,
    base: Ground,
    store: StorePlan,
    *,
    key: AzureKey,
    endpoints: PrivateEndpoints,
    workspace: LogAnalyticsWorkspace,
) -> AzureObjectStore:
    """Create an object store, encrypted with the site's key, reached privately, its accesses logged.

    Construct ids join name and part with `_`, which no store's name holds; so no store can take another's.
    """
    construct_id = f"store_{store.name}"
    account = storage_account(
        scope,
        construct_id,
        base,
        key,
        name=store.resource_name,
        versioned=store.versioned,
        # An earlier version's age counts from when it was written, not from when it was replaced. Only soft deletion
        # keeps one that was old already for as long as the file says.
        soft_delete=min(store.keep_versions, _LONGEST_SOFT_DELETE)
        if store.versioned
        else _SHORTEST_SOFT_DELETE,
    )
    container = StorageContainer(
        scope,
        f"{construct_id}_container",
        name=store.name,
        storage_account_id=account.id,
        container_access_type="private",
        lifecycle=base.lifecycle(),
    )
    _life_cycle(scope, construct_id, account, store)
    if store.retain is not None:
        StorageContainerImmutabilityPolicy(
            scope,
            f"{construct_id}_retention",
            storage_container_resource_manager_id=container.id,
            immutability_period_in_days=store.retain,
            # Locked, it could be undone by nobody, not even where the file holds a mistaken number; unlocked, it
            # holds for everyone who reads and writes.
            locked=False,
            protected_append_writes_all_enabled=False,
        )
    endpoints.blob(construct_id, account.id, store.resource_name)
    diagnose(scope, f"{construct_id}_logs", workspace, f"{account.id}/blobServices/default", BLOB_LOGS)
    # Names, not references: a reference would reach the other stack as a secret, and no plan would show it.
    uri = f"wasbs://{store.name}@{store.resource_name}.blob.{partition(base.site).storage}"
    return AzureObjectStore(container=container.id, store=ObjectStore(id=account.id, uri=uri))


def storage_account(  # noqa: PLR0913 - one argument a difference
    scope: Construct,
    construct_id: str,
    base: Ground,
    key: AzureKey,
    *,
    name: str,
    versioned: bool,
    soft_delete: int,
    firewall: StorageAccountNetworkRules | None = None,
    keys: bool = False,
) -> StorageAccount:
    """Create a storage account that is private, encrypted with the site's key, and in the site's region alone.

    Args:
        scope: The stack.
        construct_id: Id of the account.
        base: What the site stands on.
        key: The site's key.
        name: Name of the account, unique in the world.
        versioned: Whether blobs keep earlier versions.
        soft_delete: Days that what is deleted can be recovered for.
        firewall: Who may come by its public name; None: nobody, for it has none.
        keys: Whether it can be entered with its keys.
    """
    return StorageAccount(
        scope,
        construct_id,
        name=name,
        location=base.site.region,
        resource_group_name=base.group,
        account_kind="StorageV2",
        account_tier="Standard",
        # Over the zones of the region, never to another region.
        account_replication_type="ZRS" if base.zone_redundant else "LRS",
        min_tls_version="TLS1_2",
        https_traffic_only_enabled=True,
        public_network_access_enabled=firewall is not None,
        network_rules=firewall or StorageAccountNetworkRules(default_action="Deny", bypass=["AzureServices"]),
        allow_nested_items_to_be_public=False,
        cross_tenant_replication_enabled=False,
        # What is copied stays with the tenant.
        allowed_copy_scope="AAD",
        shared_access_key_enabled=keys,
        default_to_oauth_authentication=True,
        local_user_enabled=False,
        sas_policy=StorageAccountSasPolicy(expiration_period="00.01:00:00", expiration_action="Block"),
        infrastructure_encryption_enabled=True,
        # Otherwise queues and tables, which nobody uses, would not be encrypted with the site's key.
        queue_encryption_key_type="Account",
        table_encryption_key_type="Account",
        identity=StorageAccountIdentity(type="UserAssigned", identity_ids=[key.identity.id]),
        customer_managed_key=StorageAccountCustomerManagedKey(
            key_vault_key_id=key.versionless_id, user_assigned_identity_id=key.identity.id
        ),
        blob_properties=StorageAccountBlobProperties(
            versioning_enabled=versioned,
            delete_retention_policy=StorageAccountBlobPropertiesDeleteRetentionPolicy(days=soft_delete),
            container_delete_retention_policy=StorageAccountBlobPropertiesContainerDeleteRetentionPolicy(
                days=soft_delete
            ),
        ),
        tags=base.tags,
        lifecycle=base.lifecycle(),
        depends_on=key.ready,
    )


def delete_after(scope: Construct, construct_id: str, account: StorageAccount, days: int) -> None:
    """Delete an account's blobs this many days after they were written."""
    _policy(
        scope,
        construct_id,
        account,
        [
            _rule(
                "expire",
                StorageManagementPolicyRuleActions(
                    base_blob=StorageManagementPolicyRuleActionsBaseBlob(
                        delete_after_days_since_modification_greater_than=days
                    )
                ),
            )
        ],
    )


def _life_cycle(scope: Construct, construct_id: str, account: StorageAccount, store: StorePlan) -> None:
    rules: list[StorageManagementPolicyRule] = []
    if store.expire is not None:
        rules.append(
            _rule(
                "expire",
                StorageManagementPolicyRuleActions(
                    base_blob=StorageManagementPolicyRuleActionsBaseBlob(
                        delete_after_days_since_modification_greater_than=store.expire
                    )
                ),
            )
        )
    if store.versioned:
        rules.append(
            _rule(
                "versions",
                StorageManagementPolicyRuleActions(
                    version=StorageManagementPolicyRuleActionsVersion(
                        delete_after_days_since_creation=store.keep_versions
                    ),
                    snapshot=StorageManagementPolicyRuleActionsSnapshot(
                        delete_after_days_since_creation_greater_than=store.keep_versions
                    ),
                ),
            )
        )
    if rules:
        _policy(scope, construct_id, account, rules)


def _rule(name: str, actions: StorageManagementPolicyRuleActions) -> StorageManagementPolicyRule:
    return StorageManagementPolicyRule(
        name=name,
        enabled=True,
        filters=StorageManagementPolicyRuleFilters(blob_types=["blockBlob", "appendBlob"]),
        actions=actions,
    )


def _policy(
    scope: Construct, construct_id: str, account: StorageAccount, rules: list[StorageManagementPolicyRule]
) -> None:
    StorageManagementPolicy(scope, f"{construct_id}_life_cycle", storage_account_id=account.id, rule=rules)
