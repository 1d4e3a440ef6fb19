"""The network of a site on Google Cloud: a VPC with one region's subnets, no public address, and no route that it does not need.

A subnet spans the zones of its region, and so does Cloud NAT, which is software and has no gateway to lose. Sources:
provider pages `google_compute_network`, `google_compute_subnetwork`, `google_compute_router_nat` (6.50); VPC "Private
Google Access"; Cloud NAT "Overview" (read 2026-11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.google import (
    ComputeNetwork,
    ComputeRoute,
    ComputeRouter,
    ComputeRouterNat,
    ComputeRouterNatLogConfig,
    ComputeRouterNatSubnetwork,
    ComputeSubnetwork,
    ComputeSubnetworkLogConfig,
    ComputeSubnetworkSecondaryIpRange,
)
from polder_constructs.network.gcp_firewall import firewall
from polder_constructs.network.gcp_google_apis import google_apis
from polder_constructs.site.gcp_services import Services
from polder_environments.topology import NetworkPlan, SitePlan

NODES, DATABASE = "nodes", "database"
"""What the names of subnets end in."""

PODS, SERVICES = "pods", "services"
"""Names of the secondary ranges of the node subnet."""


@dataclass(frozen=True)
class GcpNetwork:
    """A network that exists.

    Args:
        id: The VPC.
        nodes: The subnet of nodes, pods and services.
        database: The subnet of the database's private endpoint.
        ready: What nodes need before they can start: Google's APIs by private addresses, and the firewall.
    """

    id: str
    nodes: ComputeSubnetwork
    database: ComputeSubnetwork
    ready: Sequence[ITerraformDependable]


def network(scope: Construct, site: SitePlan, services: Services) -> GcpNetwork:
    """Create the network."""
    plan = site.network
    vpc = ComputeNetwork(
        scope,
        "network",
        name=plan.name,
        auto_create_subnetworks=False,
        # Otherwise a subnet would be reachable from routers of other regions.
        routing_mode="REGIONAL",
        # The default route leads to the internet; `_nat` makes one where the file asks for it.
        delete_default_routes_on_create=True,
        depends_on=services.on("compute", "dns", "servicedirectory"),
    )
    nodes = _subnet(scope, site, vpc, NODES, plan.nodes, pods=plan.pods, services=plan.services)
    database = _subnet(scope, site, vpc, DATABASE, plan.database)
    apis = google_apis(scope, site, vpc)
    rules = firewall(scope, plan, vpc, apis.address)
    exits = _nat(scope, site, plan, vpc, nodes) if plan.egress == "nat" else []
    return GcpNetwork(id=vpc.id, nodes=nodes, database=database, ready=[*apis.ready, *rules, *exits])


def _subnet(
    scope: Construct,
    site: SitePlan,
    vpc: ComputeNetwork,
    name: str,
    cidr: IPv4Network,
    **secondary: IPv4Network,
) -> ComputeSubnetwork:
    return ComputeSubnetwork(
        scope,
        f"network_{name}",
        name=f"{site.network.name}-{name}",
        region=site.region,
        network=vpc.id,
        ip_cidr_range=str(cidr),
        stack_type="IPV4_ONLY",
        # Google's APIs refuse what comes from an address without it, through a private endpoint as well.
        private_ip_google_access=True,
        secondary_ip_range=[
            ComputeSubnetworkSecondaryIpRange(range_name=range_name, ip_cidr_range=str(range_cidr))
            for range_name, range_cidr in secondary.items()
        ]
        or None,
        log_config=ComputeSubnetworkLogConfig(
            aggregation_interval="INTERVAL_1_MIN",
            # Every connection, not the half of them that is the default.
            flow_sampling=1,
            metadata="INCLUDE_ALL_METADATA",
        ),
    )


def _nat(
    scope: Construct, site: SitePlan, plan: NetworkPlan, vpc: ComputeNetwork, nodes: ComputeSubnetwork
) -> list[ITerraformDependable]:
    route = ComputeRoute(
        scope,
        "network_internet",
        name=f"{plan.name}-internet",
        network=vpc.id,
        dest_range="0.0.0.0/0",
        next_hop_gateway="default-internet-gateway",
        priority=1000,
    )
    router = ComputeRouter(
        scope, "network_router", name=f"{plan.name}-router", region=site.region, network=vpc.id
    )
    nat = ComputeRouterNat(
        scope,
        "network_nat",
        name=f"{plan.name}-nat",
        region=site.region,
        router=router.name,
        nat_ip_allocate_option="AUTO_ONLY",
        source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS",
        # Pods keep their own addresses where a range is exempt from masquerading, so theirs are translated as well.
        subnetwork=[ComputeRouterNatSubnetwork(name=nodes.id, source_ip_ranges_to_nat=["ALL_IP_RANGES"])],
        # A node that pulls many images at once runs out of the 64 ports of the static default.
        enable_dynamic_port_allocation=True,
        enable_endpoint_independent_mapping=False,
        min_ports_per_vm=64,
        max_ports_per_vm=4096,
        log_config=ComputeRouterNatLogConfig(enable=True, filter="ALL"),
    )
    return [route, nat]
