"""The resolved graph of an environment as data, `polder.graph/1`: what rules in other languages read.

Keys are never renamed and never change their meaning within a version; new ones may come.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from polder_environments.declarations import (
    Backup,
    Dataset,
    Evidence,
    Federation,
    Form,
    Link,
    LogSink,
    ManagedService,
    Severity,
    Sovereignty,
    Waiver,
    Workload,
)
from polder_environments.flows.graph import EdgeKind, NodeKind

SCHEMA: Literal["polder.graph/1"] = "polder.graph/1"

Said = Literal["holds", "holds by evidence", "waived", "fails", "unknown"]
"""What a rule says of one subject."""


class Record(BaseModel):
    """A part of the graph as data."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Record):
    """A line of an input file."""

    file: str
    """The file, from the top of the project, with `/` between folders."""

    line: int
    """From 1; 0: the file as a whole."""

    column: int
    """From 1; 0: the line as a whole."""


class StrandRecord(Record):
    """A dataset, or something made from it, in the form it has at a node or on an edge."""

    dataset: str
    """Name of the dataset."""

    form: Form
    """How far people can be told from it there."""

    evidence: str
    """Name of the evidence that says so; blank for raw data."""

    derived: bool
    """Whether it is made from the dataset (a model, metrics, logs) and not the dataset itself."""


class NodeRecord(Record):
    """A place where data can be."""

    kind: NodeKind
    """What it is."""

    name: str
    """Its name in the environment file, or of what it is derived from."""

    site: str
    """Name of the site; blank where it is at none."""

    cloud: str
    """The cloud."""

    region: str
    """The cloud's own name of the region; blank where it is at no site."""

    partition: str
    """The cloud's partition."""

    countries: tuple[str, ...]
    """Countries it may be in; empty: anywhere, or nobody knows."""

    subdivision: str
    """ISO 3166-2; blank where it is not known."""

    operator: str
    """Country under whose law the operator stands; blank where it is not known."""

    parent: str
    """Country under whose law the operator's ultimate parent stands; blank where it is not known."""

    strands: tuple[StrandRecord, ...]
    """What is there in the end, sorted."""

    tags: tuple[str, ...]
    """Tags of all that is there, implied ones included, sorted."""

    key: str
    """The key that declares it, `datasets.claims`."""

    position: Place
    """Its line."""


class Crossing(Record):
    """What an edge crosses."""

    sites: bool
    """Whether it leaves its site."""

    countries: bool
    """Whether it may end in a country that it does not begin in, or that nobody knows."""

    partitions: bool
    """Whether it ends in another partition of a cloud, or in another cloud."""


class EdgeRecord(Record):
    """Something moves from one node to another."""

    source: str
    """Id of the node it comes from."""

    target: str
    """Id of the node it goes to."""

    kind: EdgeKind
    """What moves: replicates, reads, writes, logs-runs, …"""

    frequency: Literal["once", "scheduled", "continuous"]
    """How often."""

    link: str
    """Name of the declared link it takes; blank within a site, and where none is declared."""

    data: bool
    """False where only technical data moves: images, Terraform state."""

    crosses: Crossing
    """What it crosses."""

    strands: tuple[StrandRecord, ...]
    """What it carries, as it arrives, sorted."""

    tags: tuple[str, ...]
    """Tags of all that it carries, implied ones included, sorted."""

    findings: tuple[str, ...]
    """Fingerprints of the findings that stand at it, sorted."""

    key: str
    """The key that makes it."""

    position: Place
    """Its line."""


class SiteRecord(Record):
    """A place: a cloud, a region, and an account, subscription or project in it."""

    cloud: str
    """The cloud."""

    region: str
    """The cloud's own name of the region."""

    tenancy: str
    """Account, subscription or project."""

    country: str
    """ISO 3166-1 alpha-2; blank where it is not known."""

    subdivision: str
    """ISO 3166-2; blank where it is not known."""

    partition: str
    """The cloud's partition."""

    operator: str
    """Country under whose law the operator stands."""

    parent: str
    """Country under whose law the operator's ultimate parent stands."""

    log_retention: int
    """Days that its logs are kept."""

    sovereignty: Sovereignty
    """What the environment file says of its keys, operators and assessments."""

    position: Place
    """Its line."""


class DatasetRecord(Dataset):
    """A dataset as it is declared, with what follows from that."""

    retention: int | None = None
    """Days it is kept; null: not declared."""

    all_tags: tuple[str, ...]
    """Its tags with all that they imply, sorted."""

    allowed: tuple[str, ...] | None
    """Countries and subdivisions that `residency.allow` comes to, sorted; null: everywhere that is not denied."""

    denied: tuple[str, ...]
    """Countries and subdivisions that `residency.deny` comes to, sorted."""

    position: Place
    """Its line."""


