"""Reads emitted Terraform independently of the constructs that wrote it, and holds it against the topology.

Whatever a construct, an override or a default did: every attribute that says where something lies must name the
site's own region or a zone of it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from polder_environments.facts.zones import zones
from polder_environments.topology import SitePlan

LOCATION_KEYS: Final = frozenset(
    {
        "availability_zone",
        "availability_zones",
        "data_location",
        "location",
        "locations",
        "node_locations",
        "region",
        "service_directory_region",
        "standby_availability_zone",
        "zone",
        "zones",
    }
)
"""Attributes of the AWS, Azure and Google providers that say where something lies."""

REPLICATION_KEYS: Final = frozenset(
    {"replication_configuration", "replica", "replicas_region", "geo_location", "georeplications"}
)
"""Blocks that put a copy elsewhere. None is ever emitted: a copy has to be declared, and no environment can yet."""


@dataclass(frozen=True)
class StackSummary:
    """What a stack's Terraform holds.

    Args:
        resources: How many resources.
        data_sources: How many data sources.
        findings: What does not keep to the topology, a sentence each; empty when all holds.
    """

    resources: int
    data_sources: int
    findings: tuple[str, ...]


def inspect_stack(file: Path, site: SitePlan) -> StackSummary:
    """Count and judge one `cdk.tf.json`."""
    emitted = cast("dict[str, object]", json.loads(file.read_text()))
    allowed = {site.region, *zones(site.cloud, site.region)}
    findings = [
        f"{address}: {path} is {value!r}, outside {site.region} of site {site.name}"
        for address, body in _blocks(emitted)
        for path, value in _locations(body)
        if not value.startswith("${") and value not in allowed
    ]
    findings += [
        f"{address}: {path} would put a copy elsewhere"
        for address, body in _blocks(emitted)
        for path in _replications(body)
    ]
    return StackSummary(_count(emitted.get("resource")), _count(emitted.get("data")), tuple(findings))


def _count(section: object) -> int:
    return sum(
        len(cast("dict[str, object]", named)) for named in cast("dict[str, object]", section or {}).values()
    )


def _blocks(emitted: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for section in ("resource", "data"):
        for kind, named in cast("dict[str, dict[str, object]]", emitted.get(section, {})).items():
            # terraform_remote_state of another stack names where that stack's state lies, and is judged with it.
            for name, body in named.items():
                yield f"{kind}.{name}", body
    for kind, bodies in cast("dict[str, list[object]]", emitted.get("provider", {})).items():
        for body in bodies:
            yield f"provider.{kind}", body
    terraform = cast("dict[str, dict[str, object]]", emitted.get("terraform", {}))
    for kind, body in terraform.get("backend", {}).items():
        yield f"backend.{kind}", body


def _walk(value: object, path: str = "") -> Iterator[tuple[str, str, object]]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            if key != "//":
                yield f"{path}.{key}".lstrip("."), key, inner
                yield from _walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(cast("list[object]", value)):
            yield from _walk(inner, f"{path}[{number}]")


def _locations(body: object) -> Iterator[tuple[str, str]]:
    for path, key, value in _walk(body):
        if key not in LOCATION_KEYS:
            continue
        for text in cast("list[object]", value) if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield path, text


def _replications(body: object) -> Iterator[str]:
    for path, key, value in _walk(body):
        if key in REPLICATION_KEYS and value:
            yield path
