"""A site: the platform as it is at one place, with everything decided."""

from collections.abc import Mapping

from polder_environments.facts import databases, features, kubernetes
from polder_environments.facts.authorities import database_authorities
from polder_environments.facts.clouds import clouds
from polder_environments.facts.names import rules
from polder_environments.facts.regions import Region, region, regions
from polder_environments.facts.zones import zones
from polder_environments.model import CloudName, Environment, Identity, Platform, Site
from polder_environments.resolve.addresses import Layout, lay_out
from polder_environments.resolve.addresses import refusal as address_refusal
from polder_environments.resolve.choice import PoolPlace
from polder_environments.resolve.names import cloud_name, unique
from polder_environments.resolve.overlay import overlay
from polder_environments.resolve.pools import SYSTEM, resolve_pool
from polder_environments.resolve.refusals import Key, Refusals, one_of
from polder_environments.sources import Sources
from polder_environments.topology import (
    ClusterPlan,
    DatabasePlan,
    IdentityPlan,
    MLflowPlan,
    NetworkPlan,
    PoolPlan,
    RegistryPlan,
    SitePlan,
    StatePlan,
    StorePlan,
    ZonePlan,
)

POSTGRESQL = "17"
"""Newest major version that all three clouds run and MLflow's tests cover."""

LONGEST_ROLE = 63
"""PostgreSQL 17, "Identifiers": a longer name is cut, and then is another one."""

WIDEST_API_RANGE = 8
"""The largest networks that one organisation was ever given; what is wider lets strangers in."""

MLFLOW_NAMESPACE = "mlflow"
MLFLOW_SERVICE_ACCOUNT = "mlflow"