class WorkloadRecord(Workload):
    """A workload as it is declared."""

    retain_logs: int | None = None
    """Days its event logs are kept; null: as the site's logs are."""

    position: Place
    """Its line."""


class BackupRecord(Backup):
    """A backup as it is declared."""

    retain: int | None = None
    """Days it is kept; null: not declared."""

    position: Place
    """Its line."""


class LogSinkRecord(LogSink):
    """Collected logs as they are declared."""

    retain: int | None = None
    """Days they are kept; null: not declared."""

    hot: int | None = None
    """Days they can be searched at once; null: not declared."""

    position: Place
    """Its line."""


class EvidenceRecord(Evidence):
    """Evidence as it is declared, and whether it counts."""

    counts: bool
    """Whether it counts on the day."""

    why_not: str
    """Why it does not count; blank where it does."""

    position: Place
    """Its line."""


class WaiverRecord(Waiver):
    """A waiver as it is declared, and what it accepts."""

    accepts: tuple[str, ...]
    """Fingerprints of the findings that it accepts on the day, sorted."""

    position: Place
    """Its line."""


class RuleRecord(Record):
    """A rule in force, in its own words."""

    pack: str
    """The pack it belongs to."""

    title: str
    """What must hold."""

    citation: str
    """The article of law, requirement or decision."""

    link: str
    """Where its text is found; blank where there is none."""

    severity: Severity
    """How binding its pack says that it is."""

    explanation: str
    """Why it exists."""

    satisfied_by: str
    """What makes it hold."""

    effective: date | None
    """From when it binds; null: it is in force."""

    waivable: bool
    """Whether an exception to it can be accepted."""

    verified: bool
    """Whether somebody read the text it cites."""


class FindingRecord(Record):
    """What one rule says of one subject."""

    fingerprint: str
    """Stays the same while rule, subject and path do."""

    rule: str
    """Id of the rule."""

    outcome: Said
    """What it says."""

    severity: Severity
    """How binding it is on the day, for this environment."""

    broken: bool
    """Whether the rule does not hold here and nobody accepted that."""

    blocks: bool
    """Whether nothing may be built while it stands."""

    subject: str
    """The key that has to change, or to be believed."""

    path: tuple[str, ...]
    """What leads there, in words, from the dataset to the country."""

    info: str
    """Why it fired; blank where it holds."""

    evidence: tuple[str, ...]
    """Names of the evidence by which it holds."""

    missing: tuple[str, ...]
    """Facts that are not declared."""

    waiver: str
    """Name of the waiver that accepts it; blank: none."""

    refused_waivers: tuple[str, ...]
    """Why waivers that name it do not count."""

    effective: date | None
    """From when it binds, where that is still to come."""

    notes: tuple[str, ...]
    """What to know beside."""

    position: Place
    """Its line."""


class VerdictRecord(Record):
    """What all rules in force say."""

    holds: bool
    """Whether something may be built."""

    packs: dict[str, int]
    """Packs in force, with the number of rules of each."""

    rules: dict[str, RuleRecord]
    """Rules in force that have a subject here, by id."""

    not_applicable: tuple[str, ...]
    """Ids of rules in force that have none, sorted."""

    findings: tuple[FindingRecord, ...]
    """In the order of packs, rules and subjects."""

    warnings: tuple[str, ...]
    """What is about to change."""

    disclaimer: str
    """What this is not."""


class GraphRecord(Record):
    """An environment with everything that moves in it, and what the rules say of it on a day."""

    version: Literal["polder.graph/1"] = Field(default=SCHEMA, alias="schema")
    """The version of this form."""

    environment: str
    """Name of the environment."""

    owner: str
    """Who answers for it."""

    on: date
    """The day that is judged."""

    sites: dict[str, SiteRecord]
    """Sites by name."""

    nodes: dict[str, NodeRecord]
    """Places where data can be, by id."""

    edges: tuple[EdgeRecord, ...]
    """Everything that moves, sorted by source, target and kind."""

    datasets: dict[str, DatasetRecord]
    """Datasets by name."""

    workloads: dict[str, WorkloadRecord]
    """Workloads by name."""

    services: dict[str, ManagedService]
    """Managed services by name."""

    federations: dict[str, Federation]
    """Federations by name."""

    links: dict[str, Link]
    """Links by name."""

    backups: dict[str, BackupRecord]
    """Backups by name."""

    log_sinks: dict[str, LogSinkRecord]
    """Collected logs by name."""

    evidence: dict[str, EvidenceRecord]
    """Evidence by name."""

    waivers: dict[str, WaiverRecord]
    """Waivers by name."""

    verdict: VerdictRecord
    """What the rules say."""
