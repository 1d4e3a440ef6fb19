"""Versions of managed Kubernetes and how long they are supported."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from polder_environments.facts import _table

Support = Literal["not yet", "standard", "extended", "ended"]


@dataclass(frozen=True, slots=True)
class Kubernetes:
    """A minor version of Kubernetes on a cloud; days are ISO 8601, so they compare as text."""

    cloud: str
    version: str
    """`1.34`."""

    since: str
    """First day it could be had."""

    until: str
    """Last day of standard support."""

    extended_until: str
    """Last day of support at extra cost or in another plan; blank where no day is known."""

    note: str
    source: str

    def support(self, day: str) -> Support:
        """How a day, `2026-11-24`, stands to the support of this version.

        Where the end of extended support is not known, what comes after standard support counts as ended.
        """
        if day < self.since:
            return "not yet"
        if day <= self.until:
            return "standard"
        return "extended" if day <= self.extended_until else "ended"


def _minor(one: Kubernetes) -> tuple[int, ...]:
    return tuple(int(part) for part in one.version.split("."))


@cache
def versions(cloud: str) -> tuple[Kubernetes, ...]:
    """All known versions on a cloud, oldest first; empty for no such cloud."""
    return tuple(
        sorted(
            (
                Kubernetes(
                    cloud=row["cloud"],
                    version=row["version"],
                    since=row["since"],
                    until=row["until"],
                    extended_until=row["extended_until"],
                    note=row["note"],
                    source=row["source"],
                )
                for row in _table.table("kubernetes")
                if row["cloud"] == cloud
            ),
            key=_minor,
        )
    )


def version(cloud: str, minor: str) -> Kubernetes | None:
    """A version on a cloud; None where the cloud has none of this number, as far as is known."""
    for one in versions(cloud):
        if one.version == minor:
            return one
    return None
