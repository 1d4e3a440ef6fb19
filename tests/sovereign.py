"""Environments for tests of flows and rules, made from a few declarations; and Hypothesis strategies for many."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, cast

from hypothesis import strategies as st

from polder_environments.flows.derive import derive
from polder_environments.load import Loaded
from polder_environments.located import Entry, MappingNode
from polder_environments.model import Environment
from polder_environments.problems import Position
from polder_environments.resolve.references import references
from polder_environments.sources import Sources
from polder_policies.estate import Estate
from polder_policies.harness import SITES
from polder_policies.judge import judge
from polder_policies.packs import all_packs
from polder_policies.verdict import Verdict

DAY: Final = date(2026, 11, 24)
_NOWHERE: Final = Position(Path("environment.yaml"))
_NO_ENTRIES: Mapping[str, Entry] = {}
_TENANCY: Final = {
    "aws": ("account", "111122223333"),
    "azure": ("subscription", "8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10"),
    "gcp": ("project", "acme-ml"),
}


def declared(sites: Sequence[str], declarations: Mapping[str, object]) -> dict[str, object]:
    """The plain data of an environment: a platform with everything at base sites of the harness, and declarations."""
    placed: dict[str, object] = {}
    for number, name in enumerate(sites):
        cloud, region = SITES[name]
        key, tenancy = _TENANCY[cloud]
        placed[name] = {
            "cloud": cloud,
            "region": region,
            key: tenancy,
            "network": {"cidr": f"10.{16 + number}.0.0/16"},
        }
    return {
        "environment": "trial",
        "owner": "ml-platform@example.org",
        "platform": {
            "kubernetes": "1.35",
            "pools": {"system": {"size": "small", "nodes": [2, 4]}},
            "stores": {"datasets": {}, "models": {}, "artifacts": {}},
            "registry": {},
            "tracking": {"mlflow": {"version": "3.17.2", "serves": list(sites)}},
        },
        "sites": placed,
        **declarations,
    }


def environment(sites: Sequence[str], declarations: Mapping[str, object]) -> Environment:
    """An environment that names nothing that does not exist."""
    found = Environment.model_validate(declared(sites, declarations))
    assert references(found) == ()
    return found


def verdict(found: Environment, on: date = DAY) -> Verdict:
    """What all packs say of an environment that stands in no file."""
    loaded = Loaded(found, Sources(MappingNode(_NOWHERE, _NO_ENTRIES), ()))
    return judge(loaded, derive(found), all_packs(), on)


def estate(found: Environment, on: date = DAY) -> Estate:
    """What rules see of an environment."""
    return Estate(found, derive(found), on)


_CHOSEN: Final = ("frankfurt", "amsterdam", "virginia", "zurich", "hongkong", "montreal")
_COUNTRIES: Final = ("DE", "NL", "US", "CH", "HK", "CA", "EEA", "EU")
_COUNTRY_OF: Final = {
    "frankfurt": "DE",
    "amsterdam": "NL",
    "virginia": "US",
    "zurich": "CH",
    "hongkong": "HK",
    "montreal": "CA",
}
_INSTRUMENTS: Final = (
    "scc",
    "tia",
    "dpf",
    "baa",
    "dpa",
    "dpia",
    "bcr",
    "art9-condition",
    "data-sheet",
    "derogation",
)


@st.composite
def environments(draw: st.DrawFn) -> dict[str, object]:
    """Plain data of small environments in which much can be wrong: datasets, workloads, links and evidence."""
    sites = draw(st.lists(st.sampled_from(_CHOSEN), min_size=1, max_size=4, unique=True))
    stores = [f"{site}/{store}" for site in sites for store in ("datasets", "models")]
    names = [f"data-{number}" for number in range(draw(st.integers(1, 4)))]
    datasets = {name: draw(_dataset(stores)) for name in names}
    services = draw(_services(sites))
    workloads = {
        f"work-{number}": {
            "site": draw(st.sampled_from(sites)),
            "reads": draw(st.lists(st.sampled_from(names), max_size=3, unique=True)),
            "writes": draw(st.lists(st.sampled_from(names), max_size=1, unique=True)),
            "registers": draw(st.sampled_from([[], ["model"]])),
            "tracking": draw(st.sampled_from(sites)),
            "services": draw(st.sampled_from([[], sorted(services)])),
            "purpose": "research",
            "schedule": draw(st.sampled_from(["once", "scheduled"])),
        }
        for number in range(draw(st.integers(0, 4)))
    }
    links = {
        f"{first}-{second}": {
            "between": [first, second],
            "encryption": draw(st.sampled_from(["ipsec", "tls", "none"])),
        }
        for first in sites
        for second in sites
        if first < second and draw(st.booleans())
    }
    evidence = {
        f"{kind}-{number}": {
            "kind": kind,
            "reference": f"DMS-{number}",
            "signed": "2026-01-01",
            "expires": draw(st.sampled_from(["2026-06-30", "2027-12-31"])),
        }
        for number, kind in enumerate(draw(st.lists(st.sampled_from(_INSTRUMENTS), max_size=4)))
    }
    return declared(
        sites,
        {
            "datasets": datasets,
            "workloads": workloads,
            "links": links,
            "evidence": evidence,
            "services": services,
            "federations": draw(_federations(sites, names)),
            "backups": draw(_backups([cast("str", each["home"]) for each in datasets.values()], stores)),
            "log_sinks": {
                "sink": {
                    "of": draw(st.lists(st.sampled_from(sites), min_size=1, unique=True)),
                    "at": sites[0],
                }
            }
            if draw(st.booleans())
            else {},
        },
    )


@st.composite
def _services(draw: st.DrawFn, sites: Sequence[str]) -> dict[str, object]:
    """At most one managed service, `ask`, in its region, in a zone of countries, or anywhere."""
    if not draw(st.booleans()):
        return {}
    scope: dict[str, object] = draw(
        st.sampled_from([{"scope": "regional"}, {"scope": "data-zone", "zone": ["EU"]}, {"scope": "global"}])
    )
    return {"ask": {"site": draw(st.sampled_from(sites)), "product": "bedrock", **scope}}


@st.composite
def _federations(draw: st.DrawFn, sites: Sequence[str], datasets: Sequence[str]) -> dict[str, object]:
    """At most one federation, without privacy, so that its updates are made from all members' data."""
    if not draw(st.booleans()):
        return {}
    members = draw(st.lists(st.sampled_from(sites), min_size=1, unique=True))
    return {
        "risk": {
            "members": {site: [draw(st.sampled_from(datasets))] for site in members},
            "aggregator": draw(st.sampled_from(sites)),
            "model": "risk",
        }
    }


