"""From what an environment declares to the graph of everything that moves, declared and implied."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from polder_environments.declarations import Dataset, Federation, Transform, Workload
from polder_environments.flows.graph import Edge, EdgeKind, FlowGraph, Node, NodeKind, Strand
from polder_environments.flows.places import Places
from polder_environments.flows.propagate import propagate
from polder_environments.model import Environment, Platform
from polder_environments.problems import KeyPath
from polder_environments.resolve.overlay import overlay

Frequency = Literal["once", "scheduled", "continuous"]

_TECHNICAL: Final[frozenset[EdgeKind]] = frozenset({"pulls", "reads-state"})


def derive(environment: Environment) -> FlowGraph:
    """Derive every movement of data.

    Args:
        environment: What the file says; everything that it names exists.

    Returns:
        The graph. The order of the file does not matter to it.
    """
    return _Derivation(environment).graph()


class _Derivation:
    """Collects nodes and edges concept by concept."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.places = Places(environment)
        self.here: Mapping[str, Platform] = {
            name: overlay(environment.platform, site) for name, site in environment.sites.items()
        }
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str, str], Edge] = {}
        self.seeds: dict[str, frozenset[Strand]] = {}
        self.transforms: dict[str, Transform] = {}
        self.links = _links(environment)
        self.models = _registered(environment, self.server)

    def graph(self) -> FlowGraph:
        """Derive concept by concept, then let strands travel."""
        for site in sorted(self.environment.sites):
            self.site(site)
        for name, dataset in sorted(self.environment.datasets.items()):
            self.dataset(name, dataset)
        for name, workload in sorted(self.environment.workloads.items()):
            self.workload(name, workload)
        for name, federation in sorted(self.environment.federations.items()):
            self.federation(name, federation)
        self.backups()
        self.log_sinks()
        edges = tuple(self.edges[key] for key in sorted(self.edges))
        strands, carriage = propagate(
            (edge for edge in edges if edge.bytes_of_data), self.seeds, self.transforms
        )
        nodes = {name: self.nodes[name] for name in sorted(self.nodes)}
        return FlowGraph(nodes, edges, {name: strands.get(name, frozenset()) for name in nodes}, carriage)

    def node(self, site: str, kind: NodeKind, name: str, key: KeyPath) -> str:
        """Give the id of a node, made the first time it is named."""
        identity = f"{kind}:{name}"
        if identity not in self.nodes:
            self.nodes[identity] = self.places.at(site, kind, name, key)
        return identity

    def edge(
        self, source: str, target: str, kind: EdgeKind, key: KeyPath, frequency: Frequency = "continuous"
    ) -> None:
        """Add an edge, by the declared link between its sites if there is one."""
        between = (self.nodes[source].site, self.nodes[target].site)
        link = "" if between[0] == between[1] else self.links.get(between, "")
        self.edges.setdefault(
            (source, target, kind),
            Edge(source, target, kind, key, frequency, link, kind not in _TECHNICAL),
        )

    def site(self, name: str) -> None:
        """A site's state, cluster, registry, tracking server and logs."""
        platform, key = self.here[name], ("sites", name)
        cluster = self.node(name, "cluster", name, key)
        self.edge(self.node(name, "state", name, key), cluster, "reads-state", key)
        if platform.registry is not None and platform.registry.enabled:
            registry = self.node(name, "registry", name, key)
            for served in sorted({name, *platform.registry.serves}):
                self.edge(registry, self.node(served, "cluster", served, ("sites", served)), "pulls", key)
        mlflow = platform.tracking.mlflow
        if mlflow is not None and mlflow.enabled:
            server = self.node(name, "tracking-server", name, key)
            store = self.node(name, "store", f"{name}/{mlflow.artifacts}", key)
            self.edge(server, store, "logs-artifacts", key)
            self.edge(server, self.logs(name), "logs", key)

    def logs(self, site: str) -> str:
        """A site's own logs."""
        return self.node(site, "log-sink", f"site/{site}", ("sites", site))

    def server(self, site: str) -> bool:
        """Tell whether a site has a tracking server."""
        mlflow = self.here[site].tracking.mlflow
        return mlflow is not None and mlflow.enabled

    def copy(self, dataset: str, place: str) -> str:
        """The node of a dataset as it lies in a store."""
        return self.node(place.partition("/")[0], "dataset", f"{dataset}@{place}", ("datasets", dataset))

    def dataset(self, name: str, dataset: Dataset) -> None:
        """A dataset and its copies."""
        home = self.copy(name, dataset.home)
        lowered = dataset.form_evidence is not None
        strand = Strand(name, dataset.form if lowered else "raw", dataset.form_evidence or "")
        self.seeds[home] = frozenset({strand})
        for number, place in enumerate(dataset.replicas):
            self.edge(home, self.copy(name, place), "replicates", ("datasets", name, "replicas", number))

    def nearest(self, dataset: str, site: str) -> str:
        """The copy that a site reads: one that lies there, else the home."""
        declared = self.environment.datasets[dataset]
        for place in (declared.home, *sorted(declared.replicas)):
            if place.partition("/")[0] == site:
                return self.copy(dataset, place)
        return self.copy(dataset, declared.home)

    def workload(self, name: str, workload: Workload) -> None:
        """What a workload reads, writes, logs, registers, loads and calls."""
        key: KeyPath = ("workloads", name)
        node = self.node(workload.site, "workload", name, key)
        if workload.transform is not None:
            self.transforms[node] = workload.transform
        often = workload.schedule
        for number, dataset in enumerate(workload.reads):
            self.edge(self.nearest(dataset, workload.site), node, "reads", (*key, "reads", number), often)
        for number, dataset in enumerate(workload.writes):
            home = self.copy(dataset, self.environment.datasets[dataset].home)
            self.edge(node, home, "writes", (*key, "writes", number), often)
        self.edge(node, self.logs(workload.site), "logs", key, often)
        self.track(node, workload, key)
        for number, model in enumerate(workload.serves):
            for source in self.models_for(model, workload.tracking or workload.site):
                self.edge(source, node, "serves", (*key, "serves", number), often)
        for number, service in enumerate(workload.services):
            self.edge(node, self.service(service), "calls", (*key, "services", number), often)

    def track(self, node: str, workload: Workload, key: KeyPath) -> None:
        """Where a workload logs its runs and registers its models."""
        tracking = workload.tracking or (workload.site if self.server(workload.site) else None)
        if tracking is None:
            return
        server = self.node(tracking, "tracking-server", tracking, ("sites", tracking))
        declared: KeyPath = (*key, "tracking") if workload.tracking else key
        self.edge(node, server, "logs-runs", declared, workload.schedule)
        for number, model in enumerate(workload.registers):
            target = self.model(model, tracking)
            self.edge(node, target, "registers", (*key, "registers", number), workload.schedule)

    def model(self, name: str, site: str) -> str:
        """A registered model at a tracking server."""
        return self.node(site, "model", f"{name}@{site}", ("sites", site))

    def models_for(self, name: str, site: str) -> Iterator[str]:
        """Where a model is loaded from: the server at hand, else every one that has it."""
        sites = self.models.get(name, frozenset())
        for found in (site,) if site in sites else sorted(sites):
            yield self.model(name, found)

    def service(self, name: str) -> str:
        """A managed service, and where it processes beyond its site."""
        declared = self.environment.services[name]
        key: KeyPath = ("services", name)
        node = self.node(declared.site, "service", name, key)
        if declared.scope != "regional":
            beyond = self.places.beyond(declared, name, (*key, "scope"))
            self.nodes.setdefault(beyond.id, beyond)
            self.edge(node, beyond.id, "implied", (*key, "scope"))
        return node

    def federation(self, name: str, federation: Federation) -> None:
        """Members train where their data lies; updates go to the aggregator, the model to its server."""
        key: KeyPath = ("federations", name)
        aggregator = self.node(federation.aggregator, "aggregator", name, (*key, "aggregator"))
        lowered = _lowered(federation)
        for site, datasets in sorted(federation.members.items()):
            member = self.node(site, "workload", f"{name}@{site}", (*key, "members", site))
            if lowered is not None:
                self.transforms[member] = lowered
            for number, dataset in enumerate(datasets):
                where: KeyPath = (*key, "members", site, number)
                self.edge(self.nearest(dataset, site), member, "reads", where, "scheduled")
            self.edge(member, aggregator, "updates", (*key, "members", site), "scheduled")
            # Each round begins with the model that all members' data has made.
            self.edge(aggregator, member, "serves", (*key, "members", site), "scheduled")
        if self.server(federation.aggregator):
            model = self.model(federation.model, federation.aggregator)
            self.edge(aggregator, model, "registers", (*key, "model"), "scheduled")

    def backups(self) -> None:
        """Everything in a store that is backed up, and where the backup lies."""
        inside: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self.nodes):
            if self.nodes[node].kind == "dataset":
                inside[self.nodes[node].name.partition("@")[2]].append(node)
            elif self.nodes[node].kind == "store":
                inside[self.nodes[node].name].append(node)
        for name, backup in sorted(self.environment.backups.items()):
            key: KeyPath = ("backups", name)
            target = self.node(backup.to.partition("/")[0], "backup", name, (*key, "to"))
            for node in inside.get(backup.of, ()):
                self.edge(node, target, "backs-up", key, "scheduled")

    def log_sinks(self) -> None:
        """Where logs of sites are collected."""
        for name, sink in sorted(self.environment.log_sinks.items()):
            key: KeyPath = ("log_sinks", name)
            target = self.node(sink.at, "log-sink", name, (*key, "at"))
            for site in sink.of:
                self.edge(self.logs(site), target, "logs", (*key, "of"))


