"""The network of a site on AWS: a VPC whose nodes and databases have no way in from outside.

Sources: provider pages `aws_vpc`, `aws_subnet`, `aws_nat_gateway`, `aws_default_security_group` (6.25); Amazon
EKS User Guide "VPC and subnet considerations" (read 2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from polder_constructs.bindings.aws import (
    DefaultSecurityGroup,
    Eip,
    InternetGateway,
    KmsKey,
    NatGateway,
    Route,
    RouteTable,
    RouteTableAssociation,
    Subnet,
    Vpc,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.network.aws_endpoints import endpoints
from polder_constructs.network.aws_flow_log import flow_log
from polder_environments.topology import SitePlan, ZonePlan

_EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class AwsNetwork:
    """A network that exists.

    Args:
        vpc_id: Id of the VPC.
        nodes: Ids of the node subnets by zone.
        database: Ids of the database subnets by zone.
    """

    vpc_id: str
    nodes: Mapping[str, str]
    database: Mapping[str, str]


def network(scope: Construct, site: SitePlan, key: KmsKey) -> AwsNetwork:
    """Create VPC, subnets, the way out that the plan allows, flow logs and private endpoints.

    Construct ids hold a zone's name and no position, so a further zone leaves the others as they are.
    """
    plan = site.network
    vpc = Vpc(
        scope,
        "network",
        cidr_block=str(plan.routed),
        # Both are what private DNS of the interface endpoints rests on.
        enable_dns_support=True,
        enable_dns_hostnames=True,
        tags={"Name": plan.name},
    )
    # Without a rule: what is put nowhere else can neither be reached nor reach anything.
    DefaultSecurityGroup(
        scope, "network_default_security_group", vpc_id=vpc.id, tags={"Name": f"{plan.name}-default"}
    )
    flow_log(scope, site, vpc, key)

    gateways = _gateways(scope, site, vpc)
    nodes: dict[str, Subnet] = {}
    tables: list[str] = []
    for zone in plan.zones:
        table = _table(scope, f"nodes_{zone.name}", site, vpc, "nodes", zone)
        tables.append(table.id)
        nodes[zone.name] = _subnet(scope, f"nodes_{zone.name}", site, vpc, "nodes", zone, table)
        if gateways:
            Route(
                scope,
                f"nodes_{zone.name}_way_out",
                route_table_id=table.id,
                destination_cidr_block=_EVERYWHERE,
                nat_gateway_id=gateways.get(zone.name, gateways[plan.zones[0].name]),
            )
    database: dict[str, Subnet] = {}
    for zone in plan.zones:
        # No route but the one inside the VPC, whatever the nodes may do.
        table = _table(scope, f"database_{zone.name}", site, vpc, "database", zone)
        database[zone.name] = _subnet(scope, f"database_{zone.name}", site, vpc, "database", zone, table)
    endpoints(scope, site, vpc, [subnet.id for subnet in nodes.values()], tables)
    return AwsNetwork(
        vpc_id=vpc.id,
        nodes={zone: subnet.id for zone, subnet in nodes.items()},
        database={zone: subnet.id for zone, subnet in database.items()},
    )


def _gateways(scope: Construct, site: SitePlan, vpc: Vpc) -> dict[str, str]:
    """Ids of NAT gateways by zone: none, the first zone's, or each zone's."""
    plan = site.network
    if plan.egress == "none":
        return {}
    internet = InternetGateway(scope, "network_internet_gateway", vpc_id=vpc.id, tags={"Name": plan.name})
    table = RouteTable(scope, "edge_routes", vpc_id=vpc.id, tags={"Name": f"{plan.name}-edge"})
    Route(
        scope,
        "edge_way_out",
        route_table_id=table.id,
        destination_cidr_block=_EVERYWHERE,
        gateway_id=internet.id,
    )
    gateways: dict[str, str] = {}
    for zone in plan.zones if plan.egress == "nat-per-zone" else plan.zones[:1]:
        subnet = _subnet(scope, f"edge_{zone.name}", site, vpc, "edge", zone, table)
        name = f"{plan.name}-nat-{zone.name}"
        address = Eip(
            scope, f"nat_{zone.name}_address", domain="vpc", tags={"Name": name}, depends_on=[internet]
        )
        gateway = NatGateway(
            scope,
            f"nat_{zone.name}",
            allocation_id=address.id,
            subnet_id=subnet.id,
            connectivity_type="public",
            tags={"Name": name},
            # A NAT gateway in a VPC that has no internet gateway yet fails.
            depends_on=[internet],
        )
        gateways[zone.name] = gateway.id
    return gateways


def _table(  # noqa: PLR0913, PLR0917 - what route tables differ in
    scope: Construct, construct_id: str, site: SitePlan, vpc: Vpc, tier: str, zone: ZonePlan
) -> RouteTable:
    return RouteTable(
        scope,
        f"{construct_id}_routes",
        vpc_id=vpc.id,
        tags={"Name": f"{site.network.name}-{tier}-{zone.name}"},
    )


def _subnet(  # noqa: PLR0913, PLR0917 - what subnets differ in
    scope: Construct,
    construct_id: str,
    site: SitePlan,
    vpc: Vpc,
    tier: str,
    zone: ZonePlan,
    table: RouteTable,
) -> Subnet:
    ranges = {"nodes": zone.nodes, "database": zone.database, "edge": zone.edge}
    subnet = Subnet(
        scope,
        construct_id,
        vpc_id=vpc.id,
        availability_zone=zone.name,
        cidr_block=str(ranges[tier]),
        # Nothing gets a public address by being started; even the NAT gateway's is asked for.
        map_public_ip_on_launch=False,
        tags={
            "Name": f"{site.network.name}-{tier}-{zone.name}",
            # Internal load balancers of the cluster stand where the nodes do.
            **({"kubernetes.io/role/internal-elb": "1"} if tier == "nodes" else {}),
        },
    )
    RouteTableAssociation(scope, f"{construct_id}_routing", subnet_id=subnet.id, route_table_id=table.id)
    return subnet
