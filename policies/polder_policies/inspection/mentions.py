"""What a text names that lies somewhere: regions, ARNs, ids, paths, hosts, object stores."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from polder_environments.facts.clouds import clouds
from polder_environments.facts.regions import regions
from polder_policies.inspection.tables import table

Sort = Literal["region", "arn", "azure-id", "google-path", "host", "store"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a text names.

    Args:
        sort: What it is.
        text: As it stands in the text.
        partition: Of an ARN.
        region: The region's name, or that in an ARN or a path; blank where it names none.
        owner: Account, subscription or project.
        group: Resource group of an Azure id; service of an ARN.
        partitions: Where a host answers.
        named: Type of what a host's first label names.
        name: That label; a bucket.
    """

    sort: Sort
    text: str
    partition: str = ""
    region: str = ""
    owner: str = ""
    group: str = ""
    partitions: frozenset[str] = frozenset()
    named: str = ""
    name: str = ""


_WORDS: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DIRECTIONS: Final = "(?:north|south|east|west|central|northeast|northwest|southeast|southwest)"
_SHAPES: Final = re.compile(
    rf"((?:us-gov|us-iso[a-z]?|eu-isoe|eusc-[a-z]+|af|ap|ca|cn|eu|il|me|mx|sa|us)-{_DIRECTIONS}-\d{{1,2}})(?:[a-z])?(?:-.*)?"
    rf"|((?:africa|asia|australia|europe|me|northamerica|southamerica|us|u-[a-z]+)-{_DIRECTIONS}\d{{1,2}})(?:-.*)?"
)
"""What regions of AWS and Google look like: a new one, or one of a partition that is not known, is not the site's."""

_ARN: Final = re.compile(r"\barn:([^:\s\"]+):([^:\s\"]*):([^:\s\"]*):([^:\s\"]*):")
_AZURE: Final = re.compile(
    r"subscriptions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/resourcegroups/([^/\s\"\\?#]+))?",
    re.IGNORECASE,
)
_GOOGLE: Final = re.compile(
    r"\bprojects/([a-z0-9_.:-]+)/(?:(locations|regions|zones)/([a-z0-9-]+)|(?!global\b)[a-z])", re.IGNORECASE
)
_HOSTS: Final = re.compile(r"[a-z0-9*_-]+(?:\.[a-z0-9*_-]+)+")
_STORE: Final = re.compile(r"\b(s3|s3a|s3n|gs)://([^/\s\"'$,;]+)", re.IGNORECASE)


@lru_cache(maxsize=1 << 15)
def mentions(text: str) -> tuple[Mention, ...]:
    """Everything that a text names."""
    return tuple(_mentions(text))


def _mentions(text: str) -> Iterator[Mention]:
    lowered = text.lower()
    yield from _regions(lowered)
    for sign, reads in _READERS:
        if sign in lowered:
            yield from reads(text)


def _regions(lowered: str) -> Iterator[Mention]:
    for word in dict.fromkeys(_WORDS.findall(lowered)):
        region = _region(word)
        if region:
            yield Mention("region", word, region=region)


def _arns(text: str) -> Iterator[Mention]:
    for partition, service, region, account in _ARN.findall(text):
        named = f"arn:{partition}:{service}:{region}:{account}"
        yield Mention("arn", named, partition, region, account, service)


def _azure_ids(text: str) -> Iterator[Mention]:
    for subscription, group in _AZURE.findall(text):
        owner = subscription.lower()
        yield Mention("azure-id", f"subscriptions/{subscription}", owner=owner, group=group.lower())


def _google_paths(text: str) -> Iterator[Mention]:
    for project, kind, region in _GOOGLE.findall(text):
        named = f"projects/{project}/{kind}/{region}" if region else f"projects/{project}"
        yield Mention("google-path", named, region=region, owner=project)


def _hosts(text: str) -> Iterator[Mention]:
    for host in dict.fromkeys(_HOSTS.findall(text.lower())):
        mention = _host(host)
        if mention:
            yield mention


def _stores(text: str) -> Iterator[Mention]:
    for scheme, name in _STORE.findall(text):
        yield Mention("store", f"{scheme}://{name}", name=name)


_READERS: Final[tuple[tuple[str, Callable[[str], Iterator[Mention]]], ...]] = (
    ("arn:", _arns),
    ("subscriptions/", _azure_ids),
    ("projects/", _google_paths),
    (".", _hosts),
    ("://", _stores),
)
"""What to look for where a text has a sign of it."""


@lru_cache(maxsize=1 << 14)
def _region(word: str) -> str:
    """The region that a word names or begins with; blank where it names none."""
    shape = _SHAPES.fullmatch(word)
    if shape:
        return str(shape[1] or shape[2])
    first = word.partition("-")[0]
    return first if first in _plain_regions() else ""


@cache
def _plain_regions() -> frozenset[str]:
    """Names of regions that are one word, as Azure's are."""
    return frozenset(name for cloud in clouds() for name in regions(cloud) if "-" not in name)


@lru_cache(maxsize=1 << 14)
def _host(host: str) -> Mention | None:
    labels = host.split(".")
    for start in range(len(labels)):
        row = _suffixes().get(".".join(labels[start:]))
        if row:
            partitions, named = row
            return Mention(
                "host",
                host,
                partitions=partitions,
                named=named,
                name="" if start == 0 or "privatelink" in labels[:start] else labels[0],
            )
    return None


@cache
def _suffixes() -> dict[str, tuple[frozenset[str], str]]:
    return {row["suffix"]: (frozenset(row["partitions"].split()), row["named"]) for row in table("hosts")}