class SiteResolver:
    """Resolves one site; holds what each step needs, so that steps read as the concepts they decide."""

    def __init__(self, environment: Environment, sources: Sources, name: str, refusals: Refusals) -> None:
        """Lay the site over the platform."""
        self.environment = environment
        self.sources = sources
        self.name = name
        self.site: Site = environment.sites[name]
        self.here: Platform = overlay(environment.platform, self.site)
        self.cloud: CloudName = self.site.cloud
        self.prefix = f"{environment.environment}-{name}"
        self.refusals = refusals.at(name)
        self.tenancy = ""

    def resolve(self) -> SitePlan | None:
        """Decide everything, or record why it cannot be."""
        before = self.refusals.count
        self.tenancy = self._tenancy()
        place = self._region()  # what is wrong beside an unknown region is told all the same
        self._administrators()
        network = self._network(place)
        cluster = self._cluster(place, network)
        stores = self._stores()
        registry = self._registry()
        identities = self._identities(self.here.identities)
        mlflow = self._mlflow(place)
        self._check_features()
        key = self._named("key-vault" if (self.cloud, "key-vault") in rules() else "key", (self.prefix,))
        group = self._named("group", (self.prefix,)) if (self.cloud, "group") in rules() else self.prefix
        state = StatePlan(kind=self.environment.state.kind, name=self._named("state", (self.prefix, "state")))
        if self.refusals.count > before or place is None or network is None or cluster is None:
            return None
        return SitePlan(
            environment=self.environment.environment,
            name=self.name,
            prefix=self.prefix,
            cloud=self.cloud,
            region=self.site.region,
            country=place.country,
            partition=place.partition,
            tenancy=self.tenancy,
            role=self.site.role,
            group=group,
            unique=unique(self.environment.environment, self.name, self.cloud, self.tenancy),
            tags=self._tags(),
            log_retention=self.here.logs.retain,
            protect=self.here.protect,
            key=key,
            state=state,
            network=network,
            cluster=cluster,
            stores=stores,
            registry=registry,
            identities=identities,
            mlflow=mlflow,
        )

    def _key(self, *path: str) -> Key:
        """Say where a setting stands: at the site if the file says it there, otherwise in the platform."""
        here: Key = ("sites", self.name, *path)
        shared: Key = ("platform", *path)
        return shared if self.sources.node(here) is None and self.sources.node(shared) is not None else here

    def _refuse(self, path: tuple[str, ...], what: str, allowed: str, code: str) -> None:
        self.refusals.add(self._key(*path), what, allowed, code)

    def _named(self, concept: str, parts: tuple[str, ...], at: tuple[str, ...] = ()) -> str:
        name, wrong = cloud_name(self.cloud, concept, parts, self.tenancy)
        if wrong:
            key = self._key(*at) if at else ("sites", self.name)
            self.refusals.add(
                key, f"the {concept} would be named {name}, which {wrong}", "a name that fits", "name-refused"
            )
        return name

    def _unsupported(self, path: tuple[str, ...], concept: str, feature: str) -> None:
        refused = features.built(self.cloud, concept, feature)
        if refused is not None:
            self._refuse(path, refused.reason, refused.instead, "unsupported")

    def _tenancy(self) -> str:
        cloud = clouds()[self.cloud]
        found: Mapping[str, str | None] = {
            "account": self.site.account,
            "subscription": self.site.subscription,
            "project": self.site.project,
        }
        for other, value in found.items():
            if other != cloud.tenancy_key and value is not None:
                self.refusals.add(
                    ("sites", self.name, other),
                    f"a site on {self.cloud} has no {other}",
                    f"{cloud.tenancy_key}: {cloud.tenancy_format}",
                    "conflict",
                )
        tenancy = found[cloud.tenancy_key]
        if tenancy is None:
            self.refusals.add(
                ("sites", self.name),
                f"site {self.name} on {self.cloud} names no {cloud.tenancy_key}",
                f"{cloud.tenancy_key}: {cloud.tenancy_format}",
                "missing-key",
            )
            return ""
        if not cloud.is_tenancy(tenancy):
            self.refusals.add(
                ("sites", self.name, cloud.tenancy_key),
                f"{tenancy!r} is no {cloud.display_name} {cloud.tenancy_key}",
                cloud.tenancy_format,
                "bad-value",
            )
        return tenancy

    def _administrators(self) -> None:
        cloud = clouds()[self.cloud]
        for number, name in enumerate(self.site.administrators):
            if not cloud.is_administrator(name):
                self.refusals.add(
                    ("sites", self.name, "administrators", number),
                    f"{name!r} is not how {cloud.display_name} names an administrator",
                    cloud.administrator_format,
                    "bad-value",
                )

    def _region(self) -> Region | None:
        found = region(self.cloud, self.site.region)
        if found is None:
            elsewhere = [cloud for cloud in clouds() if region(cloud, self.site.region)]
            hint = f"; it is a region of {', '.join(elsewhere)}" if elsewhere else ""
            self.refusals.add(
                ("sites", self.name, "region"),
                f"{self.cloud} has no region {self.site.region!r}{hint}",
                one_of(regions(self.cloud), self.site.region),
                "unknown-region",
            )
        return found

    def _network(self, place: Region | None) -> NetworkPlan | None:
        settings, cidr = self.here.network, self.site.network.cidr
        self._unsupported(("network", "zones"), "network", f"zones-{settings.zones}")
        if settings.egress != "nat":
            feature = {"nat-per-zone": "nat-per-zone", "none": "egress-none"}[settings.egress]
            self._unsupported(("network", "egress"), "network", feature)
        if settings.egress == "none" and settings.mirror is None:
            what = "nodes that do not reach the internet cannot pull the images of MLflow and of the cluster's services"
            allowed = "mirror: the registry path, reached privately, where ghcr.io, registry.k8s.io and nvcr.io are mirrored"
            self._refuse(("network", "egress"), what, allowed, "missing-key")
        if settings.api_ranges:
            self._unsupported(("network", "api_ranges"), "cluster", "authorised-ranges")
        for wide in (each for each in settings.api_ranges if each.prefixlen < WIDEST_API_RANGE):
            self._refuse(
                ("network", "api_ranges"),
                f"{wide} has {wide.num_addresses:,} addresses, which is no list of who may reach the Kubernetes API",
                f"ranges of /{WIDEST_API_RANGE} or narrower",
                "out-of-range",
            )
        wrong = address_refusal(cidr)
        if wrong:
            self._refuse(("network", "cidr"), *wrong, "bad-cidr")
        if place is None:
            return None
        known = zones(self.cloud, place.name)
        if len(known) < settings.zones:
            self._refuse(
                ("network", "zones"),
                f"{place.name} is known to have {len(known)} availability zones, and not {settings.zones}",
                f"zones: 1 to {len(known)}" if known else "a region with known availability zones",
                "unavailable",
            )
            return None
        if wrong:
            return None
        layout = lay_out(cidr, settings.zones)
        return NetworkPlan(
            name=self._named("network", (self.prefix,)),
            cidr=cidr,
            routed=layout.routed,
            nodes=layout.nodes,
            endpoints=layout.endpoints,
            database=layout.database,
            edge=layout.edge,
            control_plane=layout.control_plane,
            pods=layout.pods,
            services=layout.services,
            zones=self._zones(known[: settings.zones], layout),
            egress=settings.egress,
            mirror=settings.mirror,
            api_ranges=tuple(sorted(settings.api_ranges)),
        )

    @staticmethod
    def _zones(names: tuple[str, ...], layout: Layout) -> tuple[ZonePlan, ...]:
        ranges = zip(names, layout.zone_nodes, layout.zone_database, layout.zone_edge, strict=True)
        return tuple(
            ZonePlan(name=name, nodes=nodes, database=data, edge=edge) for name, nodes, data, edge in ranges
        )

    def _cluster(self, place: Region | None, network: NetworkPlan | None) -> ClusterPlan | None:
        version = self.here.kubernetes
        offered = [one.version for one in kubernetes.versions(self.cloud)]
        if version not in offered:
            self._refuse(
                ("kubernetes",),
                f"Kubernetes {version} is not known to be on offer",
                one_of(offered, version),
                "unknown-version",
            )
        name = self._named("cluster", (self.prefix,))
        plans = self._pools(place) if place is not None else {}
        if network is not None:
            self._room_for_pods(network, sum(plan.largest for plan in plans.values()))
        if SYSTEM not in self.here.pools or not self.here.pools[SYSTEM].enabled:
            self._refuse(
                ("pools",),
                "there is no pool named system, and the cluster's own services need nodes",
                "pools: {system: {size: medium, nodes: [2, 4]}}",
                "missing-key",
            )
        if network is None or SYSTEM not in plans:
            return None
        return ClusterPlan(
            name=name,
            version=version,
            system=plans.pop(SYSTEM),
            pools=tuple(plans.values()),
            administrators=tuple(sorted(self.site.administrators)),
        )

    def _pools(self, place: Region) -> dict[str, PoolPlan]:
        known = zones(self.cloud, place.name)
        if len(known) < self.here.network.zones:
            return {}  # told of the network
        spot = PoolPlace(self.cloud, place.name, known[: self.here.network.zones], known, self.tenancy)
        plans: dict[str, PoolPlan] = {}
        for name, pool in sorted(self.here.pools.items()):
            if not pool.enabled:
                continue
            plan = resolve_pool(name, pool, spot, self._key("pools", name), self.refusals)
            if plan is not None:
                plans[name] = plan
        self._distinct({name: plan.resource_name for name, plan in plans.items()}, "pools")
        return plans

    def _room_for_pods(self, network: NetworkPlan, nodes: int) -> None:
        """Refuse more nodes than the pod range has room for; the last ones would never become ready."""
        prefix = clouds()[self.cloud].node_pods_prefix
        if prefix is None:
            return
        room = 2 ** max(0, prefix - network.pods.prefixlen)
        if nodes > room:
            what = f"the pods of {nodes} nodes do not fit {network.pods}, which has room for those of {room}"
            self._refuse(("network", "cidr"), what, "a wider range, or fewer nodes", "out-of-range")

    def _distinct(self, names: Mapping[str, str], field: str) -> None:
        """Refuse two things that become one name where the cloud takes no hyphen."""
        first: dict[str, str] = {}
        for name, resource_name in names.items():
            if resource_name in first:
                self._refuse(
                    (field, name),
                    f"{name} and {first[resource_name]} both become {resource_name} on {self.cloud}",
                    "names that differ without their hyphens",
                    "name-refused",
                )
            first.setdefault(resource_name, name)

    def _stores(self) -> tuple[StorePlan, ...]:
        plans: list[StorePlan] = []
        for name, store in sorted(self.here.stores.items()):
            if not store.enabled:
                continue
            if store.retain is not None:
                self._unsupported(("stores", name, "retain"), "store", "retain")
            if store.retain is not None and store.versioned:
                self._unsupported(("stores", name, "retain"), "store", "retain-versioned")
            if store.retain is not None and store.expire is not None and store.expire < store.retain:
                self._refuse(
                    ("stores", name, "expire"),
                    f"objects of {name} would expire after {store.expire}d, but are retained for {store.retain}d",
                    f"expire: {store.retain}d or more",
                    "conflict",
                )
            plans.append(
                StorePlan(
                    name=name,
                    resource_name=self._named("object-store", (self.prefix, name), ("stores", name)),
                    versioned=store.versioned,
                    keep_versions=store.keep_versions,
                    expire=store.expire,
                    retain=store.retain,
                )
            )
        return tuple(plans)

    def _registry(self) -> RegistryPlan | None:
        registry = self.here.registry
        if registry is None or not registry.enabled:
            return None
        if registry.tags == "immutable":
            self._unsupported(
                ("registry", "tags") if "tags" in registry.model_fields_set else ("registry",),
                "registry",
                "immutable-tags",
            )
        if registry.scan == "on-push":
            self._unsupported(
                ("registry", "scan") if "scan" in registry.model_fields_set else ("registry",),
                "registry",
                "scan-on-push",
            )
        return RegistryPlan(
            name=self._named("registry", (self.prefix,)),
            repositories=tuple(sorted(set(registry.repositories))),
            immutable=registry.tags == "immutable",
            scan=registry.scan == "on-push",
        )

    def _identities(self, identities: Mapping[str, Identity]) -> tuple[IdentityPlan, ...]:
        plans: list[IdentityPlan] = []
        bound: dict[str, str] = {f"{MLFLOW_NAMESPACE}/{MLFLOW_SERVICE_ACCOUNT}": "the tracking server"}
        for name, identity in sorted(identities.items()):
            path = ("identities", name)
            if identity.service_account is None:
                self._refuse(
                    path,
                    f"identity {name} names no service account",
                    "service_account: namespace/name",
                    "missing-key",
                )
                continue
            owner = bound.setdefault(identity.service_account, name)
            if owner != name:
                self._refuse(
                    (*path, "service_account"),
                    f"{identity.service_account} already is {owner}",
                    "one identity for a service account",
                    "conflict",
                )
            if not (identity.reads or identity.writes):
                self._refuse(
                    path,
                    f"identity {name} may use no store",
                    "reads or writes: names of stores",
                    "missing-key",
                )
            for field, stores in (("reads", identity.reads), ("writes", identity.writes)):
                for store in stores:
                    self._known_store(store, (*path, field))
            namespace, _, service_account = identity.service_account.partition("/")
            plans.append(
                IdentityPlan(
                    name=name,
                    resource_name=self._named("identity", (self.prefix, name), path),
                    namespace=namespace,
                    service_account=service_account,
                    reads=tuple(sorted(set(identity.reads) - set(identity.writes))),
                    writes=tuple(sorted(set(identity.writes))),
                )
            )
        self._distinct({plan.name: plan.resource_name for plan in plans}, "identities")
        return tuple(plans)

    def _known_store(self, store: str, path: tuple[str, ...]) -> None:
        here = [name for name, settings in self.here.stores.items() if settings.enabled]
        if store not in here:
            self._refuse(
                path, f"there is no store {store!r} at this site", one_of(here, store), "unknown-store"
            )

    def _mlflow(self, place: Region | None) -> MLflowPlan | None:
        mlflow = self.here.tracking.mlflow
        if mlflow is None or not mlflow.enabled:
            return None
        path = ("tracking", "mlflow")
        if mlflow.version is None:
            self._refuse(
                path, "the tracking server has no version", "version: for example 3.17.2", "missing-key"
            )
        self._known_store(
            mlflow.artifacts, (*path, "artifacts") if "artifacts" in mlflow.model_fields_set else path
        )
        database = databases.database(self.cloud, mlflow.database)
        authorities = database_authorities(self.cloud)
        if place is not None and authorities is not None and place.name not in authorities:
            what = f"no certificate authority of databases in {place.name} is known, so clients could not tell theirs from an impostor"
            allowed = f"enabled: false here, or a site in {', '.join(authorities)}"
            self._refuse(path, what, allowed, "unavailable")
        if mlflow.standby and place is not None:
            self._standby(place, path)
        name = self._named("identity", (self.prefix, "mlflow"))
        database_name = self._named("database", (self.prefix, "mlflow"))
        if mlflow.version is None:
            return None
        user = clouds()[self.cloud].database_user.format(identity=name, tenancy=self.tenancy)
        if len(user) > LONGEST_ROLE:
            what = f"the tracking server's database role {user} has {len(user)} characters; PostgreSQL keeps {LONGEST_ROLE}"
            self._refuse(path, what, "a shorter name for the site or environment", "name-refused")
        mirror, image = self.here.network.mirror, f"{mlflow.image}:v{mlflow.version}-full"
        return MLflowPlan(
            version=mlflow.version,
            image=f"{mirror}/{image}" if mirror else image,
            replicas=mlflow.replicas,
            database=DatabasePlan(
                name=database_name,
                machine=database.machine,
                version=POSTGRESQL,
                storage=database.storage,
                standby=mlflow.standby,
                backups=mlflow.backups,
            ),
            artifacts=mlflow.artifacts,
            allowed_hosts=tuple(sorted(set(mlflow.allowed_hosts))),
            identity=IdentityPlan(
                name="mlflow",
                resource_name=name,
                namespace=MLFLOW_NAMESPACE,
                service_account=MLFLOW_SERVICE_ACCOUNT,
                reads=(),
                writes=(mlflow.artifacts,),
            ),
        )

    def _standby(self, place: Region, path: tuple[str, ...]) -> None:
        self._unsupported((*path, "standby"), "database", "high-availability")
        if len(zones(self.cloud, place.name)) < 2:  # noqa: PLR2004 - one for each server
            self._refuse(
                (*path, "standby"),
                f"{place.name} has no second zone for a standby",
                "standby: false",
                "unavailable",
            )

    def _check_features(self) -> None:
        """Refuse what every site has but this cloud does not build; nothing is dropped in silence."""
        always = {"network": ("private-subnets", "nat"), "cluster": ("private-api",), "key": ("rotation",)}
        for concept, names in always.items():
            for feature in names:
                self._unsupported((), concept, feature)

    def _tags(self) -> tuple[tuple[str, str], ...]:
        own = {
            "polder-environment": self.environment.environment,
            "polder-site": self.name,
            "polder-role": self.site.role,
            "polder-owner": label_safe(self.environment.owner),
        }
        return tuple(sorted({**self.environment.labels, **own}.items()))


def label_safe(text: str) -> str:
    """Write an e-mail address in characters that every cloud takes in a label: `ml@acme.org` becomes `ml_at_acme_org`."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in text.lower().replace("@", "_at_"))[:63]
