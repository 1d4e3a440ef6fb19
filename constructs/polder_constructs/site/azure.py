"""Azure: everything a site gets there."""

from polder_constructs.bindings.cdktf import TerraformStack
from polder_constructs.cluster.azure import cluster, node_identity
from polder_constructs.cluster.azure_access import cluster_access
from polder_constructs.cluster.contract import Cluster
from polder_constructs.database.azure import database
from polder_constructs.identity.azure import identity
from polder_constructs.key.azure import key, registry_key
from polder_constructs.network.azure import network
from polder_constructs.object_store.azure import object_store
from polder_constructs.registry.azure import registry
from polder_constructs.site.azure_ground import ground, logs
from polder_constructs.site.azure_provider import provider
from polder_constructs.site.azure_state import state_backend, state_store
from polder_constructs.site.contract import Capabilities, Infrastructure, TrackingInfrastructure
from polder_environments.topology import SitePlan


class Azure:
    """The Azure adapter; see `polder_constructs.site.contract.Cloud`."""

    @property
    def capabilities(self) -> Capabilities:
        """AKS installs GPU drivers, but no device plugin."""
        return Capabilities(nvidia_device_plugin=False)

    def provider(self, stack: TerraformStack, site: SitePlan) -> None:
        """Configure the provider for the site's subscription alone."""
        provider(stack, site)

    def state_backend(self, stack: TerraformStack, site: SitePlan) -> None:
        """Keep the stack's state in the site's own storage account, by Entra ID and with Azure's native lock."""
        state_backend(stack, site)

    def state_store(self, stack: TerraformStack, site: SitePlan) -> None:
        """Create the storage account that `state_backend` points at."""
        state_store(stack, site)

    def infrastructure(self, stack: TerraformStack, site: SitePlan) -> Infrastructure:
        """Create everything of the site, in one resource group of its region."""
        base = ground(stack, site, site.group)
        workspace = logs(stack, base, f"{site.prefix}-logs")
        site_key = key(stack, base, workspace)
        net = network(stack, base, site_key, workspace)
        stores = {
            plan.name: object_store(
                stack, base, plan, key=site_key, endpoints=net.endpoints, workspace=workspace
            )
            for plan in site.stores
        }
        nodes = node_identity(stack, base)
        images = None
        if site.registry:
            images = registry(
                stack,
                base,
                site.registry,
                key=registry_key(stack, base, workspace),
                endpoints=net.endpoints,
                workspace=workspace,
                puller=nodes.principal_id,
            )
        made = cluster(stack, base, net=net, key=site_key, workspace=workspace, nodes=nodes)
        identities = {
            plan.name: identity(
                stack, f"identity_{plan.name}", base, plan, issuer=made.issuer, stores=stores
            ).workload
            for plan in site.identities
        }
        tracking = None
        if site.mlflow:
            server = identity(stack, "mlflow", base, site.mlflow.identity, issuer=made.issuer, stores=stores)
            tracking = TrackingInfrastructure(
                database=database(
                    stack,
                    base,
                    site.mlflow.database,
                    key=site_key,
                    endpoints=net.endpoints,
                    workspace=workspace,
                    user=server,
                ),
                identity=server.workload,
                artifacts=stores[site.mlflow.artifacts].store,
            )
        return Infrastructure(
            cluster=made.cluster,
            stores={name: store.store for name, store in stores.items()},
            registry=images,
            identities=identities,
            tracking=tracking,
        )

    def cluster_access(self, stack: TerraformStack, site: SitePlan, cluster: Cluster) -> None:
        """Configure the Kubernetes and Helm providers for the cluster, with no token in state."""
        cluster_access(stack, site, cluster)

    def cluster_services(self, stack: TerraformStack, site: SitePlan) -> None:
        """Nothing: AKS runs its own autoscaler, storage drivers and secrets provider."""
