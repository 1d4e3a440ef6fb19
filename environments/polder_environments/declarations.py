"""What an environment file says of data: where it lies, who uses it, over which links, and with what instruments.

Beside `platform` and `sites`, which say what is built. Names of other things in here are only names; resolving
the environment refuses those that name nothing.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from polder_environments.parts import Days, Email, Part, SiteName, Switch, WholeNumber

Name = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64),
    Field(examples=["tumour-classifier"]),
]
DatasetName = Name
Tag = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
    Field(examples=["personal"]),
]
Country = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{2}$"), Field(examples=["DE"])]
"""ISO 3166-1 alpha-2."""

Place = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"),
    Field(examples=["DE", "CA-QC"]),
]
"""A country (ISO 3166-1 alpha-2) or a subdivision of one (ISO 3166-2)."""

TerritoryName = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[A-Z][A-Z0-9_]{2,31}$"), Field(examples=["EEA"])
]
"""A named set of countries; three characters at least, so that it is never a country's code."""

Area = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|[A-Z][A-Z0-9_]{2,31})$"),
    Field(examples=["DE", "CA-QC", "EEA"]),
]
"""A country, a subdivision, or a territory by name."""

StorePlace = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=33
    ),
    Field(examples=["frankfurt/datasets"]),
]
"""A store of a site, `site/store`."""

Form = Literal["raw", "pseudonymised", "anonymised", "synthetic", "differentially-private"]
Reference = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=300), Field(examples=["DMS-2026-0417"])
]
Sentence = Annotated[str, StringConstraints(strict=True, min_length=10, max_length=1000)]
RuleId = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Z][A-Z0-9]*(-[A-Za-z0-9.]+)+$"),
    Field(examples=["GDPR-44"]),
]
StackName = Annotated[
    str,
    StringConstraints(
        strict=True,
        pattern=r"^[a-z][a-z0-9]{1,11}-[a-z][a-z0-9]*(-[a-z0-9]+)*-(state|infra|services)$",
        max_length=64,
    ),
    Field(examples=["prod-stockholm-infra"]),
]
"""A stack, `<environment>-<site>-<part>`."""

ResourceAddress = Annotated[
    str,
    StringConstraints(
        strict=True,
        pattern=r'^[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*(\[([0-9]+|"[^"\\]+")\])?$',
        max_length=500,
    ),
    Field(examples=["aws_s3_bucket.store_ecg"]),
]
"""A resource as Terraform writes it, `type.name`, with its index or key where it has one."""

Severity = Literal["hard", "soft", "advisory", "off"]


