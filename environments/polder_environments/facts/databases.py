"""Managed PostgreSQL: sizes and versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table
from polder_environments.facts.machines import CpuSize


@dataclass(frozen=True, slots=True)
class Database:
    """A size of managed PostgreSQL on a cloud."""

    cloud: str
    size: str
    machine: str
    """Instance class (RDS), SKU (Flexible Server) or tier (Cloud SQL), as the provider takes it."""

    vcpus: int
    memory: float
    """GiB."""

    storage: int
    """GiB to start with."""

    edition: str
    """Edition or pricing tier where the cloud has such a thing, else blank."""

    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Postgres:
    """A major version of managed PostgreSQL."""

    cloud: str
    version: str
    until: str
    """Last day of the cloud's standard support, `2030-02-28`; blank where it is not known."""

    note: str
    source: str


@cache
def _databases() -> Mapping[tuple[str, str], Database]:
    return MappingProxyType(
        {
            (row["cloud"], row["size"]): Database(
                cloud=row["cloud"],
                size=row["size"],
                machine=row["machine"],
                vcpus=int(row["vcpus"]),
                memory=float(row["memory_gib"]),
                storage=int(row["storage_gib"]),
                edition=row["edition"],
                note=row["note"],
                source=row["source"],
            )
            for row in _table.table("databases")
        }
    )


def database(cloud: str, size: CpuSize) -> Database:
    """The managed PostgreSQL of a size.

    Raises:
        KeyError: There is no such cloud or size.
    """
    return _databases()[cloud, size]


@cache
def postgres_versions(cloud: str) -> tuple[Postgres, ...]:
    """Major versions of managed PostgreSQL on a cloud, oldest first; empty for no such cloud."""
    return tuple(
        sorted(
            (
                Postgres(row["cloud"], row["version"], row["until"], row["note"], row["source"])
                for row in _table.table("postgres")
                if row["cloud"] == cloud
            ),
            key=lambda one: int(one.version),
        )
    )
