"""What AWS does for a site.

Source: provider index page of hashicorp/aws (6.25: `allowed_account_ids`, `default_tags`, `sts_region`).
"""

from polder_constructs.bindings.aws import AwsProvider, AwsProviderDefaultTags, KmsKey
from polder_constructs.bindings.cdktf import TerraformStack
from polder_constructs.cluster.aws import AwsCluster, cluster
from polder_constructs.cluster.aws_access import cluster_access
from polder_constructs.cluster.aws_addons import addons_before_nodes, addons_on_nodes
from polder_constructs.cluster.aws_autoscaler import autoscaler_identity
from polder_constructs.cluster.aws_pools import pools
from polder_constructs.cluster.aws_services import cluster_services
from polder_constructs.cluster.contract import Cluster
from polder_constructs.database.aws import database
from polder_constructs.identity.aws import bind, identity
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.key.aws import key
from polder_constructs.network.aws import AwsNetwork, network
from polder_constructs.object_store.aws import AwsObjectStore, object_store
from polder_constructs.object_store.aws_access_log import access_log_bucket
from polder_constructs.registry.aws import registry
from polder_constructs.site import aws_state
from polder_constructs.site.contract import Capabilities, Infrastructure, TrackingInfrastructure
from polder_environments.topology import SitePlan


class Aws:
    """AWS."""

    @property
    def capabilities(self) -> Capabilities:
        """EKS node images carry NVIDIA's driver and leave the device plugin to whoever runs the cluster."""
        return Capabilities(nvidia_device_plugin=False)

    def provider(self, stack: TerraformStack, site: SitePlan) -> None:
        """Configure the provider for the site's region and account; in any other account it refuses to work."""
        AwsProvider(
            stack,
            "aws",
            region=site.region,
            # Credentials would otherwise be asked for wherever the machine's own settings say.
            sts_region=site.region,
            allowed_account_ids=[site.tenancy],
            default_tags=[AwsProviderDefaultTags(tags=dict(site.tags))],
        )

    def state_backend(self, stack: TerraformStack, site: SitePlan) -> None:
        """Keep the stack's state in the site's bucket, encrypted with the state key and locked by a lock file."""
        aws_state.backend(stack, site)

    def state_store(self, stack: TerraformStack, site: SitePlan) -> None:
        """Create the site's state bucket and its key."""
        aws_state.store(stack, site)

    def infrastructure(self, stack: TerraformStack, site: SitePlan) -> Infrastructure:
        """Create everything of the site but what runs on its cluster."""
        site_key = key(stack, site)
        made_network = network(stack, site, site_key)
        stores = _stores(stack, site, site_key)
        made_cluster = cluster(stack, site, made_network, site_key)
        ready = addons_before_nodes(stack, site, made_cluster)
        nodes = pools(stack, site, made_network, made_cluster, site_key, ready)
        addons_on_nodes(stack, site, made_cluster, site_key, nodes)
        autoscaler_identity(stack, site, made_cluster)
        return Infrastructure(
            cluster=made_cluster.cluster,
            stores={name: each.store for name, each in stores.items()},
            registry=None if site.registry is None else registry(stack, site, site.registry, site_key),
            identities=_identities(stack, site, stores, made_cluster, site_key),
            tracking=_tracking(stack, site, stores, made_network, made_cluster, site_key),
        )

    def cluster_access(self, stack: TerraformStack, site: SitePlan, cluster: Cluster) -> None:
        """Configure the Kubernetes and Helm providers with the AWS CLI's short-lived tokens."""
        cluster_access(stack, site, cluster)

    def cluster_services(self, stack: TerraformStack, site: SitePlan) -> None:
        """Install what EKS leaves to its users: the autoscaler of pools and a class of encrypted volumes."""
        cluster_services(stack, site)


def _stores(stack: TerraformStack, site: SitePlan, site_key: KmsKey) -> dict[str, AwsObjectStore]:
    if not site.stores:
        return {}
    # Names of stores end in eight characters, so no store can take this one.
    name = f"{site.prefix}-{site.unique}-access-logs"
    logs = access_log_bucket(
        stack, "access_log_bucket", site, name, [store.resource_name for store in site.stores]
    )
    return {store.name: object_store(stack, site, store, site_key, logs) for store in site.stores}


def _identities(
    stack: TerraformStack,
    site: SitePlan,
    stores: dict[str, AwsObjectStore],
    made_cluster: AwsCluster,
    site_key: KmsKey,
) -> dict[str, WorkloadIdentity]:
    arns = {name: store.arn for name, store in stores.items()}
    made: dict[str, WorkloadIdentity] = {}
    for plan in site.identities:
        construct_id = f"identity_{plan.name}"
        made[plan.name] = identity(stack, construct_id, site, plan, arns, site_key)
        bind(stack, construct_id, made_cluster.resource.name, plan, made[plan.name].principal)
    return made


def _tracking(  # noqa: PLR0913, PLR0917 - what a tracking server stands on
    stack: TerraformStack,
    site: SitePlan,
    stores: dict[str, AwsObjectStore],
    made_network: AwsNetwork,
    made_cluster: AwsCluster,
    site_key: KmsKey,
) -> TrackingInfrastructure | None:
    plan = site.mlflow
    if plan is None:
        return None
    made = database(stack, site, plan.database, made_network, made_cluster, site_key)
    arns = {name: store.arn for name, store in stores.items()}
    server = identity(stack, "tracking_identity", site, plan.identity, arns, site_key, made.login)
    bind(stack, "tracking_identity", made_cluster.resource.name, plan.identity, server.principal)
    return TrackingInfrastructure(
        database=made.database,
        identity=server,
        artifacts=stores[plan.artifacts].store,
        # Without it boto3 would ask a bucket's region of the service's global endpoint, in another region.
        environment={
            "AWS_REGION": site.region,
            "AWS_DEFAULT_REGION": site.region,
            "AWS_STS_REGIONAL_ENDPOINTS": "regional",
        },
    )
