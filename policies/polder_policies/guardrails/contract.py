"""What every cloud's guardrails are made from, and what they are."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from polder_environments.model import CloudName
from polder_environments.topology import Topology


@dataclass(frozen=True, slots=True)
class Tenancy:
    """An account, subscription or project, with all that environments have in it.

    Args:
        cloud: The cloud.
        name: The account's, subscription's or project's own name.
        partition: The cloud's partition.
        environments: Names of the environments that have sites in it, sorted.
        sites: Its sites as `environment/site`, sorted.
        regions: The cloud's own names of their regions, sorted.
        stores: The globally unique names of their stores, sorted.
    """

    cloud: CloudName
    name: str
    partition: str
    environments: tuple[str, ...]
    sites: tuple[str, ...]
    regions: tuple[str, ...]
    stores: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Where its files lie below the output."""
        return f"{self.cloud}/{self.name}"


@dataclass(frozen=True, slots=True)
class Guardrail:
    """One file that a cloud's own tools take.

    Args:
        path: The file below the output, with `/` between folders.
        content: What it holds, as plain data.
        holds: What it stops, in one sentence.
        commands: What applies it, run in the output's folder; words in capitals are to be filled in.
    """

    path: str
    content: object
    holds: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one cloud is fenced.

    Args:
        guardrails: Makes the files of a tenancy.
        gaps: What they do not stop, a sentence each.
        who: What whoever applies them needs.
    """

    guardrails: Callable[[Tenancy], tuple[Guardrail, ...]]
    gaps: tuple[str, ...]
    who: str


class TooLarge(Exception):  # noqa: N818 - it reads as what it says
    """A cloud does not take a policy as large as this one would have to be."""


def written(content: object) -> str:
    """Write plain data as its file holds it; AWS counts every character of it."""
    return json.dumps(content, indent=1) + "\n"


def tenancies(topologies: Sequence[Topology]) -> tuple[Tenancy, ...]:
    """Put the sites of environments together by what holds them, since a guardrail holds for all that is in there.

    Returns:
        Sorted by cloud and name.
    """
    sites = [site for topology in topologies for site in topology.sites]
    found: list[Tenancy] = []
    keys: set[tuple[CloudName, str, str]] = {(site.cloud, site.tenancy, site.partition) for site in sites}
    for cloud, name, partition in sorted(keys):
        inside = [
            site for site in sites if (site.cloud, site.tenancy, site.partition) == (cloud, name, partition)
        ]
        found.append(
            Tenancy(
                cloud=cloud,
                name=name,
                partition=partition,
                environments=tuple(sorted({site.environment for site in inside})),
                sites=tuple(sorted(f"{site.environment}/{site.name}" for site in inside)),
                regions=tuple(sorted({site.region for site in inside})),
                stores=tuple(sorted(store.resource_name for site in inside for store in site.stores)),
            )
        )
    return tuple(found)