def _lowered(federation: Federation) -> Transform | None:
    """What a federation's updates are: aggregated and differentially private, where both are proved."""
    if federation.secure_aggregation and federation.privacy and federation.privacy_evidence:
        return Transform(to="differentially-private", evidence=federation.privacy_evidence)
    return None


def _links(environment: Environment) -> dict[tuple[str, str], str]:
    """Name the link by which one site reaches another, the encrypted one first where there are several."""
    found: dict[tuple[str, str], str] = {}
    declared = sorted(environment.links.items(), key=lambda item: (item[1].encryption == "none", item[0]))
    for name, link in declared:
        first, second = link.between
        found.setdefault((first, second), name)
        if link.direction == "both":
            found.setdefault((second, first), name)
    return found


def _registered(environment: Environment, server: Callable[[str], bool]) -> Mapping[str, frozenset[str]]:
    """Sites of the tracking servers that each model is registered at."""
    found: dict[str, set[str]] = {}
    for workload in environment.workloads.values():
        tracking = workload.tracking or (workload.site if server(workload.site) else None)
        if tracking:
            for model in workload.registers:
                found.setdefault(model, set()).add(tracking)
    for federation in environment.federations.values():
        if server(federation.aggregator):
            found.setdefault(federation.model, set()).add(federation.aggregator)
    return {model: frozenset(sites) for model, sites in found.items()}