def _date(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{value!r} is not a date: write for example 2026-11-24")


Date = Annotated[
    date,
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-24"]}),
]


class Sovereignty(Part):
    """Under whose law and hands a site stands, where that is not what the region's facts say."""

    operator: Country | None = None
    """Country under whose law the operator stands; by default as the dated facts of the region say."""

    parent: Country | None = None
    """Country under whose law the operator's ultimate parent stands; by default as the facts say."""

    key_custody: Literal["provider", "cmk", "hsm", "external"] = "cmk"
    """Who holds the keys: `cmk`, Polder's own key at the site; `hsm`, in a hardware module; `external`, outside the cloud."""

    key_jurisdiction: Country | None = None
    """Country under whose law an external key lies."""

    confidential: Switch = False
    """Whether memory is encrypted while in use."""

    mfa: Switch = False
    """Whether every access of people to the site needs more than one factor."""

    cardholder_environment: Switch = False
    """Whether the whole site is assessed as part of the cardholder data environment (PCI DSS)."""

    secure_processing_environment: Switch = False
    """Whether the site is a secure processing environment (Reg. (EU) 2025/327 Art. 73)."""

    seal: dict[
        Annotated[str, StringConstraints(pattern=r"^SOV-[1-8]$")], Annotated[WholeNumber, Field(ge=0, le=4)]
    ] = {}
    """Assessed SEAL level by objective of the EC Cloud Sovereignty Framework, `{SOV-1: 2}`."""

    union_assurance: Annotated[WholeNumber, Field(ge=1, le=4)] | None = None
    """Recognised Union assurance level (proposal COM(2026) 502)."""


class Volume(Part):
    """How many people or devices data is about, over twelve months."""

    persons: Annotated[WholeNumber, Field(ge=0)] | None = None
    """Persons."""

    devices: Annotated[WholeNumber, Field(ge=0)] | None = None
    """Devices."""


class Residency(Part):
    """Where data may be. What is not allowed is not; what is denied never is."""

    allow: tuple[Area, ...] = ()
    """Countries, subdivisions and territories; empty: everywhere that no rule forbids."""

    deny: tuple[Area, ...] = ()
    """Countries, subdivisions and territories that win over `allow`."""


class Dataset(Part):
    """Named data: what is in it, about whom, whose it is, and where it lies."""

    home: StorePlace
    """The store it lies in, `site/store`."""

    tags: tuple[Tag, ...] = ()
    """What is in it, in words of `polder facts tags`: personal, special, phi, pan, sad, genomic, …"""

    subjects: tuple[Place, ...] = ()
    """Countries (or subdivisions: CA-QC) of the people it is about."""

    controller: Country | None = None
    """Country under whose law the controller stands."""

    form: Form = "raw"
    """How far people can be told from it."""

    form_evidence: Name | None = None
    """The evidence that says so; without it any other form than raw counts as raw."""

    purposes: tuple[Name, ...] = ()
    """What it may be used for."""

    volume: Volume = Volume()
    """How many people or devices it is about."""

    retention: Days | None = None
    """How long it is kept."""

    residency: Residency = Residency()
    """Where it may be."""

    replicas: tuple[StorePlace, ...] = ()
    """Stores that hold a copy; nothing is copied that is not named here."""

    format: Literal[
        "parquet", "csv", "json", "avro", "arrow", "orc", "dicom", "tfrecord", "webdataset", "zarr", "other"
    ] = "parquet"
    """Format of its files."""

    collected_here: Switch = False
    """Whether its home is where it is first recorded, as the database of collection."""

    unreadable: Literal["no", "truncated", "tokenised", "hashed", "field-encrypted"] = "no"
    """How card numbers in it are made unreadable, beside the encryption of disks and stores."""

    after_authorisation: Switch = True
    """Whether it is kept once a payment is authorised."""

    variant_of: DatasetName | None = None
    """The dataset that this one says the same of, in a form that tells less of people."""

    public: Switch = False
    """Whether anybody may read it."""


class Transform(Part):
    """What a workload does to what it reads, so that what it writes tells less of people."""

    to: Form
    """The form of all that it writes."""

    evidence: Name
    """The evidence that says so."""


class Workload(Part):
    """What computes: what it reads and writes, why, and under which risk class."""

    site: SiteName
    """Where it runs."""

    reads: tuple[DatasetName, ...] = ()
    """Datasets it reads."""

    writes: tuple[DatasetName, ...] = ()
    """Datasets it writes."""

    registers: tuple[Name, ...] = ()
    """Models that it trains and registers at its tracking server."""

    serves: tuple[Name, ...] = ()
    """Registered models that it loads."""

    tracking: SiteName | None = None
    """The site whose tracking server it logs to; by default its own site's, if there is one."""

    services: tuple[Name, ...] = ()
    """Managed services that it sends what it reads to."""

    purpose: Name | None = None
    """What it is for; one of the purposes of what it reads."""

    ai_risk: Literal["none", "annex1", "annex3"] = "none"
    """High-risk class under the AI Act: a safety component of a product (Annex I) or a use of Annex III."""

    role: Literal["provider", "deployer"] = "provider"
    """Who the organisation is under the AI Act."""

    task: Literal[
        "preparation", "training", "validation", "testing", "bias-detection", "serving", "analysis"
    ] = "training"
    """What it does with data."""

    stage: Literal["production", "staging", "development", "notebook"] = "production"
    """How close to production it is."""

    schedule: Literal["once", "scheduled", "continuous"] = "scheduled"
    """How often it runs."""

    criticality: Literal["low", "medium", "high"] = "medium"
    """How much depends on it."""

    transform: Transform | None = None
    """What it does to people's data before it writes."""

    generative: Switch = False
    """Whether it makes text, images, sound or video."""

    marks_output: Switch = False
    """Whether what it makes is marked as made by AI (AI Act Art. 50)."""

    on_market: Date | None = None
    """When the system was first placed on the market or put into service; before 2 August 2026, its output has to be marked from 2 December 2026 on (AI Act Art. 111(4))."""

    logs_events: Switch = True
    """Whether it records events by itself over its lifetime (AI Act Art. 12)."""

    retain_logs: Days | None = None
    """How long its event logs are kept; by default as the site's logs are."""


class Privacy(Part):
    """Differential privacy of what a member sends."""

    epsilon: Annotated[float, Field(gt=0, le=100)]
    """Epsilon over all rounds."""

    delta: Annotated[float, Field(gt=0, lt=1)]
    """Delta over all rounds."""

    unit: Literal["person", "record", "member"]
    """What is protected."""


class Federation(Part):
    """Training where data lies; only updates of a model go to the aggregator."""

    members: Annotated[dict[SiteName, tuple[DatasetName, ...]], Field(min_length=1)]
    """Datasets that are trained on at each member's site."""

    aggregator: SiteName
    """Site of the aggregator."""

    model: Name
    """The model that is registered at the aggregator's tracking server."""

    secure_aggregation: Name | None = None
    """Evidence that the aggregator sees sums alone, never one member's update."""

    privacy: Privacy | None = None
    """Differential privacy of updates."""

    privacy_evidence: Name | None = None
    """Evidence of the privacy accounting."""

    minimum_members: Annotated[WholeNumber, Field(ge=1)] = 1
    """Fewest members of a round."""

    purpose: Name | None = None
    """What it is for."""


class Link(Part):
    """A connection between two sites; what is not declared does not exist."""

    between: tuple[SiteName, SiteName]
    """The two sites."""

    private: Switch = False
    """Whether it keeps off the public internet."""

    encryption: Literal["tls", "ipsec", "macsec", "none"] = "none"
    """How what goes over it is encrypted."""

    direction: Literal["both", "forward"] = "both"
    """`forward`: only from the first site to the second."""


class Backup(Part):
    """A copy of a store that is kept for restoring."""

    of: StorePlace
    """What is copied, `site/store`."""

    to: StorePlace
    """Where to, `site/store`."""

    retain: Days | None = None
    """How long it is kept."""


class LogSink(Part):
    """Where logs of sites are collected beside each site's own."""

    of: Annotated[tuple[SiteName, ...], Field(min_length=1)]
    """Sites whose logs go there."""

    at: SiteName
    """Where they are kept."""

    retain: Days | None = None
    """How long they are kept."""

    hot: Days | None = None
    """How long they can be searched at once."""

    immutable: Switch = False
    """Whether nobody can change or delete them before."""


class ManagedService(Part):
    """A managed AI service of a cloud: inference, embeddings, labelling."""

    site: SiteName
    """The site whose account and region it is called in."""

    product: Name
    """What it is: `bedrock`, `azure-openai`, `vertex-ai`."""

    scope: Literal["regional", "data-zone", "global"]
    """Where it may process: in the site's region, in a group of regions, or anywhere."""

    zone: tuple[Area, ...] = ()
    """Countries or territories of a `data-zone`."""

    endpoint: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9.-]{3,200}$")] | None = None
    """Host name that is called."""


