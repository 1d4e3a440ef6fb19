"""Names of other things: whether what datasets, workloads, links and evidence name exists, and dates are in order."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from polder_environments.declarations import Scope
from polder_environments.facts.adequacy import facts
from polder_environments.facts.instruments import instruments
from polder_environments.facts.tags import meanings
from polder_environments.facts.territories import Territories, known
from polder_environments.model import Environment, Platform
from polder_environments.problems import KeyPath
from polder_environments.resolve.overlay import overlay
from polder_environments.resolve.refusals import Refusals, one_of

Reference = tuple[KeyPath, str, str, str]
"""Key, what is wrong, what is allowed, and the code of the problem."""


def references(environment: Environment) -> tuple[Reference, ...]:
    """Find everything in an environment that names what does not exist, or is out of order."""
    return tuple(_References(environment).all())


def refuse_references(environment: Environment, refusals: Refusals) -> None:
    """Record what `references` finds."""
    for key, what, allowed, code in references(environment):
        refusals.add(key, what, allowed, code)


class _References:
    """Looks concept by concept."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.here: Mapping[str, Platform] = {
            name: overlay(environment.platform, site) for name, site in environment.sites.items()
        }

    @cached_property
    def territories(self) -> Territories:
        return Territories({name: each.areas for name, each in self.environment.territories.items()})

    def all(self) -> Iterator[Reference]:
        yield from self.own_territories()
        yield from self.platform()
        yield from self.datasets()
        yield from self.workloads()
        yield from self.services()
        yield from self.federations()
        yield from self.links()
        yield from self.backups()
        yield from self.log_sinks()
        yield from self.evidence()
        yield from self.waivers()
        yield from self.changes()
        yield from self.profile()

    def named(
        self, key: KeyPath, concept: str, name: str | None, known_names: Collection[str]
    ) -> Iterator[Reference]:
        """Refuse a name that is none of those known."""
        if name is not None and name not in known_names:
            yield key, f"there is no {concept} {name!r}", one_of(known_names, name), "unknown-name"

    def site(self, key: KeyPath, name: str | None) -> Iterator[Reference]:
        yield from self.named(key, "site", name, self.environment.sites)

    def each(
        self, key: KeyPath, concept: str, names: Iterable[str], known_names: Collection[str]
    ) -> Iterator[Reference]:
        """Refuse every name of a list that is none of those known, or that stands there twice."""
        seen: set[str] = set()
        for number, name in enumerate(names):
            yield from self.named((*key, number), concept, name, known_names)
            if name in seen:
                yield (*key, number), f"{name!r} stands here twice", "each once", "conflict"
            seen.add(name)

    def areas(self, key: KeyPath, areas: Iterable[str]) -> Iterator[Reference]:
        for number, area in enumerate(areas):
            if area not in self.territories:
                names = {*known(), *self.environment.territories}
                yield (*key, number), f"there is no territory {area!r}", one_of(names, area), "unknown-name"

    def store(self, key: KeyPath, place: str) -> Iterator[Reference]:
        site, _, store = place.partition("/")
        if site not in self.environment.sites:
            yield from self.site(key, site)
            return
        stores = {name for name, each in self.here[site].stores.items() if each.enabled}
        if store not in stores:
            yield key, f"site {site} has no store {store!r}", one_of(stores, store), "unknown-name"

    def own_territories(self) -> Iterator[Reference]:
        for name, territory in self.environment.territories.items():
            key: KeyPath = ("territories", name)
            if name in known():
                yield key, f"{name!r} is a territory that Polder knows", "another name", "conflict"
            yield from self.areas((*key, "areas"), territory.areas)
            if not self.territories.members(name):
                yield key, f"territory {name!r} holds no country", "countries that are not itself", "conflict"

    def platform(self) -> Iterator[Reference]:
        parts: list[tuple[KeyPath, tuple[str, ...]]] = []
        for key, settings in (
            (("platform",), self.environment.platform),
            *((("sites", name), site) for name, site in self.environment.sites.items()),
        ):
            if settings.registry is not None:
                parts.append(((*key, "registry", "serves"), settings.registry.serves))
            if settings.tracking.mlflow is not None:
                parts.append(((*key, "tracking", "mlflow", "serves"), settings.tracking.mlflow.serves))
        for key, sites in parts:
            yield from self.each(key, "site", sites, self.environment.sites)

    def datasets(self) -> Iterator[Reference]:
        evidence, datasets = self.environment.evidence, self.environment.datasets
        for name, dataset in datasets.items():
            key: KeyPath = ("datasets", name)
            yield from self.store((*key, "home"), dataset.home)
            for number, place in enumerate(dataset.replicas):
                yield from self.store((*key, "replicas", number), place)
                if place == dataset.home:
                    yield (*key, "replicas", number), f"{place} is its home", "another store", "conflict"
            yield from self.each((*key, "tags"), "tag", dataset.tags, meanings())
            yield from self.areas((*key, "residency", "allow"), dataset.residency.allow)
            yield from self.areas((*key, "residency", "deny"), dataset.residency.deny)
            yield from self.named((*key, "form_evidence"), "evidence", dataset.form_evidence, evidence)
            yield from self.named((*key, "variant_of"), "dataset", dataset.variant_of, datasets)

    def workloads(self) -> Iterator[Reference]:
        models = {model for each in self.environment.workloads.values() for model in each.registers} | {
            each.model for each in self.environment.federations.values()
        }
        for name, workload in self.environment.workloads.items():
            key: KeyPath = ("workloads", name)
            yield from self.site((*key, "site"), workload.site)
            yield from self.each((*key, "reads"), "dataset", workload.reads, self.environment.datasets)
            yield from self.each((*key, "writes"), "dataset", workload.writes, self.environment.datasets)
            yield from self.each((*key, "services"), "service", workload.services, self.environment.services)
            yield from self.each((*key, "serves"), "registered model", workload.serves, models)
            if workload.transform is not None:
                where = (*key, "transform", "evidence")
                yield from self.named(
                    where, "evidence", workload.transform.evidence, self.environment.evidence
                )
            yield from self.tracking(name)

    def tracking(self, name: str) -> Iterator[Reference]:
        workload = self.environment.workloads[name]
        at = workload.tracking or workload.site
        if at not in self.environment.sites:
            yield from self.site(("workloads", name, "tracking"), workload.tracking)
            return
        mlflow = self.here[at].tracking.mlflow
        has = mlflow is not None and mlflow.enabled
        if workload.tracking and not has:
            servers = [
                site
                for site, here in self.here.items()
                if here.tracking.mlflow and here.tracking.mlflow.enabled
            ]
            what = f"site {at} has no tracking server"
            yield ("workloads", name, "tracking"), what, one_of(servers, at), "unknown-name"
        elif workload.registers and not has:
            what = f"site {at} has no tracking server to register {', '.join(workload.registers)} at"
            yield ("workloads", name, "registers"), what, "tracking: a site that has one", "unknown-name"
        elif mlflow is not None and has and at != workload.site and workload.site not in mlflow.serves:
            what = f"the tracking server of {at} does not serve site {workload.site}"
            allowed = f"sites.{at}.tracking.mlflow.serves that names {workload.site}, or a server that does"
            yield ("workloads", name, "tracking"), what, allowed, "not-served"

    def services(self) -> Iterator[Reference]:
        for name, service in self.environment.services.items():
            key: KeyPath = ("services", name)
            yield from self.site((*key, "site"), service.site)
            yield from self.areas((*key, "zone"), service.zone)
            if (service.scope == "data-zone") != bool(service.zone):
                what = f"its scope is {service.scope} and zone is {'given' if service.zone else 'empty'}"
                yield (
                    (*key, "scope"),
                    what,
                    "zone with the countries of a data-zone, and of nothing else",
                    "conflict",
                )

    def federations(self) -> Iterator[Reference]:
        evidence = self.environment.evidence
        for name, federation in self.environment.federations.items():
            key: KeyPath = ("federations", name)
            yield from self.site((*key, "aggregator"), federation.aggregator)
            for site, datasets in federation.members.items():
                yield from self.site((*key, "members", site), site)
                yield from self.each((*key, "members", site), "dataset", datasets, self.environment.datasets)
            for field in ("secure_aggregation", "privacy_evidence"):
                yield from self.named((*key, field), "evidence", getattr(federation, field), evidence)

    def links(self) -> Iterator[Reference]:
        for name, link in self.environment.links.items():
            key: KeyPath = ("links", name, "between")
            yield from self.each(key, "site", link.between, self.environment.sites)

    def backups(self) -> Iterator[Reference]:
        for name, backup in self.environment.backups.items():
            yield from self.store(("backups", name, "of"), backup.of)
            yield from self.store(("backups", name, "to"), backup.to)
            if backup.of == backup.to:
                yield (
                    ("backups", name, "to"),
                    f"{backup.to} is what is backed up",
                    "another store",
                    "conflict",
                )

    def log_sinks(self) -> Iterator[Reference]:
        for name, sink in self.environment.log_sinks.items():
            yield from self.each(("log_sinks", name, "of"), "site", sink.of, self.environment.sites)
            yield from self.site(("log_sinks", name, "at"), sink.at)

    def scope(self, key: KeyPath, scope: Scope) -> Iterator[Reference]:
        work = {*self.environment.workloads, *self.environment.federations} | {
            model for each in self.environment.workloads.values() for model in each.registers
        }
        yield from self.each((*key, "sites"), "site", scope.sites, self.environment.sites)
        yield from self.each((*key, "datasets"), "dataset", scope.datasets, self.environment.datasets)
        yield from self.each((*key, "workloads"), "workload, federation or model", scope.workloads, work)
        yield from self.areas((*key, "countries"), scope.countries)

    def evidence(self) -> Iterator[Reference]:
        for name, evidence in self.environment.evidence.items():
            key: KeyPath = ("evidence", name)
            yield from self.named((*key, "kind"), "kind of evidence", evidence.kind, instruments())
            yield from self.scope((*key, "scope"), evidence.scope)
            if evidence.expires is not None and evidence.expires < evidence.signed:
                what = f"{evidence.expires} is before it was signed, {evidence.signed}"
                yield (*key, "expires"), what, "a later day", "conflict"
            for number, fact in enumerate(evidence.depends_on):
                kind, _, what = fact.partition(":")
                names = self.environment.evidence if kind == "evidence" else set(facts())
                yield from self.named((*key, "depends_on", number), kind, what, names)

    def waivers(self) -> Iterator[Reference]:
        for name, waiver in self.environment.waivers.items():
            key: KeyPath = ("waivers", name)
            if waiver.expires < waiver.issued:
                what = f"{waiver.expires} is before it was issued, {waiver.issued}"
                yield (*key, "expires"), what, "a later day", "conflict"
            if waiver.approver == waiver.author:
                what = f"{waiver.approver} would approve what they ask for"
                yield (*key, "approver"), what, "somebody else", "conflict"

    def changes(self) -> Iterator[Reference]:
        """Refuse a change of a stack that this environment does not have; a site that goes was one of its own."""
        prefix = f"{self.environment.environment}-"
        for name, change in self.environment.changes.items():
            if not change.stack.startswith(prefix):
                what = f"{change.stack} is a stack of another environment"
                yield (
                    ("changes", name, "stack"),
                    what,
                    f"a stack whose name begins with {prefix}",
                    "unknown-name",
                )

    def profile(self) -> Iterator[Reference]:
        profile = self.environment.profile
        yield from self.areas(("profile", "operators"), profile.operators)
        yield from self.each(("profile", "sites"), "site", profile.sites, self.environment.sites)
