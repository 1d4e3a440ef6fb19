"""Who may talk to whom in a site's network on Azure: what is not listed is denied.

Pods on other machines than their own arrive with the pods' own range (Azure CNI Overlay); towards anything that is no
pod they carry their node's address.

Sources: provider page `azurerm_network_security_group` (4.55); AKS "Azure CNI Overlay networking" (security groups),
"Use API Server VNet Integration" (ports of the control plane), "Outbound network rules".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from polder_constructs.bindings.azurerm import (
    NetworkSecurityGroup,
    NetworkSecurityGroupSecurityRule,
    SubnetNetworkSecurityGroupAssociation,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.site.azure_ground import Ground
from polder_environments.topology import NetworkPlan

_FIRST, _STEP, _LAST = 100, 10, 4096


@dataclass(frozen=True)
class Allow:
    """Traffic that is let through; `*` is any port, and a word like `AzureLoadBalancer` a service tag."""

    name: str
    direction: Literal["Inbound", "Outbound"]
    source: str
    destination: str
    ports: Sequence[str]
    protocol: Literal["Tcp", "Udp", "*"] = "Tcp"


def rules(scope: Construct, base: Ground, subnets: Mapping[str, str]) -> list[ITerraformDependable]:
    """Create a security group for each subnet.

    Args:
        scope: The stack.
        base: What the site stands on.
        subnets: Ids of subnets by name.

    Returns:
        The associations of groups and subnets.
    """
    plan = base.site.network
    allowed = {
        "nodes": _nodes(plan),
        "control_plane": _control_plane(plan),
        "endpoints": (Allow("endpoints", "Inbound", str(plan.routed), str(plan.endpoints), ["443"]),),
        "database": (Allow("database", "Inbound", str(plan.nodes), str(plan.database), ["5432"]),),
    }
    made: list[ITerraformDependable] = []
    for name, subnet in subnets.items():
        group = NetworkSecurityGroup(
            scope,
            f"rules_{name}",
            name=f"{base.site.prefix}-{name.replace('_', '-')}",
            location=base.site.region,
            resource_group_name=base.group,
            security_rule=_numbered(allowed[name]),
            tags=base.tags,
        )
        made.append(
            SubnetNetworkSecurityGroupAssociation(
                scope, f"rules_{name}_association", subnet_id=subnet, network_security_group_id=group.id
            )
        )
    return made


def _nodes(plan: NetworkPlan) -> tuple[Allow, ...]:
    nodes, pods, control_plane = str(plan.nodes), str(plan.pods), str(plan.control_plane)
    return (
        Allow("nodes-from-nodes", "Inbound", nodes, nodes, ["*"], "*"),
        Allow("pods-from-nodes", "Inbound", nodes, pods, ["*"], "*"),
        Allow("pods-from-pods", "Inbound", pods, pods, ["*"], "*"),
        Allow("nodes-from-pods", "Inbound", pods, nodes, ["*"], "*"),
        Allow("nodes-from-control-plane", "Inbound", control_plane, nodes, ["*"]),
        Allow("pods-from-control-plane", "Inbound", control_plane, pods, ["*"]),
        Allow("probes", "Inbound", "AzureLoadBalancer", "*", ["*"], "*"),
        Allow("nodes-to-nodes", "Outbound", nodes, nodes, ["*"], "*"),
        Allow("nodes-to-pods", "Outbound", nodes, pods, ["*"], "*"),
        Allow("pods-to-pods", "Outbound", pods, pods, ["*"], "*"),
        Allow("pods-to-nodes", "Outbound", pods, nodes, ["*"], "*"),
        Allow("control-plane", "Outbound", nodes, control_plane, ["443", "4443"]),
        Allow("endpoints", "Outbound", nodes, str(plan.endpoints), ["443"]),
        Allow("database", "Outbound", nodes, str(plan.database), ["5432"]),
        # Images, packages and sign-in; Ubuntu's packages come without TLS and are signed.
        Allow("internet", "Outbound", nodes, "Internet", ["443", "80"]),
        Allow("time", "Outbound", nodes, "Internet", ["123"], "Udp"),
    )


def _control_plane(plan: NetworkPlan) -> tuple[Allow, ...]:
    control_plane = str(plan.control_plane)
    return (
        Allow("site", "Inbound", str(plan.routed), control_plane, ["443", "4443"]),
        Allow("pods", "Inbound", str(plan.pods), control_plane, ["443", "4443"]),
        Allow("probes", "Inbound", "AzureLoadBalancer", control_plane, ["9988"]),
        *(
            Allow(f"authorised-{str(cidr).replace('/', '-')}", "Inbound", str(cidr), control_plane, ["443"])
            for cidr in plan.api_ranges
        ),
        Allow("itself", "Inbound", control_plane, control_plane, ["*"]),
        Allow("to-itself", "Outbound", control_plane, control_plane, ["*"]),
        Allow("nodes", "Outbound", control_plane, str(plan.nodes), ["*"]),
        Allow("webhooks", "Outbound", control_plane, str(plan.pods), ["*"]),
        # The key that encrypts the cluster's secrets.
        Allow("key", "Outbound", control_plane, str(plan.endpoints), ["443"]),
    )


def _numbered(allowed: Sequence[Allow]) -> list[NetworkSecurityGroupSecurityRule]:
    listed = [
        NetworkSecurityGroupSecurityRule(
            name=allow.name,
            priority=_FIRST + _STEP * number,
            direction=allow.direction,
            access="Allow",
            protocol=allow.protocol,
            source_address_prefix=allow.source,
            source_port_range="*",
            destination_address_prefix=allow.destination,
            # Azure answers one port in the singular, which would be a change to the plural for ever.
            destination_port_range=allow.ports[0] if len(allow.ports) == 1 else None,
            destination_port_ranges=list(allow.ports) if len(allow.ports) > 1 else None,
        )
        for number, allow in enumerate(allowed)
    ]
    denied = [
        NetworkSecurityGroupSecurityRule(
            name=f"deny-{direction.lower()}",
            priority=_LAST,
            direction=direction,
            access="Deny",
            protocol="*",
            source_address_prefix="*",
            source_port_range="*",
            destination_address_prefix="*",
            destination_port_range="*",
        )
        for direction in ("Inbound", "Outbound")
    ]
    return [*listed, *denied]
