"""The clouds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from polder_environments.facts import _table

TenancyKey = Literal["account", "subscription", "project"]


@dataclass(frozen=True, slots=True)
class Cloud:
    """A cloud and what tells its sites apart."""

    name: str
    """`aws`, `azure` or `gcp`, as an environment file says it."""

    display_name: str
    tenancy_key: TenancyKey
    """The key of a site that names what holds and pays for it."""

    tenancy_pattern: str
    """Regular expression of that key's whole value."""

    tenancy_format: str
    """The same, for people."""

    provider: str
    """The Terraform provider."""

    machine_zones: bool
    """Whether the facts say of each machine type in which zones of a region it is offered."""

    node_pods_prefix: int | None
    """Length of the prefix that each node takes of the pod range; None where pods have addresses of the nodes' subnets."""

    shared_identities: bool
    """Whether all clusters of one tenancy share one pool of workload identities, so that a pod of one can act as another's."""

    database_user: str
    """The name by which the tracking server logs in to its database; `{identity}` and `{tenancy}` are filled in."""

    administrator_pattern: str
    """Regular expression of the whole name of somebody who may administer a cluster."""

    administrator_format: str
    """The same, for people."""

    source: str

    def is_administrator(self, value: str) -> bool:
        """Whether a value has the form in which this cloud names who may administer a cluster."""
        return re.fullmatch(self.administrator_pattern, value, re.ASCII) is not None

    def is_tenancy(self, value: str) -> bool:
        """Whether a value has the form of this cloud's account, subscription or project."""
        return re.fullmatch(self.tenancy_pattern, value, re.ASCII) is not None


@cache
def clouds() -> Mapping[str, Cloud]:
    """All clouds by name, sorted."""
    return MappingProxyType(
        {
            row["cloud"]: Cloud(
                name=row["cloud"],
                display_name=row["display_name"],
                tenancy_key=cast("TenancyKey", row["tenancy_key"]),
                tenancy_pattern=row["tenancy_pattern"],
                tenancy_format=row["tenancy_format"],
                provider=row["provider"],
                machine_zones=row["machine_zones"] == "known",
                node_pods_prefix=int(row["node_pods_prefix"]) if row["node_pods_prefix"] else None,
                shared_identities=row["shared_identities"] == "yes",
                database_user=row["database_user"],
                administrator_pattern=row["administrator_pattern"],
                administrator_format=row["administrator_format"],
                source=row["source"],
            )
            for row in _table.table("clouds")
        }
    )