class Scope(Part):
    """What an instrument covers; what is not named is not limited."""

    sites: tuple[SiteName, ...] = ()
    """Sites."""

    datasets: tuple[DatasetName, ...] = ()
    """Datasets."""

    workloads: tuple[Name, ...] = ()
    """Workloads, federations and models."""

    countries: tuple[Area, ...] = ()
    """Countries of the recipient."""


class Evidence(Part):
    """An instrument or proof: typed, scoped, dated, and depending on other facts. It makes a rule hold."""

    kind: Name
    """What it is, in words of `polder facts instruments`: scc, bcr, idta, baa, dpa, dpia, c5, …"""

    reference: Reference
    """Where the document is found."""

    signed: Date
    """From when it counts: signed, issued, or checked."""

    expires: Date | None = None
    """The last day on which it counts."""

    scope: Scope = Scope()
    """What it covers."""

    module: Literal["1", "2", "3", "4"] | None = None
    """Module of standard contractual clauses: controller to controller 1, to processor 2, processor to processor 3, to controller 4."""

    parties: tuple[Reference, ...] = ()
    """Who signed."""

    sha256: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")] | None = None
    """Digest of the document."""

    depends_on: tuple[
        Annotated[
            str,
            StringConstraints(
                strict=True, pattern=r"^(adequacy:[A-Z]{2}-[A-Z]{2,8}|evidence:[a-z][a-z0-9-]*)$"
            ),
        ],
        ...,
    ] = ()
    """What must still be so: `adequacy:US-DPF`, a dated fact; `evidence:tia-us`, another entry of this file."""

    details: dict[Name, Reference] = {}
    """What this kind of instrument further records: method, edition, auditor, epsilon, measures."""


