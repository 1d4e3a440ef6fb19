"""The Google Cloud classes Polder builds with: typed re-exports of the unmodified PyPI package.

To add one, add its line `from cdktf_cdktf_provider_google.SUBMODULE import NAME as NAME` here (the `as` marks it as
re-exported for pyright strict; ruff sorts). Import it elsewhere only as `from polder_constructs.bindings.google import NAME`.
Nothing else has to be registered: the submodules imported before the first construct are the ones that jsii loads.
"""

from cdktf_cdktf_provider_google.artifact_registry_repository import (
    ArtifactRegistryRepository as ArtifactRegistryRepository,
    ArtifactRegistryRepositoryCleanupPolicies as ArtifactRegistryRepositoryCleanupPolicies,
    ArtifactRegistryRepositoryCleanupPoliciesCondition as ArtifactRegistryRepositoryCleanupPoliciesCondition,
    ArtifactRegistryRepositoryDockerConfig as ArtifactRegistryRepositoryDockerConfig,
    ArtifactRegistryRepositoryVulnerabilityScanningConfig as ArtifactRegistryRepositoryVulnerabilityScanningConfig,
)
from cdktf_cdktf_provider_google.artifact_registry_repository_iam_member import (
    ArtifactRegistryRepositoryIamMember as ArtifactRegistryRepositoryIamMember,
)
from cdktf_cdktf_provider_google.compute_address import (
    ComputeAddress as ComputeAddress,
)
from cdktf_cdktf_provider_google.compute_firewall import (
    ComputeFirewall as ComputeFirewall,
    ComputeFirewallAllow as ComputeFirewallAllow,
    ComputeFirewallDeny as ComputeFirewallDeny,
    ComputeFirewallLogConfig as ComputeFirewallLogConfig,
)
from cdktf_cdktf_provider_google.compute_forwarding_rule import (
    ComputeForwardingRule as ComputeForwardingRule,
)
from cdktf_cdktf_provider_google.compute_global_address import (
    ComputeGlobalAddress as ComputeGlobalAddress,
)
from cdktf_cdktf_provider_google.compute_global_forwarding_rule import (
    ComputeGlobalForwardingRule as ComputeGlobalForwardingRule,
    ComputeGlobalForwardingRuleServiceDirectoryRegistrations as ComputeGlobalForwardingRuleServiceDirectoryRegistrations,
)
from cdktf_cdktf_provider_google.compute_network import (
    ComputeNetwork as ComputeNetwork,
)
from cdktf_cdktf_provider_google.compute_resource_policy import (
    ComputeResourcePolicy as ComputeResourcePolicy,
    ComputeResourcePolicyWorkloadPolicy as ComputeResourcePolicyWorkloadPolicy,
)
from cdktf_cdktf_provider_google.compute_route import (
    ComputeRoute as ComputeRoute,
)
from cdktf_cdktf_provider_google.compute_router import (
    ComputeRouter as ComputeRouter,
)
from cdktf_cdktf_provider_google.compute_router_nat import (
    ComputeRouterNat as ComputeRouterNat,
    ComputeRouterNatLogConfig as ComputeRouterNatLogConfig,
    ComputeRouterNatSubnetwork as ComputeRouterNatSubnetwork,
)
from cdktf_cdktf_provider_google.compute_subnetwork import (
    ComputeSubnetwork as ComputeSubnetwork,
    ComputeSubnetworkLogConfig as ComputeSubnetworkLogConfig,
    ComputeSubnetworkSecondaryIpRange as ComputeSubnetworkSecondaryIpRange,
)
from cdktf_cdktf_provider_google.container_cluster import (
    ContainerCluster as ContainerCluster,
    ContainerClusterAddonsConfig as ContainerClusterAddonsConfig,
    ContainerClusterAddonsConfigDnsCacheConfig as ContainerClusterAddonsConfigDnsCacheConfig,
    ContainerClusterAddonsConfigGcePersistentDiskCsiDriverConfig as ContainerClusterAddonsConfigGcePersistentDiskCsiDriverConfig,
    ContainerClusterAddonsConfigGcsFuseCsiDriverConfig as ContainerClusterAddonsConfigGcsFuseCsiDriverConfig,
    ContainerClusterAddonsConfigHorizontalPodAutoscaling as ContainerClusterAddonsConfigHorizontalPodAutoscaling,
    ContainerClusterAddonsConfigHttpLoadBalancing as ContainerClusterAddonsConfigHttpLoadBalancing,
    ContainerClusterAnonymousAuthenticationConfig as ContainerClusterAnonymousAuthenticationConfig,
    ContainerClusterBinaryAuthorization as ContainerClusterBinaryAuthorization,
    ContainerClusterControlPlaneEndpointsConfig as ContainerClusterControlPlaneEndpointsConfig,
    ContainerClusterControlPlaneEndpointsConfigDnsEndpointConfig as ContainerClusterControlPlaneEndpointsConfigDnsEndpointConfig,
    ContainerClusterCostManagementConfig as ContainerClusterCostManagementConfig,
    ContainerClusterDatabaseEncryption as ContainerClusterDatabaseEncryption,
    ContainerClusterIpAllocationPolicy as ContainerClusterIpAllocationPolicy,
    ContainerClusterLoggingConfig as ContainerClusterLoggingConfig,
    ContainerClusterMaintenancePolicy as ContainerClusterMaintenancePolicy,
    ContainerClusterMaintenancePolicyRecurringWindow as ContainerClusterMaintenancePolicyRecurringWindow,
    ContainerClusterMasterAuth as ContainerClusterMasterAuth,
    ContainerClusterMasterAuthClientCertificateConfig as ContainerClusterMasterAuthClientCertificateConfig,
    ContainerClusterMasterAuthorizedNetworksConfig as ContainerClusterMasterAuthorizedNetworksConfig,
    ContainerClusterMasterAuthorizedNetworksConfigCidrBlocks as ContainerClusterMasterAuthorizedNetworksConfigCidrBlocks,
    ContainerClusterMonitoringConfig as ContainerClusterMonitoringConfig,
    ContainerClusterMonitoringConfigManagedPrometheus as ContainerClusterMonitoringConfigManagedPrometheus,
    ContainerClusterNetworkPolicy as ContainerClusterNetworkPolicy,
    ContainerClusterNodeConfig as ContainerClusterNodeConfig,
    ContainerClusterNodeConfigKubeletConfig as ContainerClusterNodeConfigKubeletConfig,
    ContainerClusterNodeConfigShieldedInstanceConfig as ContainerClusterNodeConfigShieldedInstanceConfig,
    ContainerClusterNodeConfigWorkloadMetadataConfig as ContainerClusterNodeConfigWorkloadMetadataConfig,
    ContainerClusterNodePoolDefaults as ContainerClusterNodePoolDefaults,
    ContainerClusterNodePoolDefaultsNodeConfigDefaults as ContainerClusterNodePoolDefaultsNodeConfigDefaults,
    ContainerClusterPrivateClusterConfig as ContainerClusterPrivateClusterConfig,
    ContainerClusterPrivateClusterConfigMasterGlobalAccessConfig as ContainerClusterPrivateClusterConfigMasterGlobalAccessConfig,
    ContainerClusterRbacBindingConfig as ContainerClusterRbacBindingConfig,
    ContainerClusterReleaseChannel as ContainerClusterReleaseChannel,
    ContainerClusterSecurityPostureConfig as ContainerClusterSecurityPostureConfig,
    ContainerClusterServiceExternalIpsConfig as ContainerClusterServiceExternalIpsConfig,
    ContainerClusterVerticalPodAutoscaling as ContainerClusterVerticalPodAutoscaling,
    ContainerClusterWorkloadIdentityConfig as ContainerClusterWorkloadIdentityConfig,
)
from cdktf_cdktf_provider_google.container_node_pool import (
    ContainerNodePool as ContainerNodePool,
    ContainerNodePoolAutoscaling as ContainerNodePoolAutoscaling,
    ContainerNodePoolManagement as ContainerNodePoolManagement,
    ContainerNodePoolNetworkConfig as ContainerNodePoolNetworkConfig,
    ContainerNodePoolNodeConfig as ContainerNodePoolNodeConfig,
    ContainerNodePoolNodeConfigGuestAccelerator as ContainerNodePoolNodeConfigGuestAccelerator,
    ContainerNodePoolNodeConfigGuestAcceleratorGpuDriverInstallationConfig as ContainerNodePoolNodeConfigGuestAcceleratorGpuDriverInstallationConfig,
    ContainerNodePoolNodeConfigGvnic as ContainerNodePoolNodeConfigGvnic,
    ContainerNodePoolNodeConfigKubeletConfig as ContainerNodePoolNodeConfigKubeletConfig,
    ContainerNodePoolNodeConfigReservationAffinity as ContainerNodePoolNodeConfigReservationAffinity,
    ContainerNodePoolNodeConfigShieldedInstanceConfig as ContainerNodePoolNodeConfigShieldedInstanceConfig,
    ContainerNodePoolNodeConfigTaint as ContainerNodePoolNodeConfigTaint,
    ContainerNodePoolNodeConfigWorkloadMetadataConfig as ContainerNodePoolNodeConfigWorkloadMetadataConfig,
    ContainerNodePoolPlacementPolicy as ContainerNodePoolPlacementPolicy,
    ContainerNodePoolUpgradeSettings as ContainerNodePoolUpgradeSettings,
)
from cdktf_cdktf_provider_google.data_google_logging_project_cmek_settings import (
    DataGoogleLoggingProjectCmekSettings as DataGoogleLoggingProjectCmekSettings,
)
from cdktf_cdktf_provider_google.data_google_project import (
    DataGoogleProject as DataGoogleProject,
)
from cdktf_cdktf_provider_google.data_google_storage_project_service_account import (
    DataGoogleStorageProjectServiceAccount as DataGoogleStorageProjectServiceAccount,
)
from cdktf_cdktf_provider_google.dns_managed_zone import (
    DnsManagedZone as DnsManagedZone,
    DnsManagedZonePrivateVisibilityConfig as DnsManagedZonePrivateVisibilityConfig,
    DnsManagedZonePrivateVisibilityConfigNetworks as DnsManagedZonePrivateVisibilityConfigNetworks,
)
from cdktf_cdktf_provider_google.dns_record_set import (
    DnsRecordSet as DnsRecordSet,
)
from cdktf_cdktf_provider_google.kms_crypto_key import (
    KmsCryptoKey as KmsCryptoKey,
    KmsCryptoKeyVersionTemplate as KmsCryptoKeyVersionTemplate,
)
from cdktf_cdktf_provider_google.kms_crypto_key_iam_member import (
    KmsCryptoKeyIamMember as KmsCryptoKeyIamMember,
)
from cdktf_cdktf_provider_google.kms_key_ring import (
    KmsKeyRing as KmsKeyRing,
)
from cdktf_cdktf_provider_google.logging_project_bucket_config import (
    LoggingProjectBucketConfig as LoggingProjectBucketConfig,
    LoggingProjectBucketConfigCmekSettings as LoggingProjectBucketConfigCmekSettings,
)
from cdktf_cdktf_provider_google.logging_project_exclusion import (
    LoggingProjectExclusion as LoggingProjectExclusion,
)
from cdktf_cdktf_provider_google.logging_project_sink import (
    LoggingProjectSink as LoggingProjectSink,
)
from cdktf_cdktf_provider_google.project_iam_custom_role import (
    ProjectIamCustomRole as ProjectIamCustomRole,
)
from cdktf_cdktf_provider_google.project_iam_member import (
    ProjectIamMember as ProjectIamMember,
    ProjectIamMemberCondition as ProjectIamMemberCondition,
)
from cdktf_cdktf_provider_google.project_service import (
    ProjectService as ProjectService,
)
from cdktf_cdktf_provider_google.provider import (
    GoogleProvider as GoogleProvider,
)
from cdktf_cdktf_provider_google.service_account import (
    ServiceAccount as ServiceAccount,
)
from cdktf_cdktf_provider_google.service_account_iam_member import (
    ServiceAccountIamMember as ServiceAccountIamMember,
)
from cdktf_cdktf_provider_google.sql_database import (
    SqlDatabase as SqlDatabase,
)
from cdktf_cdktf_provider_google.sql_database_instance import (
    SqlDatabaseInstance as SqlDatabaseInstance,
    SqlDatabaseInstanceSettings as SqlDatabaseInstanceSettings,
    SqlDatabaseInstanceSettingsBackupConfiguration as SqlDatabaseInstanceSettingsBackupConfiguration,
    SqlDatabaseInstanceSettingsBackupConfigurationBackupRetentionSettings as SqlDatabaseInstanceSettingsBackupConfigurationBackupRetentionSettings,
    SqlDatabaseInstanceSettingsDatabaseFlags as SqlDatabaseInstanceSettingsDatabaseFlags,
    SqlDatabaseInstanceSettingsInsightsConfig as SqlDatabaseInstanceSettingsInsightsConfig,
    SqlDatabaseInstanceSettingsIpConfiguration as SqlDatabaseInstanceSettingsIpConfiguration,
    SqlDatabaseInstanceSettingsIpConfigurationPscConfig as SqlDatabaseInstanceSettingsIpConfigurationPscConfig,
    SqlDatabaseInstanceSettingsMaintenanceWindow as SqlDatabaseInstanceSettingsMaintenanceWindow,
)
from cdktf_cdktf_provider_google.sql_user import (
    SqlUser as SqlUser,
)
from cdktf_cdktf_provider_google.storage_bucket import (
    StorageBucket as StorageBucket,
    StorageBucketEncryption as StorageBucketEncryption,
    StorageBucketLifecycleRule as StorageBucketLifecycleRule,
    StorageBucketLifecycleRuleAction as StorageBucketLifecycleRuleAction,
    StorageBucketLifecycleRuleCondition as StorageBucketLifecycleRuleCondition,
    StorageBucketLogging as StorageBucketLogging,
    StorageBucketRetentionPolicy as StorageBucketRetentionPolicy,
    StorageBucketSoftDeletePolicy as StorageBucketSoftDeletePolicy,
    StorageBucketVersioning as StorageBucketVersioning,
)
from cdktf_cdktf_provider_google.storage_bucket_iam_member import (
    StorageBucketIamMember as StorageBucketIamMember,
)
