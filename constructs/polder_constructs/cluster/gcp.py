"""The Kubernetes cluster of a site on Google Cloud: regional GKE, private, in the site's zones.

Sources: provider page `google_container_cluster` (6.50); GKE "Harden your cluster's security", "Route control plane
logs", "Maintenance windows" (at least 48 hours in 32 days; read 2026-11).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.bindings.google import (
    ContainerCluster,
    ContainerClusterAddonsConfig,
    ContainerClusterAddonsConfigDnsCacheConfig,
    ContainerClusterAddonsConfigGcePersistentDiskCsiDriverConfig,
    ContainerClusterAddonsConfigGcsFuseCsiDriverConfig,
    ContainerClusterAddonsConfigHorizontalPodAutoscaling,
    ContainerClusterAddonsConfigHttpLoadBalancing,
    ContainerClusterAnonymousAuthenticationConfig,
    ContainerClusterBinaryAuthorization,
    ContainerClusterControlPlaneEndpointsConfig,
    ContainerClusterControlPlaneEndpointsConfigDnsEndpointConfig,
    ContainerClusterCostManagementConfig,
    ContainerClusterDatabaseEncryption,
    ContainerClusterIpAllocationPolicy,
    ContainerClusterLoggingConfig,
    ContainerClusterMaintenancePolicy,
    ContainerClusterMaintenancePolicyRecurringWindow,
    ContainerClusterMasterAuth,
    ContainerClusterMasterAuthClientCertificateConfig,
    ContainerClusterMasterAuthorizedNetworksConfig,
    ContainerClusterMasterAuthorizedNetworksConfigCidrBlocks,
    ContainerClusterMonitoringConfig,
    ContainerClusterMonitoringConfigManagedPrometheus,
    ContainerClusterNetworkPolicy,
    ContainerClusterNodeConfig,
    ContainerClusterNodeConfigKubeletConfig,
    ContainerClusterNodeConfigShieldedInstanceConfig,
    ContainerClusterNodeConfigWorkloadMetadataConfig,
    ContainerClusterNodePoolDefaults,
    ContainerClusterNodePoolDefaultsNodeConfigDefaults,
    ContainerClusterPrivateClusterConfig,
    ContainerClusterPrivateClusterConfigMasterGlobalAccessConfig,
    ContainerClusterRbacBindingConfig,
    ContainerClusterReleaseChannel,
    ContainerClusterSecurityPostureConfig,
    ContainerClusterServiceExternalIpsConfig,
    ContainerClusterVerticalPodAutoscaling,
    ContainerClusterWorkloadIdentityConfig,
)
from polder_constructs.cluster.contract import Cluster
from polder_constructs.cluster.gcp_nodes import Nodes
from polder_constructs.key.gcp import GcpKey
from polder_constructs.network.gcp import PODS, SERVICES, GcpNetwork
from polder_environments.topology import NetworkPlan, SitePlan

CONTROL_PLANE = ("APISERVER", "CONTROLLER_MANAGER", "SCHEDULER")
LOGS = ("SYSTEM_COMPONENTS", "WORKLOADS", *CONTROL_PLANE)
METRICS = ("SYSTEM_COMPONENTS", *CONTROL_PLANE)

PODS_PER_NODE = 64
"""Each node takes a range of twice as many pod addresses; the default of 110 would halve how many nodes fit."""

WEEKEND_START, WEEKEND_END = "2026-01-03T02:00:00Z", "2026-01-03T10:00:00Z"
"""A Saturday; the rule below repeats it."""


@dataclass(frozen=True)
class GcpCluster:
    """A cluster that exists.

    Args:
        resource: The GKE cluster.
        cluster: What the rest of the platform sees.
    """

    resource: ContainerCluster
    cluster: Cluster


def cluster(
    scope: Construct,
    site: SitePlan,
    network: GcpNetwork,
    key: GcpKey,
    nodes: Nodes,
    *after: ITerraformDependable,
) -> GcpCluster:
    """Create the cluster, without nodes.

    Args:
        scope: The stack.
        site: The site.
        network: Its network.
        key: What secrets and disks are encrypted with.
        nodes: As whom nodes work.
        after: What has to exist before: APIs that it calls, and where its logs go.
    """
    plan = site.cluster
    made = ContainerCluster(
        scope,
        "cluster",
        name=plan.name,
        location=site.region,
        node_locations=[zone.name for zone in site.network.zones],
        min_master_version=plan.version,
        release_channel=ContainerClusterReleaseChannel(channel="REGULAR"),
        maintenance_policy=ContainerClusterMaintenancePolicy(
            recurring_window=ContainerClusterMaintenancePolicyRecurringWindow(
                start_time=WEEKEND_START, end_time=WEEKEND_END, recurrence="FREQ=WEEKLY;BYDAY=SA,SU"
            )
        ),
        deletion_protection=site.protect,
        resource_labels=dict(site.tags),
        # Where it is reached and what its pods reach.
        network=network.id,
        subnetwork=network.nodes.id,
        networking_mode="VPC_NATIVE",
        ip_allocation_policy=ContainerClusterIpAllocationPolicy(
            cluster_secondary_range_name=PODS, services_secondary_range_name=SERVICES, stack_type="IPV4"
        ),
        default_max_pods_per_node=PODS_PER_NODE,
        private_cluster_config=_private(site.network),
        master_authorized_networks_config=_authorised(site.network),
        control_plane_endpoints_config=ContainerClusterControlPlaneEndpointsConfig(
            # It would be a public name, whatever ranges are authorised.
            dns_endpoint_config=ContainerClusterControlPlaneEndpointsConfigDnsEndpointConfig(
                allow_external_traffic=False
            )
        ),
        # Dataplane V2 enforces network policies itself and excludes the older way.
        datapath_provider="ADVANCED_DATAPATH",
        network_policy=ContainerClusterNetworkPolicy(enabled=False),
        enable_intranode_visibility=True,
        enable_l4_ilb_subsetting=True,
        service_external_ips_config=ContainerClusterServiceExternalIpsConfig(enabled=False),
        # Who may do what.
        workload_identity_config=ContainerClusterWorkloadIdentityConfig(
            workload_pool=f"{site.tenancy}.svc.id.goog"
        ),
        enable_legacy_abac=False,
        master_auth=ContainerClusterMasterAuth(
            client_certificate_config=ContainerClusterMasterAuthClientCertificateConfig(
                issue_client_certificate=False
            )
        ),
        # Health checks are all that a caller without a name may ask for.
        anonymous_authentication_config=ContainerClusterAnonymousAuthenticationConfig(mode="LIMITED"),
        rbac_binding_config=ContainerClusterRbacBindingConfig(
            enable_insecure_binding_system_authenticated=False,
            enable_insecure_binding_system_unauthenticated=False,
        ),
        # The project's policy admits every image until somebody writes a stricter one; then it holds here.
        binary_authorization=ContainerClusterBinaryAuthorization(
            evaluation_mode="PROJECT_SINGLETON_POLICY_ENFORCE"
        ),
        # Vulnerabilities are found in the registry.
        security_posture_config=ContainerClusterSecurityPostureConfig(
            mode="BASIC", vulnerability_mode="VULNERABILITY_DISABLED"
        ),
        database_encryption=ContainerClusterDatabaseEncryption(state="ENCRYPTED", key_name=key.id),
        # What is seen of it.
        logging_config=ContainerClusterLoggingConfig(enable_components=list(LOGS)),
        monitoring_config=ContainerClusterMonitoringConfig(
            enable_components=list(METRICS),
            managed_prometheus=ContainerClusterMonitoringConfigManagedPrometheus(enabled=True),
        ),
        cost_management_config=ContainerClusterCostManagementConfig(enabled=True),
        addons_config=_addons(),
        vertical_pod_autoscaling=ContainerClusterVerticalPodAutoscaling(enabled=True),
        enable_shielded_nodes=True,
        node_pool_defaults=ContainerClusterNodePoolDefaults(
            node_config_defaults=ContainerClusterNodePoolDefaultsNodeConfigDefaults(
                insecure_kubelet_readonly_port_enabled="FALSE"
            )
        ),
        # GKE makes no cluster without a pool: this one is deleted at once, and `node_config` describes its short life.
        initial_node_count=1,
        remove_default_node_pool=True,
        node_config=_first_nodes(key, nodes),
        lifecycle=TerraformResourceLifecycle(
            prevent_destroy=site.protect,
            # After that GKE reports some other pool's settings there, and Terraform would replace the cluster.
            ignore_changes=["initial_node_count", "node_config", "node_pool"],
        ),
        depends_on=[*network.ready, *key.ready("compute", "container"), nodes.grant, *after],
    )
    return GcpCluster(
        resource=made,
        cluster=Cluster(
            name=made.name,
            endpoint=f"https://{made.endpoint}",
            ca_certificate=made.master_auth.cluster_ca_certificate,
        ),
    )


def _private(plan: NetworkPlan) -> ContainerClusterPrivateClusterConfig:
    return ContainerClusterPrivateClusterConfig(
        enable_private_nodes=True,
        enable_private_endpoint=not plan.api_ranges,
        master_ipv4_cidr_block=str(plan.control_plane),
        master_global_access_config=ContainerClusterPrivateClusterConfigMasterGlobalAccessConfig(
            enabled=False
        ),
    )


def _authorised(plan: NetworkPlan) -> ContainerClusterMasterAuthorizedNetworksConfig:
    blocks: Sequence[ContainerClusterMasterAuthorizedNetworksConfigCidrBlocks] = [
        ContainerClusterMasterAuthorizedNetworksConfigCidrBlocks(cidr_block=str(cidr), display_name=str(cidr))
        for cidr in plan.api_ranges
    ]
    return ContainerClusterMasterAuthorizedNetworksConfig(
        # With no block in it, nodes and pods are still let in, and nobody else.
        cidr_blocks=blocks or None,
        # Otherwise every virtual machine of every customer of Google Cloud would be let in.
        gcp_public_cidrs_access_enabled=False,
        private_endpoint_enforcement_enabled=True,
    )


def _addons() -> ContainerClusterAddonsConfig:
    return ContainerClusterAddonsConfig(
        dns_cache_config=ContainerClusterAddonsConfigDnsCacheConfig(enabled=True),
        gce_persistent_disk_csi_driver_config=ContainerClusterAddonsConfigGcePersistentDiskCsiDriverConfig(
            enabled=True
        ),
        # Training reads datasets from buckets as files.
        gcs_fuse_csi_driver_config=ContainerClusterAddonsConfigGcsFuseCsiDriverConfig(enabled=True),
        horizontal_pod_autoscaling=ContainerClusterAddonsConfigHorizontalPodAutoscaling(disabled=False),
        http_load_balancing=ContainerClusterAddonsConfigHttpLoadBalancing(disabled=False),
    )


def _first_nodes(key: GcpKey, nodes: Nodes) -> ContainerClusterNodeConfig:
    return ContainerClusterNodeConfig(
        machine_type="e2-medium",
        disk_size_gb=50,
        disk_type="pd-balanced",
        boot_disk_kms_key=key.id,
        image_type="COS_CONTAINERD",
        service_account=nodes.email,
        oauth_scopes=["https://www.googleapis.com/auth/cloud-platform"],
        metadata={"disable-legacy-endpoints": "true"},
        shielded_instance_config=ContainerClusterNodeConfigShieldedInstanceConfig(
            enable_secure_boot=True, enable_integrity_monitoring=True
        ),
        workload_metadata_config=ContainerClusterNodeConfigWorkloadMetadataConfig(mode="GKE_METADATA"),
        kubelet_config=ContainerClusterNodeConfigKubeletConfig(
            insecure_kubelet_readonly_port_enabled="FALSE"
        ),
    )
