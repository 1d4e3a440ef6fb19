"""Private endpoints of a site on Azure, and the private DNS zones that make clients find them.

Sources: provider pages `azurerm_private_endpoint`, `azurerm_private_dns_zone`,
`azurerm_private_dns_zone_virtual_network_link` (4.55); "Azure Private Endpoint private DNS zone values".
"""

from dataclasses import dataclass

from polder_constructs.bindings.azurerm import (
    PrivateDnsZone,
    PrivateDnsZoneVirtualNetworkLink,
    PrivateEndpoint,
    PrivateEndpointPrivateDnsZoneGroup,
    PrivateEndpointPrivateServiceConnection,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.site.azure_ground import Ground
from polder_constructs.site.azure_partition import partition


@dataclass(frozen=True)
class Zone:
    """A private DNS zone.

    Args:
        id: Its resource id.
        link: What makes the site's network ask it.
    """

    id: str
    link: PrivateDnsZoneVirtualNetworkLink


@dataclass(frozen=True)
class PrivateEndpoints:
    """Makes private endpoints; a zone that nothing uses does not exist, and is None."""

    scope: Construct
    base: Ground
    endpoints: str
    database_subnet: str
    blob_zone: Zone
    vault_zone: Zone
    registry_zone: Zone | None
    database_zone: Zone | None

    def blob(self, construct_id: str, resource: str, name: str) -> PrivateEndpoint:
        """Reach the blobs of a storage account privately."""
        return self._endpoint(
            construct_id, resource, name, "blob", subnet=self.endpoints, zone=self.blob_zone
        )

    def vault(self, construct_id: str, resource: str, name: str) -> PrivateEndpoint:
        """Reach a key vault privately."""
        return self._endpoint(
            construct_id, resource, name, "vault", subnet=self.endpoints, zone=self.vault_zone
        )

    def registry(self, construct_id: str, resource: str, name: str) -> PrivateEndpoint:
        """Reach a container registry privately."""
        return self._endpoint(
            construct_id, resource, name, "registry", subnet=self.endpoints, zone=self.registry_zone
        )

    def database(self, construct_id: str, resource: str, name: str) -> PrivateEndpoint:
        """Reach a PostgreSQL server privately, in the subnet whose rules let only its port through."""
        return self._endpoint(
            construct_id,
            resource,
            name,
            "postgresqlServer",
            subnet=self.database_subnet,
            zone=self.database_zone,
        )

    def _endpoint(  # noqa: PLR0913 - each service has its own of these
        self,
        construct_id: str,
        resource: str,
        name: str,
        subresource: str,
        *,
        subnet: str,
        zone: Zone | None,
    ) -> PrivateEndpoint:
        if zone is None:
            raise ValueError(f"the site has no private DNS zone for {subresource}")
        return PrivateEndpoint(
            self.scope,
            f"{construct_id}_endpoint",
            name=name,
            location=self.base.site.region,
            resource_group_name=self.base.group,
            subnet_id=subnet,
            private_service_connection=PrivateEndpointPrivateServiceConnection(
                name=subresource,
                private_connection_resource_id=resource,
                is_manual_connection=False,
                subresource_names=[subresource],
            ),
            private_dns_zone_group=PrivateEndpointPrivateDnsZoneGroup(
                name="zone", private_dns_zone_ids=[zone.id]
            ),
            tags=self.base.tags,
            # What waits for the endpoint can then also find it.
            depends_on=[zone.link],
        )


def private_endpoints(
    scope: Construct, base: Ground, network: str, *, endpoints: str, database: str
) -> PrivateEndpoints:
    """Create the private DNS zones of the services that the site uses, and link them to its network.

    Args:
        scope: The stack.
        base: What the site stands on.
        network: Id of the virtual network.
        endpoints: Id of the subnet of endpoints.
        database: Id of the subnet of database addresses.
    """
    names = partition(base.site)
    return PrivateEndpoints(
        scope=scope,
        base=base,
        endpoints=endpoints,
        database_subnet=database,
        blob_zone=_zone(scope, "blob", base, network, names.blob_zone),
        vault_zone=_zone(scope, "vault", base, network, names.vault_zone),
        registry_zone=_zone(scope, "registry", base, network, names.registry_zone)
        if base.site.registry
        else None,
        database_zone=_zone(scope, "database", base, network, names.database_zone)
        if base.site.mlflow
        else None,
    )


def _zone(scope: Construct, service: str, base: Ground, network: str, name: str) -> Zone:
    zone = PrivateDnsZone(scope, f"zone_{service}", name=name, resource_group_name=base.group, tags=base.tags)
    link = PrivateDnsZoneVirtualNetworkLink(
        scope,
        f"zone_{service}_link",
        name="network",
        resource_group_name=base.group,
        private_dns_zone_name=zone.name,
        virtual_network_id=network,
        registration_enabled=False,
        tags=base.tags,
    )
    return Zone(id=zone.id, link=link)
