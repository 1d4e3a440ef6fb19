"""An environment for tests of maps, bundles and guardrails: a dataset that may not leave the EEA, and a workload abroad that reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from polder_environments.flows.derive import derive
from polder_environments.flows.graph import FlowGraph
from polder_environments.load import Loaded
from polder_environments.located import Entry, MappingNode
from polder_environments.model import Environment
from polder_environments.problems import Position
from polder_environments.sources import Sources
from polder_policies.estate import Estate
from polder_policies.judge import judge
from polder_policies.packs import all_packs
from polder_policies.verdict import Verdict
from sovereign import DAY, declared

FILE: Final = Path("environments/trial.yaml")
SITES: Final = ("frankfurt", "amsterdam", "virginia")
_NO_ENTRIES: Mapping[str, Entry] = {}

CLAIMS: Final = {
    "home": "frankfurt/datasets",
    "replicas": ["amsterdam/datasets"],
    "tags": ["personal"],
    "subjects": ["DE"],
    "controller": "DE",
    "purposes": ["research"],
    "retention": "365d",
    "residency": {"allow": ["EEA"]},
}
DECLARATIONS: Final[Mapping[str, object]] = {
    "packs": ["core"],
    "datasets": {"claims": CLAIMS, "weather": {"home": "virginia/datasets"}},
    "workloads": {
        "train": {"site": "virginia", "reads": ["claims", "weather"], "purpose": "research"},
        "audit": {"site": "amsterdam", "reads": ["claims"], "purpose": "research"},
    },
    "links": {
        "to-virginia": {"between": ["frankfurt", "virginia"], "encryption": "ipsec"},
        "to-amsterdam": {"between": ["frankfurt", "amsterdam"], "encryption": "ipsec"},
    },
}


@dataclass(frozen=True)
class World:
    """An environment with everything that is known of it.

    Args:
        loaded: What it says; none of its values stands on a line.
        graph: Its flows.
        estate: What rules see of it.
        verdict: What they say.
    """

    loaded: Loaded[Environment]
    graph: FlowGraph
    estate: Estate
    verdict: Verdict


def world(
    declarations: Mapping[str, object] = DECLARATIONS, sites: Sequence[str] = SITES, on: date = DAY
) -> World:
    """Make one of sites of the harness and declarations; each site's tracking server serves that site alone."""
    plain = declared(sites, declarations)
    platform = plain["platform"]
    assert isinstance(platform, dict)
    platform["tracking"] = {"mlflow": {"version": "3.17.2"}}
    return world_of(Environment.model_validate(plain), on)


def world_of(environment: Environment, on: date = DAY) -> World:
    """Everything that is known of an environment that stands in no file."""
    loaded = Loaded(environment, Sources(MappingNode(Position(FILE), _NO_ENTRIES), (FILE,)))
    graph = derive(environment)
    verdict = judge(loaded, graph, all_packs(), on)
    return World(loaded, graph, Estate(environment, graph, on), verdict)
