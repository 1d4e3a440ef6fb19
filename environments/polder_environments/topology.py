"""What an environment resolves to: every site with everything decided, and every name the clouds will see.

Frozen and pure. Constructs read it and decide nothing more; policies judge it.
"""

from ipaddress import IPv4Network
from typing import Literal

from pydantic import BaseModel, ConfigDict

from polder_environments.model import Capacity, CloudName


class Plan(BaseModel):
    """A decided part of the topology."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ZonePlan(Plan):
    """One availability zone of a site and the ranges that lie in it."""

    name: str
    """The zone's name as the provider takes it: `eu-central-1a` (AWS), `1` (Azure), `europe-west4-a` (GCP)."""

    nodes: IPv4Network
    """Range of the zone's nodes; on a cloud whose subnets span zones, a slice of `NetworkPlan.nodes`."""

    database: IPv4Network
    """Range of the zone's database addresses, a slice of `NetworkPlan.database`."""

    edge: IPv4Network
    """Range of the zone's NAT gateway, a slice of `NetworkPlan.edge`."""


class NetworkPlan(Plan):
    """How a site's range is laid out; all ranges are disjoint, and nothing here is public."""

    name: str
    cidr: IPv4Network
    """The site's whole range."""

    routed: IPv4Network
    """Lower half of `cidr`: the virtual network of the site; it holds the five ranges below."""

    nodes: IPv4Network
    endpoints: IPv4Network
    database: IPv4Network
    edge: IPv4Network
    control_plane: IPv4Network
    """A /28 for a managed control plane that wants a range of its own."""

    pods: IPv4Network
    """First half of the upper half of `cidr`."""

    services: IPv4Network
    """Range of Kubernetes services, outside `routed`."""

    zones: tuple[ZonePlan, ...]
    egress: Literal["nat", "nat-per-zone", "none"]
    mirror: str | None
    """Where public images are mirrored; None where nodes pull them from where they are published."""

    api_ranges: tuple[IPv4Network, ...]


class AcceleratorPlan(Plan):
    """The accelerators of a pool's nodes."""

    name: str
    """Canonical name: `h100`, `a100-80gb`, `tpu-v5e`."""

    kind: Literal["nvidia", "tpu"]
    per_node: int
    """Accelerators (GPUs, TPU chips) of one node."""

    attached: str | None = None
    """Type to attach to a general machine (`nvidia-tesla-t4` on GCP N1); None where the machine has them built in."""

    gke_name: str | None = None
    """GKE's own name of the accelerator, `nvidia-l4`, `tpu-v5-lite-podslice`; None on clouds that need none."""

    topology: str | None = None
    """TPU slice topology, `2x4`."""

    hosts: int = 1
    """Nodes of one TPU slice."""


class PoolPlan(Plan):
    """A group of alike nodes with its machine type decided."""

    name: str
    """The name in the environment file."""

    resource_name: str
    """The name the cloud gets."""

    machine: str
    """The cloud's machine type."""

    smallest: int
    largest: int
    capacity: Capacity
    reservation: str | None
    zones: tuple[str, ...]
    """Zones its nodes may stand in: of the site's, those that offer the machine."""

    disk: int
    """System disk, GiB."""

    accelerator: AcceleratorPlan | None
    labels: tuple[tuple[str, str], ...]
    """Kubernetes node labels, alike on every cloud, sorted by key."""

    taints: tuple[tuple[str, str, Literal["NoSchedule"]], ...]
    """Kubernetes taints (key, value, effect), alike on every cloud."""


class ClusterPlan(Plan):
    """The Kubernetes cluster of a site."""

    name: str
    version: str
    """Kubernetes minor version, `1.34`."""

    system: PoolPlan
    """The pool of the cluster's own services."""

    pools: tuple[PoolPlan, ...]
    """All other pools, sorted by name."""

    administrators: tuple[str, ...]


class StorePlan(Plan):
    """An object store of a site."""

    name: str
    resource_name: str
    """The bucket's (AWS, GCP) or storage account's (Azure) globally unique name."""

    versioned: bool
    keep_versions: int
    """Days."""

    expire: int | None
    """Days."""

    retain: int | None
    """Days."""


class RegistryPlan(Plan):
    """The container registry of a site."""

    name: str
    """Prefix of repositories (AWS), the registry's globally unique name (Azure), prefix of repositories (GCP)."""

    repositories: tuple[str, ...]
    immutable: bool
    scan: bool


class IdentityPlan(Plan):
    """One consumer of stores."""

    name: str
    resource_name: str
    """Name of the cloud's identity: IAM role (AWS), user-assigned identity (Azure), service account id (GCP)."""

    namespace: str
    service_account: str
    reads: tuple[str, ...]
    """Names of stores, sorted; a store that is also written is only in `writes`."""

    writes: tuple[str, ...]


class DatabasePlan(Plan):
    """The managed PostgreSQL of a site."""

    name: str
    machine: str
    """Instance class (AWS), SKU (Azure) or tier (GCP)."""

    version: str
    """PostgreSQL major version, `17`."""

    storage: int
    """GiB."""

    standby: bool
    backups: int
    """Days."""


class MLflowPlan(Plan):
    """The MLflow tracking server of a site."""

    version: str
    image: str
    """Image with tag, as nodes of the site pull it."""

    replicas: int
    database: DatabasePlan
    artifacts: str
    """Name of the store."""

    allowed_hosts: tuple[str, ...]
    identity: IdentityPlan
    """The server's own identity, the only one that it uses."""


class StatePlan(Plan):
    """Where a site's Terraform state lies: its own bucket, in its own region."""

    kind: Literal["remote", "local"]
    name: str
    """Globally unique name of the bucket (AWS, GCP) or storage account (Azure)."""


class SitePlan(Plan):
    """A site with everything decided."""

    environment: str
    name: str
    prefix: str
    """`<environment>-<site>`, what names at this site begin with."""

    cloud: CloudName
    region: str
    country: str
    """ISO 3166-1 alpha-2 of the region."""

    partition: str
    """The cloud's partition, `aws` or `aws-eusc`; its endpoints and ARNs differ."""

    tenancy: str
    """Account (AWS), subscription (Azure) or project (GCP)."""

    role: Literal["primary", "member"]
    group: str
    """Name of what holds the site's resources where the cloud has such a thing (an Azure resource group)."""

    unique: str
    """Eight characters of a-z and 0-9 derived from environment, site, cloud and tenancy, for globally unique names."""

    tags: tuple[tuple[str, str], ...]
    """Labels of every resource, sorted by key, in characters that every cloud takes."""

    log_retention: int
    """Days."""

    protect: bool
    key: str
    """Name of the site's encryption key."""

    state: StatePlan
    network: NetworkPlan
    cluster: ClusterPlan
    stores: tuple[StorePlan, ...]
    """Sorted by name."""

    registry: RegistryPlan | None
    identities: tuple[IdentityPlan, ...]
    """Sorted by name; the tracking server's own identity is in `mlflow`."""

    mlflow: MLflowPlan | None

    def image(self, published: str) -> str:
        """Give the name by which nodes of this site pull a public image."""
        return f"{self.network.mirror}/{published}" if self.network.mirror else published

    def store(self, name: str) -> StorePlan:
        """Find a store by its name in the environment file.

        Raises:
            KeyError: The site has no such store; resolving has refused that before.
        """
        for store in self.stores:
            if store.name == name:
                return store
        raise KeyError(name)


class Topology(Plan):
    """An environment with everything decided; sites are sorted by name, so the order in the file never matters."""

    environment: str
    owner: str
    sites: tuple[SitePlan, ...]
