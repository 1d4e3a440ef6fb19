"""The private network of a site on Azure: four subnets over the zones of its region, closed but for what is listed.

Sources: provider pages `azurerm_virtual_network`, `azurerm_subnet`, `azurerm_nat_gateway`, `azurerm_public_ip`
(all 4.55); AKS "Use API Server VNet Integration" (delegation of the control plane's subnet).
"""

from dataclasses import dataclass
from ipaddress import IPv4Network

from polder_constructs.bindings.azurerm import (
    LogAnalyticsWorkspace,
    NatGateway,
    NatGatewayPublicIpAssociation,
    PublicIp,
    Subnet,
    SubnetDelegation,
    SubnetDelegationServiceDelegation,
    SubnetNatGatewayAssociation,
    VirtualNetwork,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.key.azure import AzureKey
from polder_constructs.network.azure_endpoints import PrivateEndpoints, private_endpoints
from polder_constructs.network.azure_flow_log import flow_log
from polder_constructs.network.azure_rules import rules
from polder_constructs.site.azure_ground import Ground


@dataclass(frozen=True)
class AzureNetwork:
    """The network's subnets and what reaches them.

    Args:
        nodes: Subnet of the cluster's nodes.
        control_plane: Subnet of the cluster's control plane, delegated to AKS.
        endpoints: Makes private endpoints in the network.
        ready: What must exist before nodes can start.
    """

    nodes: Subnet
    control_plane: Subnet
    endpoints: PrivateEndpoints
    ready: list[ITerraformDependable]


def network(scope: Construct, base: Ground, key: AzureKey, workspace: LogAnalyticsWorkspace) -> AzureNetwork:
    """Create the network with its subnets, rules, NAT gateway, private endpoints and flow log."""
    plan = base.site.network
    net = VirtualNetwork(
        scope,
        "network",
        name=plan.name,
        location=base.site.region,
        resource_group_name=base.group,
        address_space=[str(plan.routed)],
        tags=base.tags,
    )
    nodes = _subnet(scope, "nodes", base, net=net, cidr=plan.nodes)
    control_plane = _subnet(
        scope,
        "control_plane",
        base,
        net=net,
        cidr=plan.control_plane,
        delegated_to="Microsoft.ContainerService/managedClusters",
    )
    endpoints = _subnet(scope, "endpoints", base, net=net, cidr=plan.endpoints)
    database = _subnet(scope, "database", base, net=net, cidr=plan.database)
    guarded = rules(
        scope,
        base,
        {
            "nodes": nodes.id,
            "control_plane": control_plane.id,
            "endpoints": endpoints.id,
            "database": database.id,
        },
    )
    out = _nat(scope, base, nodes)
    made = private_endpoints(scope, base, net.id, endpoints=endpoints.id, database=database.id)
    vault_endpoint = made.vault("key", key.vault.id, base.site.key)
    flow_log(scope, base, key=key, endpoints=made, workspace=workspace, network=net)
    return AzureNetwork(
        nodes=nodes,
        control_plane=control_plane,
        endpoints=made,
        ready=[*guarded, *out, vault_endpoint],
    )


def _subnet(  # noqa: PLR0913 - one argument a difference
    scope: Construct,
    name: str,
    base: Ground,
    *,
    net: VirtualNetwork,
    cidr: IPv4Network,
    delegated_to: str | None = None,
) -> Subnet:
    delegation = None
    if delegated_to:
        service = SubnetDelegationServiceDelegation(
            name=delegated_to, actions=["Microsoft.Network/virtualNetworks/subnets/join/action"]
        )
        delegation = [SubnetDelegation(name="service", service_delegation=service)]
    return Subnet(
        scope,
        f"subnet_{name}",
        name=name.replace("_", "-"),
        resource_group_name=base.group,
        virtual_network_name=net.name,
        address_prefixes=[str(cidr)],
        # Otherwise Azure lends what has no way out an address of its own.
        default_outbound_access_enabled=False,
        # Otherwise security groups do not hold for private endpoints.
        private_endpoint_network_policies="Enabled",
        delegation=delegation,
    )


def _nat(scope: Construct, base: Ground, nodes: Subnet) -> list[ITerraformDependable]:
    if base.site.network.egress != "nat":
        raise ValueError(f"egress {base.site.network.egress} is not built on Azure; resolving refuses it")
    # A gateway stands in one zone. Named, it is known which; left open, Azure picks one and does not tell.
    zone = [base.site.network.zones[0].name]
    gateway = NatGateway(
        scope,
        "nat",
        name=f"{base.site.prefix}-nat",
        location=base.site.region,
        resource_group_name=base.group,
        sku_name="Standard",
        zones=zone,
        tags=base.tags,
    )
    address = PublicIp(
        scope,
        "nat_address",
        name=f"{base.site.prefix}-nat",
        location=base.site.region,
        resource_group_name=base.group,
        sku="Standard",
        sku_tier="Regional",
        allocation_method="Static",
        zones=zone,
        tags=base.tags,
    )
    joined = NatGatewayPublicIpAssociation(
        scope, "nat_address_association", nat_gateway_id=gateway.id, public_ip_address_id=address.id
    )
    return [
        joined,
        SubnetNatGatewayAssociation(scope, "nat_nodes", nat_gateway_id=gateway.id, subnet_id=nodes.id),
    ]
