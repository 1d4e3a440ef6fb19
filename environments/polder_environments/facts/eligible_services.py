"""Services that a provider's list of HIPAA-eligible services names or excludes, as far as such a list was read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class EligibleService:
    """What is known of a service and the list of its provider."""

    partition: str
    """The part of a cloud that the list is for; it says nothing of another one."""

    product: str
    """As `product` of a managed service names it, or what Polder builds."""

    concept: str
    """What Polder builds of it: store, cluster, database, key or logs; blank for what it does not build."""

    listed: bool
    """False where the list excludes it."""

    title: str
    """As its provider calls it."""

    verified: bool
    """Whether the list was read for this file."""

    source: str


@cache
def _by_product() -> Mapping[tuple[str, str], EligibleService]:
    found = {
        (row["partition"], row["product"]): EligibleService(
            partition=row["partition"],
            product=row["product"],
            concept=row["concept"],
            listed=row["listed"] == "yes",
            title=row["title"],
            verified=row["verified"] == "yes",
            source=row["source"],
        )
        for row in _table.table("eligible_services")
    }
    return MappingProxyType(found)


@cache
def _by_concept() -> Mapping[tuple[str, str], tuple[EligibleService, ...]]:
    found: dict[tuple[str, str], list[EligibleService]] = defaultdict(list)
    for service in _by_product().values():
        if service.concept:
            found[service.partition, service.concept].append(service)
    return MappingProxyType({key: tuple(services) for key, services in found.items()})


def eligible_service(partition: str, product: str) -> EligibleService | None:
    """Find what is known of a service; None where nothing is."""
    return _by_product().get((partition, product))


def building(partition: str, concept: str) -> tuple[EligibleService, ...]:
    """Services that Polder builds a concept of in a partition; empty where nothing is known of them."""
    return _by_concept().get((partition, concept), ())
