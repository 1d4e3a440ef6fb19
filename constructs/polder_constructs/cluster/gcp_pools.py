"""Node pools of a site on Google Cloud: one GKE node pool each.

GKE itself puts the taints `nvidia.com/gpu` and `google.com/tpu`, which every cloud has here, on nodes that have such
accelerators, and runs driver and device plugin. Sources: provider page `google_container_node_pool` (6.50: total
limits, `flex_start`, `placement_policy`); GKE "Plan TPUs", "Run with flex-start" (read 2026-11); pull request 464 of
mozilla/terraform-modules (what GKE reports of local disks).
"""

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.bindings.google import (
    ComputeResourcePolicy,
    ComputeResourcePolicyWorkloadPolicy,
    ContainerNodePool,
    ContainerNodePoolAutoscaling,
    ContainerNodePoolManagement,
    ContainerNodePoolNetworkConfig,
    ContainerNodePoolNodeConfig,
    ContainerNodePoolNodeConfigGuestAccelerator,
    ContainerNodePoolNodeConfigGuestAcceleratorGpuDriverInstallationConfig,
    ContainerNodePoolNodeConfigGvnic,
    ContainerNodePoolNodeConfigKubeletConfig,
    ContainerNodePoolNodeConfigReservationAffinity,
    ContainerNodePoolNodeConfigShieldedInstanceConfig,
    ContainerNodePoolNodeConfigTaint,
    ContainerNodePoolNodeConfigWorkloadMetadataConfig,
    ContainerNodePoolPlacementPolicy,
    ContainerNodePoolUpgradeSettings,
)
from polder_constructs.cluster.gcp import GcpCluster
from polder_constructs.cluster.gcp_machines import disk_type, driver, slice_of, workload_topology
from polder_constructs.cluster.gcp_nodes import Nodes
from polder_constructs.key.gcp import GcpKey
from polder_environments.topology import PoolPlan, SitePlan

LONGEST_RUN = "604800s"
"""Seven days, all that flex-start gives."""

OWN_TAINTS = frozenset({"google.com/tpu", "nvidia.com/gpu"})
"""Taints of GKE's own; named here as well, they would differ from what it reports."""


def pools(scope: Construct, site: SitePlan, cluster: GcpCluster, nodes: Nodes, key: GcpKey) -> None:
    """Create the pools, the system pool first: GKE taints GPU nodes only where there are others."""
    system = _pool(scope, site, site.cluster.system, cluster, nodes, key)
    for plan in site.cluster.pools:
        _pool(scope, site, plan, cluster, nodes, key, system)


def _pool(  # noqa: PLR0913, PLR0917 - what a pool stands on
    scope: Construct,
    site: SitePlan,
    plan: PoolPlan,
    cluster: GcpCluster,
    nodes: Nodes,
    key: GcpKey,
    *after: ITerraformDependable,
) -> ContainerNodePool:
    whole_slice = slice_of(plan) is not None
    fixed = whole_slice and plan.smallest == plan.largest
    return ContainerNodePool(
        scope,
        f"pool_{plan.name}",
        name=plan.resource_name,
        cluster=cluster.resource.id,
        location=site.region,
        node_locations=list(plan.zones),
        # A slice that is always there has its nodes from the start; of any other pool, the autoscaler decides.
        node_count=plan.largest if fixed else None,
        initial_node_count=None if fixed else _initial(plan),
        autoscaling=None if fixed else _autoscaling(plan, whole_slice=whole_slice),
        management=ContainerNodePoolManagement(
            # A flex-start node is gone after its run and cannot be had again by repairing it.
            auto_repair=plan.capacity != "flex-start",
            auto_upgrade=True,
        ),
        upgrade_settings=_upgrade(plan),
        network_config=ContainerNodePoolNetworkConfig(enable_private_nodes=True),
        placement_policy=_placement(scope, site, plan, cluster),
        node_config=_node_config(site, plan, nodes, key),
        # The number of nodes is the one at creation, which the autoscaler changes; and GKE gives machines that have
        # local disks a setting for them. Terraform would replace the pool for either.
        lifecycle=TerraformResourceLifecycle(
            ignore_changes=["initial_node_count", "node_config[0].ephemeral_storage_local_ssd_config"]
        ),
        depends_on=list(after) or None,
    )


