"""What holds for every environment, shown on environments that Hypothesis makes up."""

from ipaddress import IPv4Network
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emission import topology_of
from polder_environments.facts.clouds import clouds
from polder_environments.facts.names import rules
from polder_environments.facts.regions import regions
from polder_environments.facts.zones import zones
from polder_environments.problems import InvalidInput
from polder_environments.topology import SitePlan, Topology

TENANCIES = {
    "account": "111122223333",
    "subscription": "8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10",
    "project": "acme-ml-prod",
}
PLACES = [
    (cloud, name)
    for cloud in clouds()
    for name in sorted(regions(cloud))
    if len(zones(cloud, name)) >= 3 and regions(cloud)[name].partition in ("aws", "azure", "gcp", "public")
]

Described = dict[str, Any]


@st.composite
def environments(draw: st.DrawFn) -> Described:
    """Make up an environment of up to six sites anywhere, with pools, stores, identities and tracking."""
    names = draw(
        st.lists(
            st.from_regex(r"[a-z][a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True),
            min_size=1,
            max_size=6,
            unique=True,
        )
    )
    places = draw(st.lists(st.sampled_from(PLACES), min_size=len(names), max_size=len(names)))
    sites: dict[str, Described] = {}
    for number, (name, (cloud, region)) in enumerate(zip(names, places, strict=True)):
        key = clouds()[cloud].tenancy_key
        sites[name] = {
            "cloud": cloud,
            "region": region,
            # A project is one site's alone: clusters of one project would share their pods' identities.
            key: f"{TENANCIES[key]}-{number}" if clouds()[cloud].shared_identities else TENANCIES[key],
            "network": {
                "cidr": f"10.{number * 8}.0.0/{draw(st.integers(15, 19))}",
                "zones": draw(st.integers(2, 3)),
            },
        }
    stores = draw(
        st.lists(st.from_regex(r"[a-z][a-z0-9]{1,9}", fullmatch=True), min_size=1, max_size=3, unique=True)
    )
    return {
        "environment": draw(st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True)),
        "owner": draw(st.from_regex(r"[a-z][a-z0-9.+-]{0,10}@[a-z]{2,8}\.(org|nl)", fullmatch=True)),
        "labels": draw(
            st.dictionaries(
                st.from_regex(r"[a-o][a-z]{0,8}", fullmatch=True),
                st.from_regex(r"[a-z0-9_-]{1,9}", fullmatch=True),
                max_size=3,
            )
        ),
        "platform": {
            "kubernetes": "1.35",
            "pools": {"system": {"size": "small", "nodes": [1, draw(st.integers(1, 9))]}},
            "stores": {store: {"versioned": draw(st.booleans())} for store in stores},
            "identities": {
                "reader": {"service_account": "team/reader", "reads": [draw(st.sampled_from(stores))]}
            },
            "tracking": {"mlflow": {"version": "3.17.2", "artifacts": stores[0]}},
        },
        "sites": sites,
    }


QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
"""The same examples every run: a failure in CI is a failure here."""


def _resolved(described: Described, folder: Path) -> Topology | None:
    """Resolve, or give None where the environment asks for what cannot be had."""
    file = folder / "environment.yaml"
    file.write_text(yaml.safe_dump(described, sort_keys=False))
    try:
        return topology_of(file)
    except InvalidInput:
        return None


def _ranges(site: SitePlan) -> list[IPv4Network]:
    network = site.network
    return [
        *(zone.nodes for zone in network.zones),
        *(zone.database for zone in network.zones),
        *(zone.edge for zone in network.zones),
        network.endpoints,
        network.control_plane,
        network.pods,
        network.services,
    ]


@given(described=environments())
@QUICK
def test_order_of_the_file_never_matters(described: Described, tmp_path: Path) -> None:
    """Sites, pools and stores written in another order resolve to the same topology."""
    backwards = {
        **described,
        "sites": dict(reversed(described["sites"].items())),
        "platform": {
            **described["platform"],
            "stores": dict(reversed(described["platform"]["stores"].items())),
        },
    }

    assert _resolved(backwards, tmp_path) == _resolved(described, tmp_path)


