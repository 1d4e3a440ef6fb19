"""Google's APIs by a private address of the site: Cloud Storage, Artifact Registry, Cloud KMS and all else that nodes call.

One Private Service Connect endpoint answers for all of them, and private DNS zones lead every name there; so nothing
needs a route to the internet. It offers the APIs that VPC Service Controls can guard and no others. Sources: provider
page `google_compute_global_forwarding_rule` (6.50: names of endpoints have 1 to 20 lower-case letters and digits); VPC
"About accessing Google APIs through endpoints" (without a region, Service Directory registers it in us-central1).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.google import (
    ComputeGlobalAddress,
    ComputeGlobalForwardingRule,
    ComputeGlobalForwardingRuleServiceDirectoryRegistrations,
    ComputeNetwork,
    DnsManagedZone,
    DnsManagedZonePrivateVisibilityConfig,
    DnsManagedZonePrivateVisibilityConfigNetworks,
    DnsRecordSet,
)
from polder_environments.topology import SitePlan

DOMAINS = ("gcr.io", "googleapis.com", "pkg.dev")
"""Where the APIs and the registries that node images and add-ons come from have their names."""

TTL = 300


@dataclass(frozen=True)
class GoogleApis:
    """The private way to Google's APIs.

    Args:
        address: The endpoint's address, a literal.
        ready: What has to exist before the first call.
    """

    address: str
    ready: Sequence[ITerraformDependable]


def google_apis(scope: Construct, site: SitePlan, vpc: ComputeNetwork) -> GoogleApis:
    """Create the endpoint and the zones that lead to it."""
    # An address outside of every subnet, as an endpoint for all of Google's APIs wants it.
    address = str(site.network.endpoints[1])
    reserved = ComputeGlobalAddress(
        scope,
        "google_apis_address",
        name=f"{site.network.name}-google-apis",
        purpose="PRIVATE_SERVICE_CONNECT",
        address_type="INTERNAL",
        network=vpc.id,
        address=address,
    )
    endpoint = ComputeGlobalForwardingRule(
        scope,
        "google_apis",
        name=f"polder{site.unique}",
        target="vpc-sc",
        network=vpc.id,
        ip_address=reserved.id,
        # Empty for an endpoint; the default would make a load balancer with a public address.
        load_balancing_scheme="",
        service_directory_registrations=ComputeGlobalForwardingRuleServiceDirectoryRegistrations(
            namespace=site.prefix, service_directory_region=site.region
        ),
    )
    records = [record for domain in DOMAINS for record in _zone(scope, site, vpc, domain, address)]
    return GoogleApis(address=address, ready=[endpoint, *records])


def _zone(
    scope: Construct, site: SitePlan, vpc: ComputeNetwork, domain: str, address: str
) -> list[ITerraformDependable]:
    name = domain.replace(".", "-")
    construct_id = f"google_apis_{name}"
    zone = DnsManagedZone(
        scope,
        construct_id,
        name=f"{site.network.name}-{name}",
        dns_name=f"{domain}.",
        description=f"{domain} by a private address of {site.prefix}",
        visibility="private",
        private_visibility_config=DnsManagedZonePrivateVisibilityConfig(
            networks=[DnsManagedZonePrivateVisibilityConfigNetworks(network_url=vpc.id)]
        ),
    )
    return [
        DnsRecordSet(
            scope,
            f"{construct_id}_{label}",
            managed_zone=zone.name,
            name=record,
            type="A",
            ttl=TTL,
            rrdatas=[address],
        )
        for label, record in (("domain", f"{domain}."), ("hosts", f"*.{domain}."))
    ]
