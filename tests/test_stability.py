"""Terraform addresses are a public contract: a neighbour that comes or goes changes nobody else's."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emission import PROJECT, topology_of
from polder_stacks.synth import synthesize

Described = dict[str, Any]
POOLS = st.sampled_from(
    [{"size": "small", "nodes": [0, 3]}, {"size": "large", "nodes": [0, 2], "capacity": "spot"}]
)


def _described() -> Described:
    """One site on each cloud, with pools, stores, identities and tracking."""
    staging = yaml.safe_load((PROJECT / "environments" / "shared" / "platform.yaml").read_text())
    return {
        **staging,
        "environment": "steady",
        "state": {"kind": "local"},
        "platform": {**staging["platform"], "registry": {"tags": "mutable", "scan": "external"}},
        "sites": {
            "one": {
                "cloud": "aws",
                "region": "eu-central-1",
                "account": "111122223333",
                "network": {"cidr": "10.0.0.0/16"},
            },
            "two": {
                "cloud": "azure",
                "region": "westeurope",
                "subscription": "8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10",
                "network": {"cidr": "10.1.0.0/16"},
            },
            "three": {
                "cloud": "gcp",
                "region": "europe-west4",
                "project": "acme-ml",
                "network": {"cidr": "10.2.0.0/16"},
            },
        },
    }


def _addresses(described: Described, folder: Path) -> dict[str, str]:
    """Every resource that is emitted, with the path of its construct, by stack and address."""
    folder.mkdir(exist_ok=True)
    file = folder / "steady.yaml"
    file.write_text(yaml.safe_dump(described, sort_keys=False))
    synthesize((topology_of(file),), folder / "out", anew=True)
    found: dict[str, str] = {}
    for written in sorted((folder / "out").glob("stacks/*/cdk.tf.json")):
        body = cast("Described", json.loads(written.read_text()))
        for kind, named in body["resource"].items():
            for name, resource in named.items():
                found[f"{written.parent.name}/{kind}.{name}"] = resource["//"]["metadata"]["path"]
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of the environment as it is."""
    return _addresses(_described(), tmp_path_factory.mktemp("before") / "project")


@given(
    pool=st.from_regex(r"[a-z][a-z0-9]{1,8}", fullmatch=True).filter(lambda name: name != "system"),
    store=st.from_regex(r"[a-z][a-z0-9]{2,8}", fullmatch=True),
    settings_of_pool=POOLS,
)
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
def test_a_pool_and_a_store_come_alone(
    pool: str, store: str, settings_of_pool: Described, before: dict[str, str], tmp_path: Path
) -> None:
    """Adding a pool and a store adds their own addresses on every cloud and leaves all others; taking them away too."""
    described = deepcopy(_described())
    described["platform"]["pools"][pool] = settings_of_pool
    described["platform"]["stores"][store] = {}

    after = _addresses(described, tmp_path / "project")

    new = set(after) - set(before)
    assert {address: after[address] for address in before} == before
    assert new
    for site in ("one", "two", "three"):
        words = {after[address].partition("/")[2] for address in new if address.startswith(f"steady-{site}-")}
        assert all(pool in word or store in word for word in words), words
        assert f"pool_{pool}" in words
        assert f"store_{store}" in words
