"""How long it takes to judge an estate, in how much memory, and how that grows with the edges of its flow graph.

python3 bootstrap.py --dev python benchmarks/judging.py

Estates are made up by a fixed rule: at full size 200 sites in every region known, 10,000 datasets with two replicas
each and all kinds of tags, and 2,000 workloads that read ten datasets, write one and log runs. Each size runs in a
process of its own, so that memory is its own.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from polder_environments.collection import paused
from polder_environments.facts.clouds import clouds
from polder_environments.facts.regions import regions
from polder_environments.flows.derive import derive
from polder_environments.load import Loaded
from polder_environments.located import Entry, MappingNode
from polder_environments.model import Environment
from polder_environments.problems import Position
from polder_environments.sources import Sources
from polder_policies.judge import judge
from polder_policies.packs import all_packs

SITES, DATASETS, WORKLOADS = 200, 10_000, 2_000
SIZES = (0.125, 0.25, 0.5, 1.0)
DAY = date(2026, 11, 26)
TENANCIES = {
    "account": "111122223333",
    "subscription": "8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10",
    "project": "acme-ml",
}
TAGS: tuple[list[str], ...] = (
    ["personal"],
    ["phi"],
    ["pan"],
    ["genomic"],
    ["confidential"],
    [],
    ["geolocation"],
    ["important"],
)
SUBJECTS: tuple[list[str], ...] = (
    ["DE"],
    ["US"],
    ["FR", "CH"],
    ["CN"],
    ["CA-QC"],
    ["IN"],
    ["GB"],
    ["BR", "JP"],
    [],
)


def estate(size: float) -> Environment:
    """Make up an environment of a size between 0 and 1."""
    places = [(cloud, name) for cloud in clouds() for name in sorted(regions(cloud))]
    sites: dict[str, object] = {}
    for number, (cloud, region) in enumerate(islice(cycle(places), round(SITES * size))):
        key = clouds()[cloud].tenancy_key
        sites[f"site-{number}"] = {
            "cloud": cloud,
            "region": region,
            key: TENANCIES[key],
            "network": {"cidr": f"10.{number}.0.0/16"},
        }
    names = list(sites)
    datasets = {f"data-{number}": dataset(number, names) for number in range(round(DATASETS * size))}
    workloads = {
        f"work-{number}": workload(number, names, len(datasets)) for number in range(round(WORKLOADS * size))
    }
    links = {
        f"link-{number}": {"between": [first, second], "encryption": "ipsec", "private": True}
        for number, (first, second) in enumerate(zip(names, [*names[1:], names[0]], strict=True))
    }
    return Environment.model_validate(
        {
            "environment": "large",
            "owner": "ml-platform@example.org",
            "platform": {
                "kubernetes": "1.35",
                "pools": {"system": {"size": "small", "nodes": [2, 4]}},
                "stores": {"datasets": {}, "models": {}, "artifacts": {}},
                "registry": {},
                "tracking": {"mlflow": {"version": "3.17.2"}},
            },
            "sites": sites,
            "datasets": datasets,
            "workloads": workloads,
            "links": links,
            "evidence": {
                f"paper-{number}": {
                    "kind": kind,
                    "reference": f"DMS-{number}",
                    "signed": "2026-01-01",
                    "scope": {"sites": names[number::7]},
                }
                for number, kind in enumerate(("scc", "tia", "baa", "dpa", "dpia", "dpf", "data-sheet"))
            },
        }
    )


def dataset(number: int, sites: list[str]) -> dict[str, object]:
    """Make up a dataset with a home and two replicas."""
    at = [sites[(number + step) % len(sites)] for step in (0, 1, 7)]
    return {
        "home": f"{at[0]}/datasets",
        "replicas": [f"{site}/models" for site in at[1:]],
        "tags": TAGS[number % len(TAGS)],
        "subjects": SUBJECTS[number % len(SUBJECTS)],
        "controller": ("DE", "US", "CN")[number % 3],
        "purposes": ["research"],
        "retention": "365d",
        "volume": {"persons": number * 10},
        "residency": {"allow": ["EEA"]} if number % 4 == 0 else {},
    }


def workload(number: int, sites: list[str], datasets: int) -> dict[str, object]:
    """Make up a workload that reads ten datasets near its site, writes one and registers a model."""
    site = number % len(sites)
    near = [f"data-{(site + step * len(sites)) % datasets}" for step in range(number % 7, number % 7 + 10)]
    return {
        "site": sites[site],
        "reads": near,
        "writes": [f"data-{number % datasets}"],
        "registers": [f"model-{number}"],
        "purpose": "research",
        "ai_risk": ("none", "annex1", "annex3")[number % 3],
    }


def run(size: float) -> None:
    """Judge one estate in this process and write what it took as JSON."""
    environment = estate(size)
    nothing: Mapping[str, Entry] = {}
    loaded = Loaded(environment, Sources(MappingNode(Position(Path("large.yaml")), nothing), ()))
    packs = all_packs()
    started = time.perf_counter()
    with paused():
        graph = derive(environment)
        derived = time.perf_counter()
        verdict = judge(loaded, graph, packs, DAY)
        ended = time.perf_counter()
    print(
        json.dumps(
            {
                "edges": len(graph.edges),
                "flows": sum(len(strands) for strands in graph.carriage.values()),
                "findings": len(verdict.findings),
                "rules": sum(count for _, count in verdict.packs),
                "derive": derived - started,
                "judge": ended - derived,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def main() -> None:
    """Judge estates of growing size, each in a process of its own."""
    print(
        f"{'sites':>6} {'datasets':>9} {'edges':>7} {'flows':>8} {'findings':>9} {'rules':>6} {'derive s':>9} {'judge s':>8} {'µs/flow':>8} {'peak MB':>8}"
    )
    for size in SIZES:
        done = subprocess.run(  # noqa: S603 - this very file
            [sys.executable, __file__, str(size)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        took = json.loads(done.stdout)
        each = (took["derive"] + took["judge"]) / took["flows"] * 1e6
        print(
            f"{round(SITES * size):6} {round(DATASETS * size):9} {took['edges']:7} {took['flows']:8} {took['findings']:9} {took['rules']:6}"
            f" {took['derive']:9.2f} {took['judge']:8.2f} {each:8.1f} {took['peak']:8.0f}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(float(sys.argv[1]))
    else:
        main()
