"""How each resource type is billed: one table from types to what of them is paid for."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from polder_environments.facts.kubernetes import version as kubernetes_version
from polder_previews.pricing.nodes import aks_pool, eks_node_group, gke_pool
from polder_previews.pricing.objects import NotKnownYet, PlannedObject, Stack, as_values
from polder_previews.pricing.uses import Machines, Open, Use
from polder_previews.values import as_list, as_map

Billing = Callable[[PlannedObject, Stack], Iterator[Use | Machines | Open]]

_MIB: Final = Decimal(1024)
_ROTATED: Final = Decimal(3)  # a key of KMS pays for itself and for its first two rotations
_NAT_VMS: Final = Decimal(32)  # beyond so many machines Cloud NAT costs no more by the hour
_CUSTOM_TIER: Final = re.compile(r"db-custom-([1-9][0-9]{0,2})-([1-9][0-9]{0,6})")


def _one(part: str, item: str) -> Billing:
    """Bill a type of which every object is one unit of an item."""

    def bill(_: PlannedObject, __: Stack) -> Iterator[Use | Machines | Open]:
        yield Use(part, part, item)

    return bill


def _eks_cluster(one: PlannedObject, stack: Stack) -> Iterator[Use | Machines | Open]:
    known = kubernetes_version(one.cloud, one.text("version"))
    if known and stack.day and known.support(stack.day) == "extended":
        yield Use(
            "control plane", f"control plane, {known.version} in extended support", "eks-cluster-extended"
        )
    else:
        yield Use("control plane", "control plane", "eks-cluster")


def _aks_cluster(one: PlannedObject, stack: Stack) -> Iterator[Use | Machines | Open]:
    tier = one.text("sku_tier") or "Free"
    if tier != "Free":
        yield Use("control plane", f"control plane, tier {tier}", f"aks/{tier}")
    yield from aks_pool(one.below("default_node_pool", 0), stack)


def _gke_cluster(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    yield Use("control plane", "control plane", "gke-cluster")
    if not one.flag("remove_default_node_pool") and not one.flag("enable_autopilot"):
        yield Open("no-price", "machines", "the nodes of a default pool are not priced")
    if one.flag("enable_autopilot"):
        yield Open("usage", "pods", "Autopilot is paid by what pods ask for")


def _vpc_endpoint(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    kind = one.text("vpc_endpoint_type") or "Gateway"
    if kind == "Gateway":
        return
    zones = len(one.items("subnet_ids"))
    if kind != "Interface" or not zones:
        yield Open(
            "no-price", "endpoint", f"no price is known of an endpoint of type {kind} in {zones} zones"
        )
        return
    count = Decimal(zones)
    yield Use("endpoint", f"interface endpoint in {zones} zones", "interface-endpoint", count, count)


def _kms_key(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    rotated = one.flag("enable_key_rotation")
    what = "key, with up to two rotations" if rotated else "key"
    yield Use("key", what, "kms-key", at_most=_ROTATED if rotated else Decimal(1))


def _rds(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    if one.flag("manage_master_user_password"):
        yield Use("secret", "secret of the administrator", "secret")
    standby = "-multi-az" if one.flag("multi_az") else ""
    told = ", with a standby" if standby else ""
    engine, machine = one.text("engine"), one.text("instance_class")
    if engine != "postgres":
        yield Open("no-price", "database", f"no price is known of the engine {engine}")
        return
    yield Use("database", f"{machine}{told}", f"rds-postgresql{standby}/{machine}")
    size = one.number("allocated_storage")
    limit = one.number("max_allocated_storage") if one.get("max_allocated_storage") else size
    kind = one.text("storage_type")
    yield Use(
        "storage", f"{size:f} GiB of {kind}{told}", f"rds-storage{standby}/{kind}", size, max(size, limit)
    )


def _flexible_server(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    servers = Decimal(2 if one.text("high_availability", 0, "mode") else 1)
    told = ", with a standby" if servers > 1 else ""
    machine = one.text("sku_name")
    yield Use("database", f"{machine}{told}", f"postgresql/{machine}", servers, servers)
    size = one.number("storage_mb") / _MIB
    yield Use("storage", f"{size:f} GiB{told}", "postgresql-storage", size * servers, size * servers)


def _cloud_sql(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    settings = one.below("settings", 0)
    machine, edition = settings.text("tier"), settings.text("edition") or "ENTERPRISE"
    custom = _CUSTOM_TIER.fullmatch(machine)
    if custom is None or edition != "ENTERPRISE" or not one.text("database_version").startswith("POSTGRES"):
        yield Open("no-price", "database", f"no price is known of {machine} of the edition {edition}")
        return
    standby = "-regional" if settings.text("availability_type") == "REGIONAL" else ""
    told = ", with a standby" if standby else ""
    vcpus, memory = Decimal(custom.group(1)), Decimal(custom.group(2)) / _MIB
    yield Use("database vCPUs", f"{vcpus:f} vCPUs{told}", f"sql-vcpu{standby}", vcpus, vcpus)
    yield Use("database memory", f"{memory:f} GiB of memory{told}", f"sql-memory{standby}", memory, memory)
    size, kind = settings.number("disk_size"), settings.text("disk_type")
    yield Use("storage", f"{size:f} GiB of {kind}{told}", f"sql-storage{standby}/{kind}", size, size)


def _registry(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    copies = Decimal(1 + len(one.items("georeplications")))
    tier = one.text("sku")
    yield Use("registry", f"registry, {tier}", f"registry/{tier}", copies, copies)


def _vault_key(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    yield from _hsm_key(one.text("key_type"), one.get("key_size"))


def _arm_vault_key(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    yield from _hsm_key(one.text("properties", "kty"), one.get("properties", "keySize"))


def _hsm_key(kind: str, size: object) -> Iterator[Use | Machines | Open]:
    if not kind.endswith("-HSM"):
        return
    tier = "hsm" if (kind, size) == ("RSA-HSM", 2048) else "hsm-advanced"
    yield Use("key", f"version of a key in an HSM, {kind}", f"key-vault-key/{tier}")


def _arm_deployment(one: PlannedObject, stack: Stack) -> Iterator[Use | Machines | Open]:
    """Bill what a template makes, as far as its types are in the table below."""
    try:
        template = as_map(json.loads(one.text("template_content") or "{}"))
    except ValueError:
        template = {}
    made = [as_map(entry) for entry in as_list(template.get("resources"))]
    if not made:
        yield Open("unknown-type", "deployment", "the template does not say what it makes")
    for body in made:
        kind = str(body.get("type"))
        bill = _ARM.get(kind)
        if bill is None:
            yield Open("unknown-type", kind, "nobody has said what this type costs")
            continue
        yield from bill(PlannedObject(one.address, kind, one.name, as_values(body), one.in_root), stack)


def _public_ip(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    if (one.text("sku") or "Standard", one.text("sku_tier") or "Regional") == ("Standard", "Regional"):
        yield Use("address", "public address", "public-ip")
    else:
        yield Open("no-price", "address", "a price is known of the tier Standard in a region alone")


def _azure_nat(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    if (one.text("sku_name") or "Standard") == "Standard":
        yield Use("gateway", "gateway", "nat-gateway")
    else:
        yield Open("no-price", "gateway", "a price is known of the tier Standard alone")


def _gcp_nat(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    yield Use("gateway", "gateway of 1 to 32 machines or more", "nat-vm", at_most=_NAT_VMS)
    if one.text("nat_ip_allocate_option") == "AUTO_ONLY":
        yield Use("address", "first public address", "external-ip")


def _gcp_address(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    if (one.text("address_type") or "EXTERNAL") == "EXTERNAL":
        yield Use("address", "public address", "external-ip")


def _forwarding_rule(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    if one.text("load_balancing_scheme") or one.values.get("target") is None:
        yield Open("no-price", "load balancer", "no price is known of a load balancer")
    else:
        yield Use("endpoint", "endpoint of Private Service Connect", "psc-endpoint")


def _crypto_key(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    level = one.text("version_template", 0, "protection_level") or "SOFTWARE"
    yield Use("key", "first version of the key", f"kms-key-version/{level}")


def _kubernetes_service(one: PlannedObject, _: Stack) -> Iterator[Use | Machines | Open]:
    if one.text("spec", 0, "type") == "LoadBalancer":
        yield Open("elsewhere", "load balancer", "the cluster makes it, and no plan shows it")


_ARM: Final[Mapping[str, Billing]] = {"Microsoft.KeyVault/vaults/keys": _arm_vault_key}
"""Types of Azure Resource Manager that templates make."""

BILLED: Final[Mapping[str, Billing]] = {
    "aws_db_instance": _rds,
    "aws_eip": _one("public address", "public-ipv4"),
    "aws_eks_cluster": _eks_cluster,
    "aws_eks_node_group": eks_node_group,
    "aws_kms_key": _kms_key,
    "aws_nat_gateway": _one("gateway", "nat-gateway"),
    "aws_secretsmanager_secret": _one("secret", "secret"),
    "aws_vpc_endpoint": _vpc_endpoint,
    "azurerm_container_registry": _registry,
    "azurerm_key_vault_key": _vault_key,
    "azurerm_kubernetes_cluster": _aks_cluster,
    "azurerm_kubernetes_cluster_node_pool": aks_pool,
    "azurerm_nat_gateway": _azure_nat,
    "azurerm_postgresql_flexible_server": _flexible_server,
    "azurerm_private_dns_zone": _one("zone", "private-dns-zone"),
    "azurerm_private_endpoint": _one("endpoint", "private-endpoint"),
    "azurerm_public_ip": _public_ip,
    "azurerm_resource_group_template_deployment": _arm_deployment,
    "google_compute_address": _gcp_address,
    "google_compute_forwarding_rule": _forwarding_rule,
    "google_compute_global_address": _gcp_address,
    "google_compute_global_forwarding_rule": _forwarding_rule,
    "google_compute_router_nat": _gcp_nat,
    "google_container_cluster": _gke_cluster,
    "google_container_node_pool": gke_pool,
    "google_dns_managed_zone": _one("zone", "dns-zone"),
    "google_kms_crypto_key": _crypto_key,
    "google_sql_database_instance": _cloud_sql,
    "kubernetes_service": _kubernetes_service,
    "kubernetes_service_v1": _kubernetes_service,
}
"""What has parts that are paid whether they are used or not. What is not here is free or paid by use alone."""


def billed(one: PlannedObject, stack: Stack) -> Iterator[Use | Machines | Open]:
    """Give what of an object is paid for; nothing for what is free of charge.

    Args:
        one: The object, of a type that is known.
        stack: The side of the plan that it is of.
    """
    bill = BILLED.get(one.type)
    if bill is None:
        return
    try:
        yield from bill(one, stack)
    except NotKnownYet as unknown:
        yield Open(
            "not-known-yet", str(unknown), "it is known only after apply, is sensitive, or is not in the plan"
        )