@given(described=environments())
@QUICK
def test_a_site_is_its_own(described: Described, tmp_path: Path) -> None:
    """Taking a site away changes nothing about the others."""
    whole = _resolved(described, tmp_path)
    if whole is None or len(whole.sites) == 1:
        return
    gone = whole.sites[0].name

    rest = _resolved(
        {**described, "sites": {name: site for name, site in described["sites"].items() if name != gone}},
        tmp_path,
    )

    assert rest is not None
    assert rest.sites == whole.sites[1:]


@given(described=environments())
@QUICK
def test_ranges_are_disjoint(described: Described, tmp_path: Path) -> None:
    """No two parts of any network overlap, within a site or between sites, and all lie inside the site's range."""
    topology = _resolved(described, tmp_path)
    if topology is None:
        return
    ranges = [cidr for site in topology.sites for cidr in _ranges(site)]

    assert not [pair for pair in combinations(ranges, 2) if pair[0].overlaps(pair[1])]
    assert all(cidr.subnet_of(site.network.cidr) for site in topology.sites for cidr in _ranges(site))


@given(described=environments())
@QUICK
def test_places_are_inside_the_region(described: Described, tmp_path: Path) -> None:
    """Every zone of a site and of its pools is a zone of the site's region."""
    topology = _resolved(described, tmp_path)
    for site in topology.sites if topology else ():
        known = set(zones(site.cloud, site.region))
        assert {zone.name for zone in site.network.zones} <= known
        assert {zone for pool in (site.cluster.system, *site.cluster.pools) for zone in pool.zones} <= known


@given(described=environments())
@QUICK
def test_names_are_taken_by_their_cloud(described: Described, tmp_path: Path) -> None:
    """Every name that a cloud gets keeps to that cloud's rule, and global names differ."""
    topology = _resolved(described, tmp_path)
    if topology is None:
        return
    stores = [store.resource_name for site in topology.sites for store in site.stores]
    for site in topology.sites:
        named = {
            "object-store": [store.resource_name for store in site.stores],
            "cluster": [site.cluster.name],
            "pool": [pool.resource_name for pool in (site.cluster.system, *site.cluster.pools)],
            "identity": [identity.resource_name for identity in site.identities],
            "database": [site.mlflow.database.name] if site.mlflow else [],
            "state": [site.state.name],
        }
        for concept, names in named.items():
            assert [rules()[site.cloud, concept].problem(name) for name in names] == [None] * len(names)

    assert len(set(stores)) == len(stores)


TEMPLATES = ["${aws_kms_key.key.arn}", "%{ if true }x%{ endif }", "a${b}c"]


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        inside = list(cast("dict[str, object]", value).items())
        return [place for key, inner in inside for place in _places(inner, (*path, key))]
    if isinstance(value, list):
        elements = cast("list[object]", value)
        return [place for number, inner in enumerate(elements) for place in _places(inner, (*path, number))]
    return [path] if isinstance(value, str) else []


EVERYTHING: Described = yaml.safe_load((Path(__file__).parent / "parity" / "aws.yaml").read_text())


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("place", _places(EVERYTHING), ids=lambda place: ".".join(map(str, place)))
def test_no_string_becomes_an_expression(place: tuple[str | int, ...], template: str, tmp_path: Path) -> None:
    """A Terraform template in any string of the file is refused, at that string's line."""
    described = yaml.safe_load(yaml.safe_dump(EVERYTHING))
    holder: Any = described
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = template
    file = tmp_path / "environment.yaml"
    file.write_text(yaml.safe_dump(described, sort_keys=False))

    with pytest.raises(InvalidInput) as refused:
        topology_of(file)

    lines = file.read_text().splitlines()
    assert all(
        template[:4] in lines[problem.position.line - 1]
        for problem in refused.value.problems
        if problem.code == "template"
    )
    assert any("template" in problem.code for problem in refused.value.problems)
