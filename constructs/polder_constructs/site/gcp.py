"""What Google Cloud does for a site.

Source: provider reference page of hashicorp/google (6.50: `billing_project`, `user_project_override`,
`default_labels`, `add_terraform_attribution_label`).
"""

from collections.abc import Mapping

from polder_constructs.bindings.cdktf import ITerraformDependable, TerraformStack
from polder_constructs.bindings.google import GoogleProvider
from polder_constructs.cluster.contract import Cluster
from polder_constructs.cluster.gcp import cluster
from polder_constructs.cluster.gcp_access import administrators, cluster_access
from polder_constructs.cluster.gcp_nodes import nodes
from polder_constructs.cluster.gcp_pools import pools
from polder_constructs.database.gcp import database
from polder_constructs.identity.gcp import identity
from polder_constructs.key.gcp import GcpKey, key
from polder_constructs.network.gcp import GcpNetwork, network
from polder_constructs.object_store.contract import ObjectStore
from polder_constructs.object_store.gcp import object_store
from polder_constructs.object_store.gcp_bucket import access_log_bucket
from polder_constructs.registry.gcp import registry
from polder_constructs.site import gcp_state
from polder_constructs.site.contract import Capabilities, Infrastructure, TrackingInfrastructure
from polder_constructs.site.gcp_agents import beta_provider
from polder_constructs.site.gcp_logs import site_logs
from polder_constructs.site.gcp_services import services, site_apis
from polder_environments.topology import SitePlan


class Gcp:
    """Google Cloud."""

    @property
    def capabilities(self) -> Capabilities:
        """GKE installs NVIDIA's driver and device plugin on GPU nodes itself."""
        return Capabilities(nvidia_device_plugin=True)

    def provider(self, stack: TerraformStack, site: SitePlan) -> None:
        """Configure the provider for the site's project and region."""
        GoogleProvider(
            stack,
            "google",
            project=site.tenancy,
            region=site.region,
            # Otherwise calls would be charged to, and be limited by, whatever project the credentials come from.
            billing_project=site.tenancy,
            user_project_override=True,
            default_labels=dict(site.tags),
            add_terraform_attribution_label=False,
        )

    def state_backend(self, stack: TerraformStack, site: SitePlan) -> None:
        """Keep the stack's state in the site's bucket, encrypted with the state key and locked by Terraform itself."""
        gcp_state.backend(stack, site)

    def state_store(self, stack: TerraformStack, site: SitePlan) -> None:
        """Create the site's state bucket and its key."""
        gcp_state.store(stack, site)

    def infrastructure(self, stack: TerraformStack, site: SitePlan) -> Infrastructure:
        """Create everything of the site but what runs on its cluster."""
        if site.registry is not None or site.mlflow is not None:
            beta_provider(stack, site)
        apis = services(stack, site, site_apis(site))
        site_key = key(stack, site, apis)
        sink = site_logs(stack, site, site_key)
        made_network = network(stack, site, apis)
        stores = _stores(stack, site, site_key)
        site_nodes = nodes(stack, site, apis)
        ready = [sink, *apis.on("binaryauthorization", "iamcredentials", "monitoring")]
        made_cluster = cluster(stack, site, made_network, site_key, site_nodes, *ready)
        pools(stack, site, made_cluster, site_nodes, site_key)
        buckets = {name: store.id for name, store in stores.items()}
        after: list[ITerraformDependable] = [made_cluster.resource]
        administrators(stack, site, after)
        return Infrastructure(
            cluster=made_cluster.cluster,
            stores=stores,
            registry=None
            if site.registry is None
            else registry(stack, site, site.registry, site_key, site_nodes.member),
            identities={
                plan.name: identity(stack, f"identity_{plan.name}", site, plan, buckets, after)
                for plan in site.identities
            },
            tracking=_tracking(stack, site, stores, made_network, site_key, after),
        )

    def cluster_access(self, stack: TerraformStack, site: SitePlan, cluster: Cluster) -> None:  # noqa: ARG002 - other clouds' tokens are of a region
        """Configure the Kubernetes and Helm providers with the short-lived tokens of GKE's own plugin."""
        cluster_access(stack, cluster)

    def cluster_services(self, stack: TerraformStack, site: SitePlan) -> None:
        """Install nothing: GKE scales its pools itself and brings an encrypted storage class."""


def _stores(stack: TerraformStack, site: SitePlan, site_key: GcpKey) -> dict[str, ObjectStore]:
    if not site.stores:
        return {}
    # Names of stores end in eight characters, so no store can take this one.
    name = f"{site.prefix}-{site.unique}-access-logs"
    logs = access_log_bucket(stack, "access_log_bucket", site, name, site_key)
    return {store.name: object_store(stack, site, store, site_key, logs) for store in site.stores}


def _tracking(  # noqa: PLR0913, PLR0917 - what a tracking server stands on
    stack: TerraformStack,
    site: SitePlan,
    stores: Mapping[str, ObjectStore],
    made_network: GcpNetwork,
    site_key: GcpKey,
    after: list[ITerraformDependable],
) -> TrackingInfrastructure | None:
    plan = site.mlflow
    if plan is None:
        return None
    buckets = {name: store.id for name, store in stores.items()}
    server = identity(stack, "tracking_identity", site, plan.identity, buckets, after)
    return TrackingInfrastructure(
        database=database(stack, site, plan.database, made_network, site_key, (plan.identity, server), after),
        identity=server,
        artifacts=stores[plan.artifacts],
        # Google's client libraries would otherwise ask the metadata server which project they are in.
        environment={"GOOGLE_CLOUD_PROJECT": site.tenancy},
    )