@st.composite
def _backups(draw: st.DrawFn, homes: Sequence[str], stores: Sequence[str]) -> dict[str, object]:
    """At most one backup, of a store with data in it."""
    if not draw(st.booleans()):
        return {}
    return {"nightly": {"of": draw(st.sampled_from(homes)), "to": draw(st.sampled_from(stores))}}


@st.composite
def _dataset(draw: st.DrawFn, stores: Sequence[str]) -> dict[str, object]:
    places = draw(st.lists(st.sampled_from(stores), min_size=1, max_size=3, unique=True))
    return {
        "home": places[0],
        "replicas": places[1:],
        "tags": draw(
            st.lists(
                st.sampled_from(["personal", "phi", "pan", "genomic", "confidential"]),
                max_size=2,
                unique=True,
            )
        ),
        "subjects": draw(st.lists(st.sampled_from(["DE", "US", "CH", "CA-QC"]), max_size=2, unique=True)),
        "controller": draw(st.sampled_from(["DE", "US"])),
        "purposes": ["research"],
        "retention": "365d",
        "volume": {"persons": draw(st.sampled_from([50, 5000, 200000]))},
        "residency": {
            # Often everywhere that data lies, so that what is outside is where something else took it.
            "allow": draw(
                st.one_of(
                    st.just(sorted({_COUNTRY_OF[place.partition("/")[0]] for place in places})),
                    st.lists(st.sampled_from(_COUNTRIES), max_size=3, unique=True),
                )
            ),
            "deny": draw(st.lists(st.sampled_from(_COUNTRIES), max_size=1, unique=True)),
        },
    }


def reordered(plain: object) -> object:
    """The same data with every mapping the other way round; lists keep their order, which means something."""
    if isinstance(plain, dict):
        entries = cast("dict[str, object]", plain)
        return {key: reordered(entries[key]) for key in reversed(entries)}
    return plain
