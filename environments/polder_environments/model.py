"""What an environment file may say: frozen models, one field a key, no input or output.

The JSON Schema that editors use is generated from these classes. A platform setting means the same under
``platform`` and under a site, where it overrides the platform key by key; so the classes here hold what
can be judged from one value alone, and what needs both places is judged when the file is resolved.
"""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, Strict, StringConstraints, WithJsonSchema

from polder_environments.declarations import (
    Backup,
    Dataset,
    DatasetName,
    Evidence,
    Federation,
    Link,
    LogSink,
    ManagedService,
    Name,
    NamedChange,
    OwnRule,
    Profile,
    RuleId,
    Sovereignty,
    Territory,
    TerritoryName,
    Waiver,
    Workload,
)
from polder_environments.parts import Days, Email, Part, SiteName, StoreName, Switch, WholeNumber, days

CloudName = Literal["aws", "azure", "gcp"]
CpuSize = Literal["small", "medium", "large"]
Capacity = Literal["on-demand", "spot", "reserved", "capacity-block", "flex-start"]

EnvironmentName = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]{1,11}$"), Field(examples=["prod"])
]
"""No hyphen, so that `<environment>-<site>` can be read only one way: 2 to 12 of a-z and 0-9."""

PoolName = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=12),
    Field(examples=["train"]),
]
IdentityName = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=12),
    Field(examples=["trainer"]),
]
RepositoryName = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=32),
    Field(examples=["training"]),
]
LabelKey = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,62}$"), Field(examples=["cost-center"])
]
LabelValue = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z0-9_-]{1,63}$"), Field(examples=["4711"])
]
"""Label keys and values keep to what Google Cloud takes, the narrowest of the three clouds."""

KubernetesVersion = Annotated[
    str, StringConstraints(strict=True, pattern=r"^1\.[0-9]{2}$"), Field(examples=["1.35"])
]
MLflowVersion = Annotated[
    str, StringConstraints(strict=True, pattern=r"^3\.[0-9]{1,2}\.[0-9]{1,2}$"), Field(examples=["3.17.2"])
]
ImageName = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)+$", max_length=200
    ),
    Field(examples=["ghcr.io/mlflow/mlflow"]),
]
HostName = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"
    ),
    Field(examples=["mlflow.example.org"]),
]
ServiceAccount = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
    ),
    Field(examples=["training/trainer"]),
]
Accelerator = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*:[1-9][0-9]{0,4}$"),
    Field(examples=["h100:8"]),
]
TpuTopology = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[1-9][0-9]{0,2}x[1-9][0-9]{0,2}(x[1-9][0-9]{0,2})?$"),
    Field(examples=["4x4"]),
]
Zone = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z0-9-]{1,32}$"), Field(examples=["eu-central-1a"])
]
MachineType = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{1,62}$"),
    Field(examples=["p5.48xlarge"]),
]
Reservation = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^/?[A-Za-z0-9][A-Za-z0-9._/-]{1,300}$"),
    Field(examples=["cr-0123456789abcdef0"]),
]
Principal = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9@:/._+=,-]{1,300}$"),
    Field(examples=["arn:aws:iam::111122223333:role/platform-admin"]),
]
Tenancy = Annotated[
    str, StringConstraints(strict=True, min_length=4, max_length=64), Field(examples=["111122223333"])
]
Region = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z0-9-]{2,32}$"), Field(examples=["eu-central-1"])
]


LOG_RETENTION_DAYS = (30, 60, 90, 120, 150, 180, 365, 400, 545)
"""What CloudWatch Logs (fixed steps), Log Analytics (30 to 730) and Cloud Logging (1 to 3650) all can keep."""


def _log_retention(value: object) -> object:
    kept = days(value)
    if kept not in LOG_RETENTION_DAYS:
        allowed = ", ".join(f"{step}d" for step in LOG_RETENTION_DAYS)
        raise ValueError(f"{value} is not a retention that every cloud can keep: allowed are {allowed}")
    return kept


LogRetention = Annotated[
    int,
    BeforeValidator(_log_retention),
    WithJsonSchema({"type": "string", "enum": [f"{step}d" for step in LOG_RETENTION_DAYS]}),
]


