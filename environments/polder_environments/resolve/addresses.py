"""How a site's IPv4 range is cut up: the same way at every site, whatever the cloud.

The lower half is the virtual network: a quarter of the site for nodes, and the next quarter in four parts for
private endpoints, databases, NAT gateways and a managed control plane. The upper half is for pods and services,
outside the virtual network, as EKS demands of services (EKS user guide, "Amazon EKS networking requirements").
"""

from dataclasses import dataclass
from ipaddress import IPv4Network

WIDEST_PREFIX, NARROWEST_PREFIX = 15, 19
"""A /14's lower half would exceed a VPC's /16; a /20 would leave 256 addresses for a zone's nodes and pods."""

PRIVATE_RANGES = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918."""

RESERVED_RANGES = {
    IPv4Network("172.17.0.0/16"): "Docker's bridge, which nodes cannot route past (EKS, Cloud SQL)",
}
"""Private ranges that a cloud uses itself."""


@dataclass(frozen=True)
class Layout:
    """The parts of a site's range; `zone_*` hold one range for each zone."""

    routed: IPv4Network
    nodes: IPv4Network
    endpoints: IPv4Network
    database: IPv4Network
    edge: IPv4Network
    control_plane: IPv4Network
    pods: IPv4Network
    services: IPv4Network
    zone_nodes: tuple[IPv4Network, ...]
    zone_database: tuple[IPv4Network, ...]
    zone_edge: tuple[IPv4Network, ...]


def lay_out(cidr: IPv4Network, zones: int) -> Layout:
    """Cut a site's range into its parts.

    Args:
        cidr: The site's range, /15 to /19.
        zones: How many zones, 1 to 4.
    """
    routed, upper = cidr.subnets(prefixlen_diff=1)
    nodes, rest = routed.subnets(prefixlen_diff=1)
    endpoints, database, edge, control_plane = rest.subnets(prefixlen_diff=2)
    pods, remaining = upper.subnets(prefixlen_diff=1)
    return Layout(
        routed=routed,
        nodes=nodes,
        endpoints=endpoints,
        database=database,
        edge=edge,
        control_plane=next(control_plane.subnets(new_prefix=28)),
        pods=pods,
        services=next(remaining.subnets(prefixlen_diff=2)),
        zone_nodes=tuple(nodes.subnets(prefixlen_diff=2))[:zones],
        zone_database=tuple(database.subnets(prefixlen_diff=2))[:zones],
        zone_edge=tuple(edge.subnets(prefixlen_diff=2))[:zones],
    )


def refusal(cidr: IPv4Network) -> tuple[str, str] | None:
    """Say why a range cannot be a site's, and what can, or None."""
    if not WIDEST_PREFIX <= cidr.prefixlen <= NARROWEST_PREFIX:
        return (
            f"{cidr} is a /{cidr.prefixlen}",
            f"a range of /{WIDEST_PREFIX} to /{NARROWEST_PREFIX}, for example 10.16.0.0/16",
        )
    if not any(cidr.subnet_of(private) for private in PRIVATE_RANGES):
        return f"{cidr} is not a private range", "a range inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
    for reserved, owner in RESERVED_RANGES.items():
        if cidr.overlaps(reserved):
            return (
                f"{cidr} overlaps {reserved}: {owner}",
                "a range inside 10.0.0.0/8, for example 10.16.0.0/16",
            )
    return None
