"""Node pools of a cluster on Azure.

Sources: provider page `azurerm_kubernetes_cluster_node_pool` (4.55); AKS "Add an Azure Spot node pool" (taint and label
that AKS adds), "Use capacity reservation groups", "Upgrade options" (spot pools take no surge settings).
"""

import hashlib
from collections.abc import Sequence

from polder_constructs.bindings.azurerm import (
    KubernetesCluster,
    KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings,
    KubernetesClusterNodePool,
    KubernetesClusterNodePoolUpgradeSettings,
    RoleAssignment,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.site.azure_ground import Ground
from polder_environments.topology import PoolPlan

MOST_PODS = 110
_SURGE = "33%"
_DRAIN_MINUTES = 30
_SPOT = {"kubernetes.azure.com/scalesetpriority": "spot"}


def system_pool(base: Ground, plan: PoolPlan, subnet: str) -> KubernetesClusterDefaultNodePool:
    """Describe the pool of the cluster's own services, a part of the cluster itself."""
    scales = plan.smallest < plan.largest
    return KubernetesClusterDefaultNodePool(
        name=plan.resource_name,
        temporary_name_for_rotation=_temporary(plan),
        type="VirtualMachineScaleSets",
        vm_size=plan.machine,
        # Left out, nodes would stay behind when the cluster goes to the next version.
        orchestrator_version=base.site.cluster.version,
        zones=list(plan.zones),
        vnet_subnet_id=subnet,
        auto_scaling_enabled=scales,
        node_count=plan.smallest,
        min_count=plan.smallest if scales else None,
        max_count=plan.largest if scales else None,
        max_pods=MOST_PODS,
        os_sku="AzureLinux",
        os_disk_type="Managed",
        os_disk_size_gb=plan.disk,
        host_encryption_enabled=True,
        node_public_ip_enabled=False,
        # Smaller sites run their own work here too; and switching this with the number of pools would replace nodes.
        only_critical_addons_enabled=False,
        node_labels=dict(plan.labels),
        upgrade_settings=KubernetesClusterDefaultNodePoolUpgradeSettings(
            max_surge=_SURGE, drain_timeout_in_minutes=_DRAIN_MINUTES, node_soak_duration_in_minutes=0
        ),
        tags=base.tags,
    )


def pools(  # noqa: PLR0913 - what pools stand on, each made elsewhere
    scope: Construct,
    base: Ground,
    plans: Sequence[PoolPlan],
    *,
    cluster: KubernetesCluster,
    principal: str,
    subnet: str,
) -> None:
    """Create all other pools.

    Args:
        scope: The stack.
        base: What the site stands on.
        plans: The pools.
        cluster: The cluster.
        principal: Principal id of the cluster's identity.
        subnet: Id of the nodes' subnet.
    """
    for plan in plans:
        _pool(scope, base, plan, cluster=cluster, principal=principal, subnet=subnet)


def _pool(  # noqa: PLR0913 - as above
    scope: Construct, base: Ground, plan: PoolPlan, *, cluster: KubernetesCluster, principal: str, subnet: str
) -> None:
    construct_id = f"pool_{plan.name}"
    scales = plan.smallest < plan.largest
    spot = plan.capacity == "spot"
    group, granted = _reservation(scope, construct_id, principal, plan)
    KubernetesClusterNodePool(
        scope,
        construct_id,
        name=plan.resource_name,
        temporary_name_for_rotation=_temporary(plan),
        kubernetes_cluster_id=cluster.id,
        mode="User",
        vm_size=plan.machine,
        # Left out, nodes would stay behind when the cluster goes to the next version.
        orchestrator_version=base.site.cluster.version,
        zones=list(plan.zones),
        vnet_subnet_id=subnet,
        auto_scaling_enabled=scales,
        node_count=plan.smallest,
        min_count=plan.smallest if scales else None,
        max_count=plan.largest if scales else None,
        max_pods=MOST_PODS,
        os_type="Linux",
        # GPU drivers for every GPU machine are of Ubuntu's image.
        os_sku="AzureLinux" if plan.accelerator is None else "Ubuntu",
        gpu_driver=None if plan.accelerator is None else "Install",
        os_disk_type="Managed",
        os_disk_size_gb=plan.disk,
        host_encryption_enabled=True,
        node_public_ip_enabled=False,
        priority="Spot" if spot else "Regular",
        eviction_policy="Delete" if spot else None,
        # At most what on-demand costs.
        spot_max_price=-1 if spot else None,
        capacity_reservation_group_id=group,
        # AKS puts its own label on spot nodes; left out, it would be a change that never settles.
        node_labels={**dict(plan.labels), **(_SPOT if spot else {})},
        node_taints=[f"{key}={value}:{effect}" for key, value, effect in plan.taints] or None,
        upgrade_settings=_upgrades(plan),
        tags=base.tags,
        lifecycle=TerraformResourceLifecycle(ignore_changes=["node_count"]) if scales else None,
        depends_on=granted or None,
    )


def _reservation(
    scope: Construct, construct_id: str, principal: str, plan: PoolPlan
) -> tuple[str | None, list[ITerraformDependable]]:
    if plan.capacity != "reserved" or plan.reservation is None:
        return None, []
    group = f"/{plan.reservation.lstrip('/')}"
    role = RoleAssignment(
        scope,
        f"{construct_id}_reservation",
        # The group alone: AKS starts machines from it, and no built-in role is narrower.
        scope=group,
        role_definition_name="Contributor",
        principal_id=principal,
        principal_type="ServicePrincipal",
    )
    return group, [role]


def _upgrades(plan: PoolPlan) -> KubernetesClusterNodePoolUpgradeSettings | None:
    if plan.capacity == "spot":
        return None
    if plan.capacity == "reserved":
        # A reservation has no machine to spare: one node goes before its successor comes.
        return KubernetesClusterNodePoolUpgradeSettings(
            max_unavailable="1", drain_timeout_in_minutes=_DRAIN_MINUTES, node_soak_duration_in_minutes=0
        )
    surge = _SURGE if plan.accelerator is None else "1"
    return KubernetesClusterNodePoolUpgradeSettings(
        max_surge=surge, drain_timeout_in_minutes=_DRAIN_MINUTES, node_soak_duration_in_minutes=0
    )


def _temporary(plan: PoolPlan) -> str:
    # Twelve characters of a-z and 0-9 that no other pool of the cluster has.
    return f"t{hashlib.sha256(plan.name.encode()).hexdigest()[:11]}"
