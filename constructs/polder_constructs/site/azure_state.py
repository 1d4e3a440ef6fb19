"""Where the Terraform state of a site on Azure lies: a storage account of its own, in the site's region.

The account answers on a public name, because it has to before the site's network exists: to Entra identities alone,
never to keys, and where the file lists `api_ranges` only to those ranges. Leases on the state's blob are the lock.

Sources: Terraform "Backend Type: azurerm" (1.15); provider pages `azurerm_storage_account`,
`azurerm_storage_container`, `azurerm_role_assignment` (4.55).
"""

from ipaddress import IPv4Network

from polder_constructs.bindings.azurerm import RoleAssignment, StorageAccountNetworkRules, StorageContainer
from polder_constructs.bindings.cdktf import AzurermBackend, TerraformResourceLifecycle, TerraformStack
from polder_constructs.key.azure import state_key
from polder_constructs.object_store.azure import BLOB_LOGS, storage_account
from polder_constructs.site.azure_ground import diagnose, ground, logs
from polder_constructs.site.azure_partition import partition
from polder_environments.topology import SitePlan

CONTAINER = "state"
_KEPT_DAYS = 90
_LONGEST_STORAGE_PREFIX = 30
"""Storage firewalls take ranges up to /30, and single addresses without a prefix."""


def state_backend(stack: TerraformStack, site: SitePlan) -> None:
    """Keep the stack's state in the site's own storage account, by Entra ID and with Azure's native lock."""
    AzurermBackend(
        stack,
        subscription_id=site.tenancy,
        resource_group_name=_group(site),
        storage_account_name=site.state.name,
        container_name=CONTAINER,
        key=f"{stack.node.id}.tfstate",
        environment=partition(site).environment,
        use_azuread_auth=True,
    )


def state_store(stack: TerraformStack, site: SitePlan) -> None:
    """Create the storage account that `state_backend` points at."""
    base = ground(stack, site, _group(site))
    workspace = logs(stack, base, f"{site.prefix}-state-logs")
    account = storage_account(
        stack,
        "state",
        base,
        state_key(stack, base, workspace),
        name=site.state.name,
        versioned=True,
        soft_delete=_KEPT_DAYS,
        firewall=StorageAccountNetworkRules(
            default_action="Deny" if site.network.api_ranges else "Allow",
            bypass=["AzureServices"],
            ip_rules=[rule for cidr in site.network.api_ranges for rule in _firewall_rules(cidr)] or None,
        ),
    )
    diagnose(stack, "state_logs", workspace, f"{account.id}/blobServices/default", BLOB_LOGS)
    container = StorageContainer(
        stack,
        "state_container",
        name=CONTAINER,
        storage_account_id=account.id,
        container_access_type="private",
        lifecycle=base.lifecycle(),
    )
    RoleAssignment(
        stack,
        "state_deployer",
        scope=container.id,
        role_definition_name="Storage Blob Data Contributor",
        principal_id=base.deployer,
        description="Reads, writes and locks the Terraform state of the site",
        # Otherwise whoever plans next would take the right away from whoever deployed first.
        lifecycle=TerraformResourceLifecycle(ignore_changes=["principal_id"]),
    )


def _group(site: SitePlan) -> str:
    # A site might be called `<this one>-state`; none has an underscore in its name.
    return f"{site.group}_state"


def _firewall_rules(cidr: IPv4Network) -> list[str]:
    if cidr.prefixlen > _LONGEST_STORAGE_PREFIX:
        return [str(address) for address in cidr]
    return [str(cidr)]