def _initial(plan: PoolPlan) -> int:
    """Nodes of each zone at first: as many as the pool must have, unless that were more than it may have."""
    zones = len(plan.zones)
    enough = -(-plan.smallest // zones)
    return enough if enough * zones <= plan.largest else plan.smallest // zones


def _autoscaling(plan: PoolPlan, *, whole_slice: bool) -> ContainerNodePoolAutoscaling:
    if whole_slice:
        # A slice stands in one zone and goes from nothing to all of its hosts in one step.
        return ContainerNodePoolAutoscaling(min_node_count=plan.smallest, max_node_count=plan.largest)
    return ContainerNodePoolAutoscaling(
        # Of the whole pool; other limits would count in each zone.
        total_min_node_count=plan.smallest,
        total_max_node_count=plan.largest,
        # Accelerators and spot nodes are taken wherever there are some.
        location_policy="BALANCED" if plan.accelerator is None and plan.capacity == "on-demand" else "ANY",
    )


def _upgrade(plan: PoolPlan) -> ContainerNodePoolUpgradeSettings | None:
    if plan.capacity == "flex-start":
        # GKE upgrades such nodes when their run is over and takes no strategy.
        return None
    # A reservation has no node to spare, and a slice is replaced as a whole.
    spare = plan.capacity != "reserved" and slice_of(plan) is None
    return ContainerNodePoolUpgradeSettings(
        strategy="SURGE", max_surge=1 if spare else 0, max_unavailable=0 if spare else 1
    )


def _placement(
    scope: Construct, site: SitePlan, plan: PoolPlan, cluster: GcpCluster
) -> ContainerNodePoolPlacementPolicy | None:
    topology = workload_topology(plan)
    if topology is not None:
        policy = ComputeResourcePolicy(
            scope,
            f"pool_{plan.name}_placement",
            name=f"{site.cluster.name}-{plan.resource_name}"[:63].rstrip("-"),
            region=site.region,
            workload_policy=ComputeResourcePolicyWorkloadPolicy(
                type="HIGH_THROUGHPUT", accelerator_topology=topology
            ),
            # By then the API that it is of is on.
            depends_on=[cluster.resource],
        )
        return ContainerNodePoolPlacementPolicy(type="COMPACT", policy_name=policy.name)
    tpu = slice_of(plan)
    if tpu is None:
        return None
    return ContainerNodePoolPlacementPolicy(type="COMPACT", tpu_topology=tpu.topology)


def _node_config(site: SitePlan, plan: PoolPlan, nodes: Nodes, key: GcpKey) -> ContainerNodePoolNodeConfig:
    flex = plan.capacity == "flex-start"
    return ContainerNodePoolNodeConfig(
        machine_type=plan.machine,
        image_type="COS_CONTAINERD",
        spot=True if plan.capacity == "spot" else None,
        flex_start=True if flex else None,
        max_run_duration=LONGEST_RUN if flex else None,
        reservation_affinity=_reservation(plan),
        guest_accelerator=_gpus(plan),
        disk_size_gb=plan.disk,
        disk_type=disk_type(plan.machine),
        boot_disk_kms_key=key.id,
        labels=dict(plan.labels),
        taint=[
            ContainerNodePoolNodeConfigTaint(key=name, value=value, effect="NO_SCHEDULE")
            for name, value, _ in plan.taints
            if name not in OWN_TAINTS
        ]
        or None,
        resource_labels=dict(site.tags),
        service_account=nodes.email,
        # What a node may do, its service account's roles say; scopes would only say it again.
        oauth_scopes=["https://www.googleapis.com/auth/cloud-platform"],
        metadata={"disable-legacy-endpoints": "true"},
        gvnic=ContainerNodePoolNodeConfigGvnic(enabled=True),
        shielded_instance_config=ContainerNodePoolNodeConfigShieldedInstanceConfig(
            enable_secure_boot=True, enable_integrity_monitoring=True
        ),
        # Otherwise pods could act as the node.
        workload_metadata_config=ContainerNodePoolNodeConfigWorkloadMetadataConfig(mode="GKE_METADATA"),
        kubelet_config=ContainerNodePoolNodeConfigKubeletConfig(
            insecure_kubelet_readonly_port_enabled="FALSE"
        ),
    )


def _reservation(plan: PoolPlan) -> ContainerNodePoolNodeConfigReservationAffinity | None:
    if plan.capacity == "flex-start":
        return ContainerNodePoolNodeConfigReservationAffinity(consume_reservation_type="NO_RESERVATION")
    if plan.reservation is None:
        return None
    return ContainerNodePoolNodeConfigReservationAffinity(
        consume_reservation_type="SPECIFIC_RESERVATION",
        key="compute.googleapis.com/reservation-name",
        values=[plan.reservation],
    )


def _gpus(plan: PoolPlan) -> list[ContainerNodePoolNodeConfigGuestAccelerator] | None:
    accelerator = plan.accelerator
    if accelerator is None or accelerator.kind != "nvidia":
        return None
    name = accelerator.attached or accelerator.gke_name
    if name is None:
        raise ValueError(f"pool {plan.name}: GKE's name of {accelerator.name} is not known")
    return [
        ContainerNodePoolNodeConfigGuestAccelerator(
            type=name,
            count=accelerator.per_node,
            gpu_driver_installation_config=ContainerNodePoolNodeConfigGuestAcceleratorGpuDriverInstallationConfig(
                gpu_driver_version=driver(plan.machine)
            ),
        )
    ]
