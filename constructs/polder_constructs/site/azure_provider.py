"""Azure's provider, configured for one site.

Sources: provider pages "Provider" and "The Features Block" (4.55 and 5.2).
"""

from polder_constructs.bindings.azurerm import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesKeyVault,
    AzurermProviderFeaturesLogAnalyticsWorkspace,
    AzurermProviderFeaturesResourceGroup,
    AzurermProviderFeaturesStorage,
    AzurermProviderFeaturesTemplateDeployment,
)
from polder_constructs.bindings.cdktf import TerraformStack
from polder_constructs.site.azure_partition import partition
from polder_environments.topology import SitePlan

RESOURCE_PROVIDERS = (
    "Microsoft.Compute",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.KeyVault",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.PolicyInsights",
    "Microsoft.Storage",
    "microsoft.insights",
)
"""What a site uses. The provider's own list registers some sixty in the subscription (4.x), or none (5.x)."""


def provider(stack: TerraformStack, site: SitePlan) -> None:
    """Configure the provider for the site's subscription alone.

    Who deploys comes from the environment (`az login`, `ARM_USE_OIDC`, a managed identity), never from here.
    """
    AzurermProvider(
        stack,
        "azurerm",
        subscription_id=site.tenancy,
        environment=partition(site).environment,
        # Accounts take no shared keys, which the provider would use otherwise.
        storage_use_azuread=True,
        resource_provider_registrations="none",
        resource_providers_to_register=list(RESOURCE_PROVIDERS),
        features=[
            AzurermProviderFeatures(
                key_vault=[
                    AzurermProviderFeaturesKeyVault(
                        purge_soft_delete_on_destroy=False,
                        purge_soft_deleted_keys_on_destroy=False,
                        recover_soft_deleted_key_vaults=True,
                        recover_soft_deleted_keys=True,
                    )
                ],
                log_analytics_workspace=[
                    AzurermProviderFeaturesLogAnalyticsWorkspace(permanently_delete_on_destroy=False)
                ],
                resource_group=[
                    AzurermProviderFeaturesResourceGroup(prevent_deletion_if_contains_resources=True)
                ],
                # Stores are private: from outside the site, waiting for their data plane would never end.
                storage=[AzurermProviderFeaturesStorage(data_plane_available=False)],
                # The deployment made the site's key; removing the deployment must not remove the key.
                template_deployment=[
                    AzurermProviderFeaturesTemplateDeployment(delete_nested_items_during_deletion=False)
                ],
            )
        ],
    )
