"""The Kubernetes cluster of a site on Azure: AKS with its API inside the site's network.

Sources: provider pages `azurerm_kubernetes_cluster`, `azurerm_disk_encryption_set` (4.55); AKS "Use API Server VNet
Integration", "Add KMS etcd encryption" (a private vault needs it; `Key Vault Contributor` to approve its link),
"Use a managed identity" (roles on subnets and on the kubelet's identity), "Customer-managed keys for disks".
"""

from dataclasses import dataclass

from polder_constructs.bindings.azurerm import (
    DiskEncryptionSet,
    DiskEncryptionSetIdentity,
    KubernetesCluster,
    KubernetesClusterApiServerAccessProfile,
    KubernetesClusterAutoScalerProfile,
    KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
    KubernetesClusterIdentity,
    KubernetesClusterKeyManagementService,
    KubernetesClusterKeyVaultSecretsProvider,
    KubernetesClusterKubeletIdentity,
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
    KubernetesClusterNetworkProfile,
    LogAnalyticsWorkspace,
    RoleAssignment,
    UserAssignedIdentity,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.cluster.azure_pools import pools, system_pool
from polder_constructs.cluster.contract import Cluster
from polder_constructs.key.azure import AzureKey
from polder_constructs.network.azure import AzureNetwork
from polder_constructs.site.azure_ground import Ground, diagnose

CONTROL_PLANE_LOGS = (
    "cloud-controller-manager",
    "cluster-autoscaler",
    "guard",
    "kube-apiserver",
    "kube-audit-admin",
    "kube-controller-manager",
    "kube-scheduler",
)
"""Every change and who made it. `kube-audit` would add every read, at many times the size."""

_DNS_ADDRESS = 10
"""Place of the cluster's DNS in the range of services, as Kubernetes has it by custom."""


@dataclass(frozen=True)
class AzureCluster:
    """A cluster that identities can be bound to.

    Args:
        issuer: Address of its token issuer.
        cluster: What the rest of the platform sees.
    """

    issuer: str
    cluster: Cluster


def node_identity(scope: Construct, base: Ground) -> UserAssignedIdentity:
    """Create the identity that nodes pull images as."""
    return _identity(scope, "node_identity", base, "nodes")


def cluster(  # noqa: PLR0913 - what a cluster stands on, each made elsewhere
    scope: Construct,
    base: Ground,
    *,
    net: AzureNetwork,
    key: AzureKey,
    workspace: LogAnalyticsWorkspace,
    nodes: UserAssignedIdentity,
) -> AzureCluster:
    """Create the cluster with its pools, logs and administrators."""
    plan, network = base.site.cluster, base.site.network
    control = _identity(scope, "cluster_identity", base, "control_plane")
    disks, disk_key = _disks(scope, base, key)
    granted = _grants(scope, net=net, key=key, control=control, nodes=nodes, disks=disks)
    private = not network.api_ranges
    made = KubernetesCluster(
        scope,
        "cluster",
        name=plan.name,
        location=base.site.region,
        resource_group_name=base.group,
        node_resource_group=f"{base.group}_nodes",
        dns_prefix=plan.name,
        kubernetes_version=plan.version,
        # The tier with a promise of availability.
        sku_tier="Standard",
        default_node_pool=system_pool(base, plan.system, net.nodes.id),
        identity=KubernetesClusterIdentity(type="UserAssigned", identity_ids=[control.id]),
        kubelet_identity=KubernetesClusterKubeletIdentity(
            client_id=nodes.client_id, object_id=nodes.principal_id, user_assigned_identity_id=nodes.id
        ),
        # AKS has private clusters or authorised ranges, not both; either way nodes reach the API inside the network.
        private_cluster_enabled=private,
        private_cluster_public_fqdn_enabled=False,
        private_dns_zone_id="System" if private else None,
        api_server_access_profile=KubernetesClusterApiServerAccessProfile(
            virtual_network_integration_enabled=True,
            subnet_id=net.control_plane.id,
            authorized_ip_ranges=[str(cidr) for cidr in network.api_ranges] or None,
        ),
        # Commands through Azure Resource Manager would go round the network.
        run_command_enabled=False,
        local_account_disabled=True,
        role_based_access_control_enabled=True,
        azure_active_directory_role_based_access_control=KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl(
            azure_rbac_enabled=True,
            tenant_id=base.tenant,
            admin_group_object_ids=list(plan.administrators) or None,
        ),
        oidc_issuer_enabled=True,
        workload_identity_enabled=True,
        key_management_service=KubernetesClusterKeyManagementService(
            key_vault_key_id=key.version_id, key_vault_network_access="Private"
        ),
        disk_encryption_set_id=disks.id,
        network_profile=KubernetesClusterNetworkProfile(
            network_plugin="azure",
            network_plugin_mode="overlay",
            network_data_plane="cilium",
            network_policy="cilium",
            load_balancer_sku="standard",
            outbound_type="userAssignedNATGateway",
            pod_cidr=str(network.pods),
            service_cidr=str(network.services),
            dns_service_ip=str(network.services[_DNS_ADDRESS]),
        ),
        auto_scaler_profile=KubernetesClusterAutoScalerProfile(
            expander="least-waste", ignore_daemonsets_utilization_enabled=True
        ),
        automatic_upgrade_channel="patch",
        node_os_upgrade_channel="NodeImage",
        maintenance_window_auto_upgrade=KubernetesClusterMaintenanceWindowAutoUpgrade(
            frequency="Weekly",
            interval=1,
            duration=6,
            day_of_week="Sunday",
            start_time="02:00",
            utc_offset="+00:00",
        ),
        maintenance_window_node_os=KubernetesClusterMaintenanceWindowNodeOs(
            frequency="Weekly",
            interval=1,
            duration=6,
            day_of_week="Saturday",
            start_time="02:00",
            utc_offset="+00:00",
        ),
        image_cleaner_enabled=True,
        image_cleaner_interval_hours=168,
        azure_policy_enabled=True,
        key_vault_secrets_provider=KubernetesClusterKeyVaultSecretsProvider(
            secret_rotation_enabled=True,
            secret_rotation_interval="2m",  # noqa: S106 - an interval
        ),
        cost_analysis_enabled=False,
        tags=base.tags,
        lifecycle=base.lifecycle(ignore=("default_node_pool[0].node_count",)),
        depends_on=[*net.ready, *key.ready, *granted, disk_key],
    )
    diagnose(scope, "cluster_logs", workspace, made.id, CONTROL_PLANE_LOGS, dedicated=True)
    RoleAssignment(
        scope,
        "cluster_deployer",
        scope=made.id,
        role_definition_name="Azure Kubernetes Service RBAC Cluster Admin",
        principal_id=base.deployer,
        description="Installs what runs on the cluster",
        # Otherwise whoever plans next would take the right away from whoever deployed first.
        lifecycle=TerraformResourceLifecycle(ignore_changes=["principal_id"]),
    )
    pools(scope, base, plan.pools, cluster=made, principal=control.principal_id, subnet=net.nodes.id)
    host = made.private_fqdn if private else made.fqdn
    return AzureCluster(
        issuer=made.oidc_issuer_url,
        cluster=Cluster(
            name=made.name,
            endpoint=f"https://{host}",
            ca_certificate=made.kube_config.get(0).cluster_ca_certificate,
        ),
    )


def _identity(scope: Construct, construct_id: str, base: Ground, name: str) -> UserAssignedIdentity:
    return UserAssignedIdentity(
        scope,
        construct_id,
        name=f"{base.site.prefix}_{name}",
        location=base.site.region,
        resource_group_name=base.group,
        tags=base.tags,
    )


def _disks(scope: Construct, base: Ground, key: AzureKey) -> tuple[DiskEncryptionSet, RoleAssignment]:
    disks = DiskEncryptionSet(
        scope,
        "disks",
        name=f"{base.site.prefix}-disks",
        location=base.site.region,
        resource_group_name=base.group,
        # To follow the key's rotation the provider would ask the vault for the newest version, which is out of reach.
        key_vault_key_id=key.version_id,
        auto_key_rotation_enabled=False,
        encryption_type="EncryptionAtRestWithCustomerKey",
        identity=DiskEncryptionSetIdentity(type="SystemAssigned"),
        tags=base.tags,
        lifecycle=base.lifecycle(),
        depends_on=key.ready,
    )
    use = RoleAssignment(
        scope,
        "disks_key",
        scope=key.vault.id,
        role_definition_name="Key Vault Crypto Service Encryption User",
        principal_id=disks.identity.principal_id,
        principal_type="ServicePrincipal",
    )
    return disks, use


def _grants(  # noqa: PLR0913 - one argument for each thing that the control plane uses
    scope: Construct,
    *,
    net: AzureNetwork,
    key: AzureKey,
    control: UserAssignedIdentity,
    nodes: UserAssignedIdentity,
    disks: DiskEncryptionSet,
) -> list[ITerraformDependable]:
    wanted = {
        "nodes": (net.nodes.id, "Network Contributor"),
        "control_plane": (net.control_plane.id, "Network Contributor"),
        "node_identity": (nodes.id, "Managed Identity Operator"),
        "key": (key.vault.id, "Key Vault Crypto User"),
        "vault": (key.vault.id, "Key Vault Contributor"),
        "disks": (disks.id, "Reader"),
    }
    return [
        RoleAssignment(
            scope,
            f"cluster_grant_{name}",
            scope=resource,
            role_definition_name=role,
            principal_id=control.principal_id,
            principal_type="ServicePrincipal",
        )
        for name, (resource, role) in wanted.items()
    ]