class Waiver(Part):
    """An accepted, expiring exception: the rule still fails, and somebody answers for it."""

    rule: RuleId
    """The rule."""

    subject: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=300)]
    """What it is waived for: the finding's fingerprint, or the key of its subject, `datasets.claims`."""

    reason: Sentence
    """Why it is accepted."""

    owner: Email
    """Who mends it."""

    author: Email
    """Who asks for it."""

    approver: Email
    """Who accepts it; not the author."""

    ticket: Reference
    """Where it is followed."""

    issued: Date
    """From when it counts."""

    expires: Date
    """The last day on which it counts."""

    conditions: dict[
        Annotated[str, StringConstraints(strict=True, min_length=1, max_length=300)], bool | int | str
    ] = {}
    """What must be so, looked at in each run: keys of this file and their values, `sites.virginia.sovereignty.mfa: true`."""

    records: dict[Name, Reference] = {}
    """What the rule demands of a waiver beside: `ccw-id`, `law-cited`, `equivalent-measure`."""


class NamedChange(Part):
    """A change by which data may go, named before it happens: without this, `polder preview` and `polder deploy` fail."""

    stack: StackName
    """The stack it happens in."""

    addresses: Annotated[tuple[ResourceAddress, ...], Field(min_length=1, max_length=200)]
    """The resources it happens to, as Terraform writes them; no patterns, so that nothing else goes with them."""

    action: Literal["delete", "replace", "unprotect"]
    """What happens: `delete`, destroyed for good; `replace`, destroyed and made anew, empty; `unprotect`, no longer kept from deletion."""

    reason: Sentence
    """Why the data may go: where its copy is, or why nobody needs it."""

    approver: Email
    """Who answers for it."""

    ticket: Reference
    """Where it is followed."""

    expires: Date
    """The last day on which it counts."""


class Territory(Part):
    """A set of countries under a name of one's own."""

    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    """Countries, subdivisions and other territories."""


class OwnRule(Part):
    """A rule of the organisation's own: where data with certain tags may be."""

    title: Sentence
    """What must hold, in one sentence."""

    explanation: Sentence
    """Why it exists, in words that an engineer and a lawyer both follow."""

    citation: Reference = "a rule of the organisation's own"
    """Where it is written: a policy, a decision, a contract."""

    severity: Literal["hard", "soft", "advisory"] = "soft"
    """`hard`: nothing overrides it. `soft`: an approved waiver does. `advisory`: it is told and blocks nothing."""

    tags: tuple[Tag, ...] = ()
    """Data it is about: datasets with any of these tags, implied ones included; empty: all datasets."""

    allow: tuple[Area, ...] = ()
    """Countries, subdivisions and territories where such data may be; empty: everywhere that `deny` leaves."""

    deny: tuple[Area, ...] = ()
    """Countries, subdivisions and territories that win over `allow`."""

    effective: Date | None = None
    """From when it binds; before, it is advisory and names the date. By default it binds."""


class Profile(Part):
    """How the organisation applies the rules."""

    severities: dict[RuleId, Severity] = {}
    """Severity of a rule where it is not the pack's; a rule of law that is `hard` cannot be set lower."""

    operators: tuple[Area, ...] = ()
    """Jurisdictions that operators and their parents may stand under; empty: any."""

    seal: dict[
        Annotated[str, StringConstraints(pattern=r"^SOV-[1-8]$")], Annotated[WholeNumber, Field(ge=0, le=4)]
    ] = {}
    """SEAL level that each site must have, by objective."""

    union_assurance: Annotated[WholeNumber, Field(ge=1, le=4)] | None = None
    """Union assurance level that each site must have; judged where `severities` puts UAL-N in force, since it is no law yet."""

    labels: tuple[Literal["gaia-x-l1", "gaia-x-l2", "gaia-x-l3", "secnumcloud", "c5"], ...] = ()
    """Labels, qualifications and reports that each site must have; whether it has them is for `evidence` to say."""

    sites: tuple[SiteName, ...] = ()
    """Sites that the demands of this profile hold for; empty: all."""

    data_fiduciary: Switch = False
    """Whether the organisation is a Significant Data Fiduciary (India, DPDP Act s.10)."""

    critical_infrastructure: Switch = False
    """Whether the organisation operates critical information infrastructure (China, CSL)."""

    documentation: Days | None = None
    """How long technical and compliance documentation is kept."""

    registry_signed: Switch = False
    """Whether images and models are signed, and a signature is needed to run them."""

    expiry_notice: Days = 30
    """How long before evidence or a waiver expires a report warns of it."""
