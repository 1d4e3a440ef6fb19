"""What differs between Azure's partitions: endpoints, private DNS zones, and the names the tools give them.

Sources: "Azure Private Endpoint private DNS zone values" (all three partitions), "Compare Azure Government and
global Azure", and Azure CLI's `azure/cli/core/cloud.py` (all read 2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from polder_environments.topology import SitePlan


@dataclass(frozen=True)
class Partition:
    """Endpoints of a partition.

    Args:
        environment: What Terraform's provider and backend call the partition.
        kubelogin: What kubelogin calls it.
        storage: Suffix of storage endpoints.
        blob_zone: Private DNS zone of blob endpoints.
        vault_zone: Private DNS zone of key vaults.
        registry_zone: Private DNS zone of container registries.
        database_zone: Private DNS zone of PostgreSQL flexible servers.
        database_token: Scope of tokens that PostgreSQL flexible servers take as a password.
    """

    environment: str
    kubelogin: str
    storage: str
    blob_zone: str
    vault_zone: str
    registry_zone: str
    database_zone: str
    database_token: str


_PARTITIONS: Mapping[str, Partition] = {
    "AzureCloud": Partition(
        environment="public",
        kubelogin="AzurePublicCloud",
        storage="core.windows.net",
        blob_zone="privatelink.blob.core.windows.net",
        vault_zone="privatelink.vaultcore.azure.net",
        registry_zone="privatelink.azurecr.io",
        database_zone="privatelink.postgres.database.azure.com",
        database_token="https://ossrdbms-aad.database.windows.net/.default",  # noqa: S106 - a scope, not a secret
    ),
    "AzureUSGovernment": Partition(
        environment="usgovernment",
        kubelogin="AzureUSGovernmentCloud",
        storage="core.usgovcloudapi.net",
        blob_zone="privatelink.blob.core.usgovcloudapi.net",
        vault_zone="privatelink.vaultcore.usgovcloudapi.net",
        registry_zone="privatelink.azurecr.us",
        database_zone="privatelink.postgres.database.usgovcloudapi.net",
        database_token="https://ossrdbms-aad.database.usgovcloudapi.net/.default",  # noqa: S106 - as above
    ),
    "AzureChinaCloud": Partition(
        environment="china",
        kubelogin="AzureChinaCloud",
        storage="core.chinacloudapi.cn",
        blob_zone="privatelink.blob.core.chinacloudapi.cn",
        vault_zone="privatelink.vaultcore.azure.cn",
        registry_zone="privatelink.azurecr.cn",
        database_zone="privatelink.postgres.database.chinacloudapi.cn",
        database_token="https://ossrdbms-aad.database.chinacloudapi.cn/.default",  # noqa: S106 - as above
    ),
}


def partition(site: SitePlan) -> Partition:
    """Endpoints of the site's partition.

    Raises:
        KeyError: The partition is not known here; endpoints guessed for it would lie somewhere else.
    """
    return _PARTITIONS[site.partition]
