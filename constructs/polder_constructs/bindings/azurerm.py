"""The Azure classes Polder builds with: typed re-exports of the unmodified PyPI package.

To add one, add its line `from cdktf_cdktf_provider_azurerm.SUBMODULE import NAME as NAME` here (the `as` marks it as
re-exported for pyright strict; ruff sorts). Import it elsewhere only as `from polder_constructs.bindings.azurerm import NAME`.
Nothing else has to be registered: the submodules imported before the first construct are the ones that jsii loads.
"""

from cdktf_cdktf_provider_azurerm.container_registry import (
    ContainerRegistry as ContainerRegistry,
    ContainerRegistryEncryption as ContainerRegistryEncryption,
    ContainerRegistryGeoreplications as ContainerRegistryGeoreplications,
    ContainerRegistryIdentity as ContainerRegistryIdentity,
    ContainerRegistryNetworkRuleSet as ContainerRegistryNetworkRuleSet,
    ContainerRegistryNetworkRuleSetIpRule as ContainerRegistryNetworkRuleSetIpRule,
)
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import (
    DataAzurermClientConfig as DataAzurermClientConfig,
)
from cdktf_cdktf_provider_azurerm.disk_encryption_set import (
    DiskEncryptionSet as DiskEncryptionSet,
    DiskEncryptionSetIdentity as DiskEncryptionSetIdentity,
)
from cdktf_cdktf_provider_azurerm.federated_identity_credential import (
    FederatedIdentityCredential as FederatedIdentityCredential,
)
from cdktf_cdktf_provider_azurerm.key_vault import (
    KeyVault as KeyVault,
    KeyVaultAccessPolicy as KeyVaultAccessPolicy,
    KeyVaultContact as KeyVaultContact,
    KeyVaultNetworkAcls as KeyVaultNetworkAcls,
)
from cdktf_cdktf_provider_azurerm.key_vault_key import (
    KeyVaultKey as KeyVaultKey,
    KeyVaultKeyRotationPolicy as KeyVaultKeyRotationPolicy,
    KeyVaultKeyRotationPolicyAutomatic as KeyVaultKeyRotationPolicyAutomatic,
)
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesCluster as KubernetesCluster,
    KubernetesClusterAciConnectorLinux as KubernetesClusterAciConnectorLinux,
    KubernetesClusterApiServerAccessProfile as KubernetesClusterApiServerAccessProfile,
    KubernetesClusterAutoScalerProfile as KubernetesClusterAutoScalerProfile,
    KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl as KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
    KubernetesClusterBootstrapProfile as KubernetesClusterBootstrapProfile,
    KubernetesClusterConfidentialComputing as KubernetesClusterConfidentialComputing,
    KubernetesClusterDefaultNodePool as KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings as KubernetesClusterDefaultNodePoolUpgradeSettings,
    KubernetesClusterHttpProxyConfig as KubernetesClusterHttpProxyConfig,
    KubernetesClusterIdentity as KubernetesClusterIdentity,
    KubernetesClusterIngressApplicationGateway as KubernetesClusterIngressApplicationGateway,
    KubernetesClusterKeyManagementService as KubernetesClusterKeyManagementService,
    KubernetesClusterKeyVaultSecretsProvider as KubernetesClusterKeyVaultSecretsProvider,
    KubernetesClusterKubeletIdentity as KubernetesClusterKubeletIdentity,
    KubernetesClusterLinuxProfile as KubernetesClusterLinuxProfile,
    KubernetesClusterMaintenanceWindow as KubernetesClusterMaintenanceWindow,
    KubernetesClusterMaintenanceWindowAutoUpgrade as KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs as KubernetesClusterMaintenanceWindowNodeOs,
    KubernetesClusterMicrosoftDefender as KubernetesClusterMicrosoftDefender,
    KubernetesClusterMonitorMetrics as KubernetesClusterMonitorMetrics,
    KubernetesClusterNetworkProfile as KubernetesClusterNetworkProfile,
    KubernetesClusterOmsAgent as KubernetesClusterOmsAgent,
    KubernetesClusterServiceMeshProfile as KubernetesClusterServiceMeshProfile,
    KubernetesClusterServicePrincipal as KubernetesClusterServicePrincipal,
    KubernetesClusterStorageProfile as KubernetesClusterStorageProfile,
    KubernetesClusterUpgradeOverride as KubernetesClusterUpgradeOverride,
    KubernetesClusterWebAppRouting as KubernetesClusterWebAppRouting,
    KubernetesClusterWindowsProfile as KubernetesClusterWindowsProfile,
    KubernetesClusterWorkloadAutoscalerProfile as KubernetesClusterWorkloadAutoscalerProfile,
)
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_node_pool import (
    KubernetesClusterNodePool as KubernetesClusterNodePool,
    KubernetesClusterNodePoolKubeletConfig as KubernetesClusterNodePoolKubeletConfig,
    KubernetesClusterNodePoolLinuxOsConfig as KubernetesClusterNodePoolLinuxOsConfig,
    KubernetesClusterNodePoolLinuxOsConfigSysctlConfig as KubernetesClusterNodePoolLinuxOsConfigSysctlConfig,
    KubernetesClusterNodePoolNodeNetworkProfile as KubernetesClusterNodePoolNodeNetworkProfile,
    KubernetesClusterNodePoolNodeNetworkProfileAllowedHostPorts as KubernetesClusterNodePoolNodeNetworkProfileAllowedHostPorts,
    KubernetesClusterNodePoolUpgradeSettings as KubernetesClusterNodePoolUpgradeSettings,
    KubernetesClusterNodePoolWindowsProfile as KubernetesClusterNodePoolWindowsProfile,
)
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import (
    LogAnalyticsWorkspace as LogAnalyticsWorkspace,
    LogAnalyticsWorkspaceIdentity as LogAnalyticsWorkspaceIdentity,
)
from cdktf_cdktf_provider_azurerm.monitor_diagnostic_setting import (
    MonitorDiagnosticSetting as MonitorDiagnosticSetting,
    MonitorDiagnosticSettingEnabledLog as MonitorDiagnosticSettingEnabledLog,
    MonitorDiagnosticSettingEnabledLogRetentionPolicy as MonitorDiagnosticSettingEnabledLogRetentionPolicy,
    MonitorDiagnosticSettingEnabledMetric as MonitorDiagnosticSettingEnabledMetric,
    MonitorDiagnosticSettingMetric as MonitorDiagnosticSettingMetric,
    MonitorDiagnosticSettingMetricRetentionPolicy as MonitorDiagnosticSettingMetricRetentionPolicy,
)
from cdktf_cdktf_provider_azurerm.nat_gateway import (
    NatGateway as NatGateway,
)
from cdktf_cdktf_provider_azurerm.nat_gateway_public_ip_association import (
    NatGatewayPublicIpAssociation as NatGatewayPublicIpAssociation,
)
from cdktf_cdktf_provider_azurerm.network_security_group import (
    NetworkSecurityGroup as NetworkSecurityGroup,
    NetworkSecurityGroupSecurityRule as NetworkSecurityGroupSecurityRule,
)
from cdktf_cdktf_provider_azurerm.network_watcher_flow_log import (
    NetworkWatcherFlowLog as NetworkWatcherFlowLog,
    NetworkWatcherFlowLogRetentionPolicy as NetworkWatcherFlowLogRetentionPolicy,
    NetworkWatcherFlowLogTrafficAnalytics as NetworkWatcherFlowLogTrafficAnalytics,
)
from cdktf_cdktf_provider_azurerm.policy_definition import (
    PolicyDefinition as PolicyDefinition,
)
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server import (
    PostgresqlFlexibleServer as PostgresqlFlexibleServer,
    PostgresqlFlexibleServerAuthentication as PostgresqlFlexibleServerAuthentication,
    PostgresqlFlexibleServerCustomerManagedKey as PostgresqlFlexibleServerCustomerManagedKey,
    PostgresqlFlexibleServerHighAvailability as PostgresqlFlexibleServerHighAvailability,
    PostgresqlFlexibleServerIdentity as PostgresqlFlexibleServerIdentity,
    PostgresqlFlexibleServerMaintenanceWindow as PostgresqlFlexibleServerMaintenanceWindow,
)
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server_active_directory_administrator import (
    PostgresqlFlexibleServerActiveDirectoryAdministrator as PostgresqlFlexibleServerActiveDirectoryAdministrator,
)
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server_configuration import (
    PostgresqlFlexibleServerConfiguration as PostgresqlFlexibleServerConfiguration,
)
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server_database import (
    PostgresqlFlexibleServerDatabase as PostgresqlFlexibleServerDatabase,
)
from cdktf_cdktf_provider_azurerm.private_dns_zone import (
    PrivateDnsZone as PrivateDnsZone,
    PrivateDnsZoneSoaRecord as PrivateDnsZoneSoaRecord,
)
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import (
    PrivateDnsZoneVirtualNetworkLink as PrivateDnsZoneVirtualNetworkLink,
)
from cdktf_cdktf_provider_azurerm.private_endpoint import (
    PrivateEndpoint as PrivateEndpoint,
    PrivateEndpointIpConfiguration as PrivateEndpointIpConfiguration,
    PrivateEndpointPrivateDnsZoneGroup as PrivateEndpointPrivateDnsZoneGroup,
    PrivateEndpointPrivateServiceConnection as PrivateEndpointPrivateServiceConnection,
)
from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider as AzurermProvider,
    AzurermProviderFeatures as AzurermProviderFeatures,
    AzurermProviderFeaturesKeyVault as AzurermProviderFeaturesKeyVault,
    AzurermProviderFeaturesLogAnalyticsWorkspace as AzurermProviderFeaturesLogAnalyticsWorkspace,
    AzurermProviderFeaturesResourceGroup as AzurermProviderFeaturesResourceGroup,
    AzurermProviderFeaturesStorage as AzurermProviderFeaturesStorage,
    AzurermProviderFeaturesTemplateDeployment as AzurermProviderFeaturesTemplateDeployment,
)
from cdktf_cdktf_provider_azurerm.public_ip import (
    PublicIp as PublicIp,
)
from cdktf_cdktf_provider_azurerm.resource_group import (
    ResourceGroup as ResourceGroup,
)
from cdktf_cdktf_provider_azurerm.resource_group_policy_assignment import (
    ResourceGroupPolicyAssignment as ResourceGroupPolicyAssignment,
)
from cdktf_cdktf_provider_azurerm.resource_group_template_deployment import (
    ResourceGroupTemplateDeployment as ResourceGroupTemplateDeployment,
)
from cdktf_cdktf_provider_azurerm.role_assignment import (
    RoleAssignment as RoleAssignment,
)
from cdktf_cdktf_provider_azurerm.storage_account import (
    StorageAccount as StorageAccount,
    StorageAccountAzureFilesAuthentication as StorageAccountAzureFilesAuthentication,
    StorageAccountBlobProperties as StorageAccountBlobProperties,
    StorageAccountBlobPropertiesContainerDeleteRetentionPolicy as StorageAccountBlobPropertiesContainerDeleteRetentionPolicy,
    StorageAccountBlobPropertiesDeleteRetentionPolicy as StorageAccountBlobPropertiesDeleteRetentionPolicy,
    StorageAccountCustomDomain as StorageAccountCustomDomain,
    StorageAccountCustomerManagedKey as StorageAccountCustomerManagedKey,
    StorageAccountIdentity as StorageAccountIdentity,
    StorageAccountImmutabilityPolicy as StorageAccountImmutabilityPolicy,
    StorageAccountNetworkRules as StorageAccountNetworkRules,
    StorageAccountQueueProperties as StorageAccountQueueProperties,
    StorageAccountRouting as StorageAccountRouting,
    StorageAccountSasPolicy as StorageAccountSasPolicy,
    StorageAccountShareProperties as StorageAccountShareProperties,
    StorageAccountStaticWebsite as StorageAccountStaticWebsite,
)
from cdktf_cdktf_provider_azurerm.storage_account_customer_managed_key import (
    StorageAccountCustomerManagedKeyA as StorageAccountCustomerManagedKeyA,
)
from cdktf_cdktf_provider_azurerm.storage_container import (
    StorageContainer as StorageContainer,
)
from cdktf_cdktf_provider_azurerm.storage_container_immutability_policy import (
    StorageContainerImmutabilityPolicy as StorageContainerImmutabilityPolicy,
)
from cdktf_cdktf_provider_azurerm.storage_management_policy import (
    StorageManagementPolicy as StorageManagementPolicy,
    StorageManagementPolicyRule as StorageManagementPolicyRule,
    StorageManagementPolicyRuleActions as StorageManagementPolicyRuleActions,
    StorageManagementPolicyRuleActionsBaseBlob as StorageManagementPolicyRuleActionsBaseBlob,
    StorageManagementPolicyRuleActionsSnapshot as StorageManagementPolicyRuleActionsSnapshot,
    StorageManagementPolicyRuleActionsVersion as StorageManagementPolicyRuleActionsVersion,
    StorageManagementPolicyRuleFilters as StorageManagementPolicyRuleFilters,
    StorageManagementPolicyRuleFiltersMatchBlobIndexTag as StorageManagementPolicyRuleFiltersMatchBlobIndexTag,
)
from cdktf_cdktf_provider_azurerm.subnet import (
    Subnet as Subnet,
    SubnetDelegation as SubnetDelegation,
    SubnetDelegationServiceDelegation as SubnetDelegationServiceDelegation,
    SubnetIpAddressPool as SubnetIpAddressPool,
)
from cdktf_cdktf_provider_azurerm.subnet_nat_gateway_association import (
    SubnetNatGatewayAssociation as SubnetNatGatewayAssociation,
)
from cdktf_cdktf_provider_azurerm.subnet_network_security_group_association import (
    SubnetNetworkSecurityGroupAssociation as SubnetNetworkSecurityGroupAssociation,
)
from cdktf_cdktf_provider_azurerm.user_assigned_identity import (
    UserAssignedIdentity as UserAssignedIdentity,
)
from cdktf_cdktf_provider_azurerm.virtual_network import (
    VirtualNetwork as VirtualNetwork,
    VirtualNetworkDdosProtectionPlan as VirtualNetworkDdosProtectionPlan,
    VirtualNetworkEncryption as VirtualNetworkEncryption,
    VirtualNetworkIpAddressPool as VirtualNetworkIpAddressPool,
    VirtualNetworkSubnet as VirtualNetworkSubnet,
    VirtualNetworkSubnetDelegation as VirtualNetworkSubnetDelegation,
    VirtualNetworkSubnetDelegationServiceDelegation as VirtualNetworkSubnetDelegationServiceDelegation,
)
