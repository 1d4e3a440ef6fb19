"""What checkov lacks or gets wrong: private nodes that are private, copies that stay in their region, one region a stack.

checkov imports this file by itself; importing it registers the checks. Unlike checkov's own, they fail on what they
cannot read: a variable may be anything when Terraform runs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.provider.base_check import BaseProviderCheck
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

Conf = dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class Demand:
    """What an attribute has to say.

    Args:
        path: The attribute, blocks parted by dots.
        allowed: Values that pass, as text in lower case.
        may_lack: Whether its default passes as well.
    """

    path: str
    allowed: tuple[str, ...]
    may_lack: bool = False


def _values(conf: object, path: Sequence[str]) -> Iterator[object]:
    """All values at a path. checkov wraps each value and each block in a list."""
    if isinstance(conf, list):
        for each in cast("list[object]", conf):
            yield from _values(each, path)
    elif not path:
        yield conf
    elif isinstance(conf, dict):
        yield from _values(cast("Mapping[str, object]", conf).get(path[0]), path[1:])


class Says(BaseResourceCheck):
    """Passes where attributes of some types have one of the values that are allowed, and never else."""

    def __init__(
        self, number: int, name: str, category: CheckCategories, demands: Mapping[str, Demand]
    ) -> None:
        """Take what each type has to say."""
        self.demands = demands
        super().__init__(
            name=name, id=f"CKV_POLDER_{number}", categories=[category], supported_resources=list(demands)
        )

    def scan_resource_conf(self, conf: Conf) -> CheckResult:
        """Judge one resource."""
        demand = self.demands[self.entity_type]
        found = [value for value in _values(conf, demand.path.split(".")) if value is not None]
        self.evaluated_keys = [demand.path.replace(".", "/")]
        if not found:
            return CheckResult.PASSED if demand.may_lack else CheckResult.FAILED
        passes = all(str(value).lower() in demand.allowed for value in found)
        return CheckResult.PASSED if passes else CheckResult.FAILED


class Never(BaseResourceCheck):
    """Fails on every resource of some types: they exist to copy something elsewhere."""

    def __init__(self, number: int, name: str, types: Sequence[str]) -> None:
        """Take the types."""
        super().__init__(
            name=name,
            id=f"CKV_POLDER_{number}",
            categories=[CheckCategories.BACKUP_AND_RECOVERY],
            supported_resources=types,
        )

    def scan_resource_conf(self, conf: Conf) -> CheckResult:
        """Judge one resource."""
        del conf
        return CheckResult.FAILED


_SINGLE_REGION: Final = re.compile(
    r"(?:[a-z]+-)?[a-z]+-[a-z]+-?\d+[a-z]?(?:-[a-f])?|[a-z]{6,}\d?", re.IGNORECASE
)
"""`eu-central-1a`, `europe-west4-a`, `westeurope`; not `EU`, `us`, `nam4`, `global`."""

_MULTI_REGIONS: Final = frozenset({"europe", "global", "united states"})
_PLACES: Final = ("region", "location", "availability_zone", "zone")
_ZONE: Final = re.compile(r"(?<=\d)[a-z]$|-[a-f]$")
_SEEN: Final[dict[str, str]] = {}
"""The first region that each file named. checkov shows a check one block at a time, and never its file."""


def _file(entity_path: str) -> str:
    return entity_path.partition(":")[0]


class ProviderRegion(BaseProviderCheck):
    """Passes where a provider names one region, and remembers it."""

    def __init__(self) -> None:
        """Register for the providers that take a region."""
        super().__init__(
            name="A provider works in one region that it names",
            id="CKV_POLDER_5",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_provider=["aws", "google", "google-beta"],
        )

    def scan_provider_conf(self, conf: Conf) -> CheckResult:
        """Judge one provider's configuration."""
        regions = {str(value) for value in _values(conf.get("region"), []) if value is not None}
        if len(regions) != 1:
            return CheckResult.FAILED
        return _in_one_region(self.entity_path, regions)


class OneRegion(BaseResourceCheck):
    """Passes where all that a resource says of its place is the region that its file named first."""

    def __init__(self) -> None:
        """Register for all types."""
        super().__init__(
            name="All of a stack lies in one region",
            id="CKV_POLDER_6",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["*"],
        )

    def scan_resource_conf(self, conf: Conf) -> CheckResult:
        """Judge one resource."""
        places = {
            str(value) for name in _PLACES for value in _values(conf.get(name), []) if value is not None
        }
        return _in_one_region(self.entity_path, {place for place in places if not place.isdigit()})


def _in_one_region(entity_path: str, places: set[str]) -> CheckResult:
    """Judge places that one block names by what its file named before."""
    for place in places:
        region = _ZONE.sub("", place.replace(" ", "").lower())
        if not _SINGLE_REGION.fullmatch(region) or region in _MULTI_REGIONS:
            return CheckResult.FAILED
        if _SEEN.setdefault(_file(entity_path), region) != region:
            return CheckResult.FAILED
    return CheckResult.PASSED


_LOCAL: Final = ("local", "zone", "locallyredundant", "zoneredundant")

checks: Final = (
    # CKV_GCP_64 passes wherever the block is there, whatever it says.
    Says(
        1,
        "Nodes of a GKE cluster have no public address",
        CheckCategories.NETWORKING,
        {
            "google_container_cluster": Demand("private_cluster_config.enable_private_nodes", ("true",)),
            "google_container_node_pool": Demand("network_config.enable_private_nodes", ("true",)),
        },
    ),
    # CKV_AZURE_206 demands the opposite.
    Says(
        2,
        "A storage account keeps no copy in another region",
        CheckCategories.BACKUP_AND_RECOVERY,
        {"azurerm_storage_account": Demand("account_replication_type", ("lrs", "zrs"))},
    ),
    # CKV_AZURE_136 demands the opposite of the first; checkov knows nothing of the others.
    Says(
        3,
        "Backups stay in their region",
        CheckCategories.BACKUP_AND_RECOVERY,
        {
            "azurerm_postgresql_flexible_server": Demand(
                "geo_redundant_backup_enabled", ("false",), may_lack=True
            ),
            "azurerm_mysql_flexible_server": Demand(
                "geo_redundant_backup_enabled", ("false",), may_lack=True
            ),
            "azurerm_mssql_database": Demand("storage_account_type", _LOCAL),
            "azurerm_cosmosdb_account": Demand("backup.storage_redundancy", _LOCAL),
            "azurerm_recovery_services_vault": Demand("storage_mode_type", _LOCAL),
            "azurerm_data_protection_backup_vault": Demand("redundancy", _LOCAL),
        },
    ),
    # CKV_AWS_144 and CKV_AZURE_165 demand the opposite.
    Never(
        4,
        "Nothing is copied to another region",
        [
            "aws_s3_bucket_replication_configuration",
            "aws_ecr_replication_configuration",
            "aws_dynamodb_table_replica",
            "aws_dynamodb_global_table",
            "aws_db_instance_automated_backups_replication",
            "aws_kms_replica_key",
            "aws_rds_global_cluster",
            "aws_efs_replication_configuration",
            "azurerm_storage_object_replication",
            "azurerm_mssql_failover_group",
        ],
    ),
    ProviderRegion(),
    OneRegion(),
)
