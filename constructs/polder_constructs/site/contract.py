"""The seam: what a cloud does for a site. One implementation a cloud, picked in `polder_constructs.clouds`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from polder_constructs.bindings.cdktf import TerraformStack
from polder_constructs.cluster.contract import Cluster
from polder_constructs.database.contract import Database
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.object_store.contract import ObjectStore
from polder_constructs.registry.contract import Registry
from polder_environments.topology import SitePlan


@dataclass(frozen=True)
class TrackingInfrastructure:
    """What the tracking server of a site stands on.

    Args:
        database: Its PostgreSQL.
        identity: The identity it acts as.
        artifacts: The store it proxies.
        environment: What the cloud's clients read to stay in the site's region, `AWS_REGION` for instance; no keys.
    """

    database: Database
    identity: WorkloadIdentity
    artifacts: ObjectStore
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Infrastructure:
    """What the infrastructure stack of a site holds; values may be tokens that other stacks read.

    Args:
        cluster: The cluster.
        stores: Object stores by their name in the environment file.
        registry: The registry, where the site has one.
        identities: Workload identities by their name in the environment file.
        tracking: What the tracking server stands on, where the site has one.
    """

    cluster: Cluster
    stores: Mapping[str, ObjectStore]
    registry: Registry | None
    identities: Mapping[str, WorkloadIdentity]
    tracking: TrackingInfrastructure | None


@dataclass(frozen=True)
class Capabilities:
    """How a cloud differs where something cloud-neutral has to know.

    Args:
        nvidia_device_plugin: Whether the cloud itself runs NVIDIA's device plugin on GPU nodes.
    """

    nvidia_device_plugin: bool


class Cloud(Protocol):
    """What every cloud can do; each method adds to the stack it is given and keeps nothing."""

    @property
    def capabilities(self) -> Capabilities:
        """How this cloud differs."""
        ...

    def provider(self, stack: TerraformStack, site: SitePlan) -> None:
        """Configure the cloud's provider for the site: its region, its tenancy alone, its tags by default."""
        ...

    def state_backend(self, stack: TerraformStack, site: SitePlan) -> None:
        """Keep the stack's state in the site's own bucket, encrypted and locked."""
        ...

    def state_store(self, stack: TerraformStack, site: SitePlan) -> None:
        """Create what `state_backend` points at: private, encrypted, versioned, protected from deletion."""
        ...

    def infrastructure(self, stack: TerraformStack, site: SitePlan) -> Infrastructure:
        """Create network, key, stores, registry, cluster, pools, identities and database of the site."""
        ...

    def cluster_access(self, stack: TerraformStack, site: SitePlan, cluster: Cluster) -> None:
        """Configure the Kubernetes and Helm providers for the cluster, with no token in state."""
        ...

    def cluster_services(self, stack: TerraformStack, site: SitePlan) -> None:
        """Install what the cloud's cluster leaves to its users, an autoscaler of pools for instance; often nothing."""
        ...