def _network(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not an IPv4 range: write for example 10.16.0.0/16")  # noqa: TRY004 - pydantic reads a ValueError alone
    try:
        return IPv4Network(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not an IPv4 range: {error}; write for example 10.16.0.0/16") from None


Cidr = Annotated[
    IPv4Network,
    BeforeValidator(_network),
    WithJsonSchema({"type": "string", "pattern": "^([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}$"}),
]


class State(Part):
    """Where Terraform keeps what it knows."""

    kind: Literal["remote", "local"] = "remote"
    """`remote`: each site's state lies in an encrypted, locked bucket at that site. `local`: a file, for trials."""


class Network(Part):
    """The private network of a site. Nodes and endpoints are always private."""

    zones: Annotated[int, Strict(), Field(ge=1, le=3)] = 3
    """How many availability zones the nodes spread over."""

    egress: Literal["nat", "nat-per-zone", "none"] = "nat"
    """How nodes reach the internet: through one NAT gateway, through one in each zone, or not at all."""

    mirror: ImageName | None = None
    """Where public images are mirrored: `<mirror>/ghcr.io/mlflow/mlflow`. Needed where nodes do not reach the internet."""

    api_ranges: Annotated[tuple[Cidr, ...], Field(max_length=40)] = ()
    """Public IPv4 ranges that may reach the Kubernetes API. Empty: only the site's own network can."""


class SiteNetwork(Network):
    """The network of one site: the platform's settings, and the addresses that are this site's alone."""

    cidr: Cidr
    """The site's IPv4 range, /15 to /19 and disjoint from every other site's; nodes, pods and services live in it."""


class Logs(Part):
    """Control-plane, audit and flow logs."""

    retain: LogRetention = 365
    """How long logs are kept, in days."""


class Pool(Part):
    """A group of alike nodes."""

    enabled: Switch = True
    """`false` at a site: this pool of the platform does not exist there."""

    size: CpuSize | None = None
    """CPU nodes: small (4 vCPU, 16 GiB), medium (16, 64) or large (48, 192). Either this or `accelerator`."""

    accelerator: Accelerator | None = None
    """Accelerator nodes, `<name>:<count>`: GPUs a node (`h100:8`), or chips of a TPU slice (`tpu-v5e:16`)."""

    machine: MachineType | None = None
    """The cloud's own machine type, where several fit and the smallest one is not wanted."""

    topology: TpuTopology | None = None
    """Shape of a TPU slice (`4x4`), where its chip count can be laid out in more than one way."""

    nodes: Annotated[tuple[WholeNumber, WholeNumber], Field()] | None = None
    """Fewest and most nodes, `[0, 4]`. A multi-host TPU slice scales as one: `[0, N]` or `[N, N]`."""

    capacity: Capacity = "on-demand"
    """How nodes are bought: `on-demand`, `spot`, `reserved`, `capacity-block` (AWS) or `flex-start` (GCP)."""

    reservation: Reservation | None = None
    """The reservation's id (AWS, Azure) or name (GCP), for `reserved` and `capacity-block`."""

    zone: Zone | None = None
    """The one zone the nodes stand in, for instance the reservation's; otherwise all of the site's that offer them."""

    disk: Annotated[int, Strict(), Field(ge=50, le=4000)] = 200
    """Size of a node's encrypted system disk, in GiB."""


class Store(Part):
    """An object store: private, encrypted with the site's key, TLS only, access logged, in one region."""

    enabled: Switch = True
    """`false` at a site: this store of the platform does not exist there."""

    versioned: Switch = True
    """Keep earlier versions of objects that are overwritten or deleted."""

    keep_versions: Days = 90
    """How long earlier versions are kept."""

    expire: Days | None = None
    """Delete objects this many days after they were written."""

    retain: Days | None = None
    """Refuse to delete or overwrite objects for this many days after they were written."""


class Registry(Part):
    """The container registry of a site."""

    enabled: Switch = True
    """`false` at a site: there is no registry there."""

    repositories: Annotated[tuple[RepositoryName, ...], Field(min_length=1, max_length=50)] = ("platform",)
    """Repositories that exist from the start."""

    tags: Literal["immutable", "mutable"] = "immutable"
    """Whether a tag, once pushed, can be pointed at another image."""

    scan: Literal["on-push", "external"] = "on-push"
    """`on-push`: the registry scans each image. `external`: a scanner of the whole organisation does."""

    serves: tuple[SiteName, ...] = ()
    """Other sites whose clusters may pull from it; beside its own, none that is not named."""


class Identity(Part):
    """Who may use which store: a Kubernetes service account, through workload identity, without keys."""

    service_account: ServiceAccount | None = None
    """The service account, `namespace/name`. The platform must name it."""

    reads: tuple[StoreName, ...] = ()
    """Stores whose objects it may list and read."""

    writes: tuple[StoreName, ...] = ()
    """Stores whose objects it may list, read, write and delete."""


class MLflow(Part):
    """An MLflow tracking server with its PostgreSQL database; artifacts are proxied to a store."""

    enabled: Switch = True
    """`false` at a site: there is no tracking server there."""

    version: MLflowVersion | None = None
    """The server's version, for example 3.17.2. The platform must name it."""

    image: ImageName = "ghcr.io/mlflow/mlflow"
    """The container image without a tag. The tag is `v<version>-full`, the one with database and cloud clients."""

    database: CpuSize = "small"
    """Size of the managed PostgreSQL."""

    standby: Switch = True
    """Keep a second database server in another zone that takes over when the first fails."""

    backups: Annotated[Days, Field(ge=7, le=35)] = 14
    """How long database backups are kept, 7 to 35 days, in the site's region."""

    replicas: Annotated[int, Strict(), Field(ge=1, le=10)] = 2
    """How many server pods run."""

    artifacts: StoreName = "artifacts"
    """The store that holds run artifacts."""

    allowed_hosts: Annotated[tuple[HostName, ...], Field(max_length=20)] = ()
    """Further host names that clients may use beside the service's own names in the cluster."""

    serves: tuple[SiteName, ...] = ()
    """Other sites whose workloads may log to it; beside its own, none that is not named."""


class Tracking(Part):
    """Experiment tracking."""

    mlflow: MLflow | None = None
    """The MLflow server of a site."""


class Settings(Part):
    """What can be said of the platform as a whole, and again of one site."""

    logs: Logs = Logs()
    """How long the logs of a site are kept."""

    pools: dict[PoolName, Pool] = {}
    """Groups of nodes by name. A pool named `system` runs the cluster's own services."""

    stores: dict[StoreName, Store] = {}
    """Object stores by name."""

    registry: Registry | None = None
    """The container registry; absent, there is none."""

    identities: dict[IdentityName, Identity] = {}
    """Consumers of stores by name."""

    tracking: Tracking = Tracking()
    """Experiment tracking; absent, there is none."""

    protect: Switch = True
    """Refuse to delete clusters, databases, keys and stores with data in them."""


class Platform(Settings):
    """The shared ML platform, described once and realised at every site."""

    kubernetes: KubernetesVersion
    """Kubernetes minor version of every cluster, in quotes: `"1.34"`."""

    network: Network = Network()
    """Network settings of every site."""


class Site(Settings):
    """A place where the platform stands: a cloud's region, who pays for it, and what differs there."""

    cloud: CloudName
    """The cloud."""

    region: Region
    """The cloud's own name of the region, for example `eu-central-1`."""

    account: Tenancy | None = None
    """AWS: the 12-digit account number, in quotes."""

    subscription: Tenancy | None = None
    """Azure: the subscription's UUID."""

    project: Tenancy | None = None
    """GCP: the project id."""

    role: Literal["primary", "member"] = "member"
    """`primary` for the one site of the environment that people turn to first; the others are members."""

    administrators: Annotated[tuple[Principal, ...], Field(max_length=20)] = ()
    """Who may administer the cluster beside the identity that deploys it: IAM role ARNs (AWS), Entra group object ids (Azure), `group:` or `user:` members (GCP)."""

    kubernetes: KubernetesVersion | None = None
    """Kubernetes minor version here, where it differs from the platform's."""

    network: SiteNetwork
    """The site's addresses, and network settings that differ from the platform's."""

    sovereignty: Sovereignty = Sovereignty()
    """Under whose law and hands the site stands, where that is not what the region's facts say."""


class Environment(Part):
    """One environment: what the platform is, where it stands, and what data and workloads it holds."""

    environment: EnvironmentName
    """The environment's name, equal to the file's."""

    extends: Annotated[str, Strict()] | None = None
    """Another environment file, relative to this one, that this file is merged over: maps by key, all else replaced."""

    owner: Email
    """Who answers for the environment, an e-mail address; a tag of every resource."""

    labels: Annotated[dict[LabelKey, LabelValue], Field(max_length=20)] = {}
    """Labels of every resource, beside those of Polder's own."""

    state: State = State()
    """Where Terraform state lies."""

    platform: Platform
    """The platform, described once."""

    sites: Annotated[dict[SiteName, Site], Field(min_length=1, max_length=500)]
    """The places where it stands, by name."""

    territories: dict[TerritoryName, Territory] = {}
    """Sets of countries under names of one's own, beside EU, EEA and the others that Polder knows."""

    datasets: dict[DatasetName, Dataset] = {}
    """Data by name: what is in it, whose it is, where it lies and may go."""

    workloads: dict[Name, Workload] = {}
    """What computes, by name."""

    services: dict[Name, ManagedService] = {}
    """Managed AI services that workloads call, by name."""

    federations: dict[Name, Federation] = {}
    """Trainings over several sites, by name."""

    links: dict[Name, Link] = {}
    """Connections between sites, by name; what is not declared does not exist."""

    backups: dict[Name, Backup] = {}
    """Copies of stores for restoring, by name."""

    log_sinks: dict[Name, LogSink] = {}
    """Where logs are collected beside each site's own, by name."""

    evidence: dict[Name, Evidence] = {}
    """Instruments and proofs, by name; they make a rule hold."""

    waivers: dict[Name, Waiver] = {}
    """Accepted, expiring exceptions, by name; the rule still fails."""

    changes: dict[Name, NamedChange] = {}
    """Changes by which data may go and that are meant, by name; each counts until its day has passed."""

    rules: dict[RuleId, OwnRule] = {}
    """Rules of the organisation's own, by id; they are judged with the packs, and a waiver may name them."""

    packs: tuple[Name, ...] | None = None
    """Packs of rules in force; by default every installed one that is not optional. `core` is always in force."""

    profile: Profile = Profile()
    """Severities and demands of the organisation's own."""
