"""The AWS classes Polder builds with: typed re-exports of the unmodified PyPI package.

To add one, add its line `from cdktf_cdktf_provider_aws.SUBMODULE import NAME as NAME` here (the `as` marks it as
re-exported for pyright strict; ruff sorts). Import it elsewhere only as `from polder_constructs.bindings.aws import NAME`.
Nothing else has to be registered: the submodules imported before the first construct are the ones that jsii loads.
"""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import (
    CloudwatchLogGroup as CloudwatchLogGroup,
)
from cdktf_cdktf_provider_aws.data_aws_availability_zones import (
    DataAwsAvailabilityZones as DataAwsAvailabilityZones,
    DataAwsAvailabilityZonesFilter as DataAwsAvailabilityZonesFilter,
)
from cdktf_cdktf_provider_aws.data_aws_caller_identity import (
    DataAwsCallerIdentity as DataAwsCallerIdentity,
)
from cdktf_cdktf_provider_aws.data_aws_eks_addon_version import (
    DataAwsEksAddonVersion as DataAwsEksAddonVersion,
)
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocument as DataAwsIamPolicyDocument,
    DataAwsIamPolicyDocumentStatement as DataAwsIamPolicyDocumentStatement,
    DataAwsIamPolicyDocumentStatementCondition as DataAwsIamPolicyDocumentStatementCondition,
    DataAwsIamPolicyDocumentStatementNotPrincipals as DataAwsIamPolicyDocumentStatementNotPrincipals,
    DataAwsIamPolicyDocumentStatementPrincipals as DataAwsIamPolicyDocumentStatementPrincipals,
)
from cdktf_cdktf_provider_aws.data_aws_ssm_parameter import (
    DataAwsSsmParameter as DataAwsSsmParameter,
)
from cdktf_cdktf_provider_aws.db_instance import (
    DbInstance as DbInstance,
    DbInstanceBlueGreenUpdate as DbInstanceBlueGreenUpdate,
    DbInstanceRestoreToPointInTime as DbInstanceRestoreToPointInTime,
    DbInstanceS3Import as DbInstanceS3Import,
)
from cdktf_cdktf_provider_aws.db_parameter_group import (
    DbParameterGroup as DbParameterGroup,
    DbParameterGroupParameter as DbParameterGroupParameter,
)
from cdktf_cdktf_provider_aws.db_subnet_group import (
    DbSubnetGroup as DbSubnetGroup,
)
from cdktf_cdktf_provider_aws.default_security_group import (
    DefaultSecurityGroup as DefaultSecurityGroup,
    DefaultSecurityGroupEgress as DefaultSecurityGroupEgress,
    DefaultSecurityGroupIngress as DefaultSecurityGroupIngress,
)
from cdktf_cdktf_provider_aws.ecr_lifecycle_policy import (
    EcrLifecyclePolicy as EcrLifecyclePolicy,
)
from cdktf_cdktf_provider_aws.ecr_repository import (
    EcrRepository as EcrRepository,
    EcrRepositoryEncryptionConfiguration as EcrRepositoryEncryptionConfiguration,
    EcrRepositoryImageScanningConfiguration as EcrRepositoryImageScanningConfiguration,
    EcrRepositoryImageTagMutabilityExclusionFilter as EcrRepositoryImageTagMutabilityExclusionFilter,
)
from cdktf_cdktf_provider_aws.eip import (
    Eip as Eip,
)
from cdktf_cdktf_provider_aws.eks_access_entry import (
    EksAccessEntry as EksAccessEntry,
)
from cdktf_cdktf_provider_aws.eks_access_policy_association import (
    EksAccessPolicyAssociation as EksAccessPolicyAssociation,
    EksAccessPolicyAssociationAccessScope as EksAccessPolicyAssociationAccessScope,
)
from cdktf_cdktf_provider_aws.eks_addon import (
    EksAddon as EksAddon,
    EksAddonPodIdentityAssociation as EksAddonPodIdentityAssociation,
)
from cdktf_cdktf_provider_aws.eks_cluster import (
    EksCluster as EksCluster,
    EksClusterAccessConfig as EksClusterAccessConfig,
    EksClusterComputeConfig as EksClusterComputeConfig,
    EksClusterControlPlaneScalingConfig as EksClusterControlPlaneScalingConfig,
    EksClusterEncryptionConfig as EksClusterEncryptionConfig,
    EksClusterEncryptionConfigProvider as EksClusterEncryptionConfigProvider,
    EksClusterKubernetesNetworkConfig as EksClusterKubernetesNetworkConfig,
    EksClusterOutpostConfig as EksClusterOutpostConfig,
    EksClusterRemoteNetworkConfig as EksClusterRemoteNetworkConfig,
    EksClusterStorageConfig as EksClusterStorageConfig,
    EksClusterUpgradePolicy as EksClusterUpgradePolicy,
    EksClusterVpcConfig as EksClusterVpcConfig,
    EksClusterZonalShiftConfig as EksClusterZonalShiftConfig,
)
from cdktf_cdktf_provider_aws.eks_node_group import (
    EksNodeGroup as EksNodeGroup,
    EksNodeGroupLaunchTemplate as EksNodeGroupLaunchTemplate,
    EksNodeGroupNodeRepairConfig as EksNodeGroupNodeRepairConfig,
    EksNodeGroupNodeRepairConfigNodeRepairConfigOverrides as EksNodeGroupNodeRepairConfigNodeRepairConfigOverrides,
    EksNodeGroupRemoteAccess as EksNodeGroupRemoteAccess,
    EksNodeGroupScalingConfig as EksNodeGroupScalingConfig,
    EksNodeGroupTaint as EksNodeGroupTaint,
    EksNodeGroupUpdateConfig as EksNodeGroupUpdateConfig,
)
from cdktf_cdktf_provider_aws.eks_pod_identity_association import (
    EksPodIdentityAssociation as EksPodIdentityAssociation,
)
from cdktf_cdktf_provider_aws.flow_log import (
    FlowLog as FlowLog,
    FlowLogDestinationOptions as FlowLogDestinationOptions,
)
from cdktf_cdktf_provider_aws.iam_policy import (
    IamPolicy as IamPolicy,
)
from cdktf_cdktf_provider_aws.iam_role import (
    IamRole as IamRole,
    IamRoleInlinePolicy as IamRoleInlinePolicy,
)
from cdktf_cdktf_provider_aws.iam_role_policy import (
    IamRolePolicy as IamRolePolicy,
)
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import (
    IamRolePolicyAttachment as IamRolePolicyAttachment,
)
from cdktf_cdktf_provider_aws.internet_gateway import (
    InternetGateway as InternetGateway,
)
from cdktf_cdktf_provider_aws.kms_alias import (
    KmsAlias as KmsAlias,
)
from cdktf_cdktf_provider_aws.kms_key import (
    KmsKey as KmsKey,
)
from cdktf_cdktf_provider_aws.launch_template import (
    LaunchTemplate as LaunchTemplate,
    LaunchTemplateBlockDeviceMappings as LaunchTemplateBlockDeviceMappings,
    LaunchTemplateBlockDeviceMappingsEbs as LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateCapacityReservationSpecification as LaunchTemplateCapacityReservationSpecification,
    LaunchTemplateCapacityReservationSpecificationCapacityReservationTarget as LaunchTemplateCapacityReservationSpecificationCapacityReservationTarget,
    LaunchTemplateCpuOptions as LaunchTemplateCpuOptions,
    LaunchTemplateCreditSpecification as LaunchTemplateCreditSpecification,
    LaunchTemplateEnclaveOptions as LaunchTemplateEnclaveOptions,
    LaunchTemplateHibernationOptions as LaunchTemplateHibernationOptions,
    LaunchTemplateIamInstanceProfile as LaunchTemplateIamInstanceProfile,
    LaunchTemplateInstanceMarketOptions as LaunchTemplateInstanceMarketOptions,
    LaunchTemplateInstanceRequirements as LaunchTemplateInstanceRequirements,
    LaunchTemplateLicenseSpecification as LaunchTemplateLicenseSpecification,
    LaunchTemplateMaintenanceOptions as LaunchTemplateMaintenanceOptions,
    LaunchTemplateMetadataOptions as LaunchTemplateMetadataOptions,
    LaunchTemplateMonitoring as LaunchTemplateMonitoring,
    LaunchTemplateNetworkInterfaces as LaunchTemplateNetworkInterfaces,
    LaunchTemplatePlacement as LaunchTemplatePlacement,
    LaunchTemplatePrivateDnsNameOptions as LaunchTemplatePrivateDnsNameOptions,
    LaunchTemplateTagSpecifications as LaunchTemplateTagSpecifications,
)
from cdktf_cdktf_provider_aws.nat_gateway import (
    NatGateway as NatGateway,
    NatGatewayAvailabilityZoneAddress as NatGatewayAvailabilityZoneAddress,
)
from cdktf_cdktf_provider_aws.network_acl import (
    NetworkAcl as NetworkAcl,
    NetworkAclEgress as NetworkAclEgress,
    NetworkAclIngress as NetworkAclIngress,
)
from cdktf_cdktf_provider_aws.provider import (
    AwsProvider as AwsProvider,
    AwsProviderAssumeRole as AwsProviderAssumeRole,
    AwsProviderDefaultTags as AwsProviderDefaultTags,
)
from cdktf_cdktf_provider_aws.route import (
    Route as Route,
)
from cdktf_cdktf_provider_aws.route_table import (
    RouteTable as RouteTable,
    RouteTableRoute as RouteTableRoute,
)
from cdktf_cdktf_provider_aws.route_table_association import (
    RouteTableAssociation as RouteTableAssociation,
)
from cdktf_cdktf_provider_aws.s3_bucket import (
    S3Bucket as S3Bucket,
    S3BucketCorsRule as S3BucketCorsRule,
    S3BucketGrant as S3BucketGrant,
    S3BucketLifecycleRule as S3BucketLifecycleRule,
    S3BucketLogging as S3BucketLogging,
    S3BucketObjectLockConfiguration as S3BucketObjectLockConfiguration,
    S3BucketReplicationConfiguration as S3BucketReplicationConfiguration,
    S3BucketServerSideEncryptionConfiguration as S3BucketServerSideEncryptionConfiguration,
    S3BucketVersioning as S3BucketVersioning,
    S3BucketWebsite as S3BucketWebsite,
)
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration as S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule as S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload as S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration as S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter as S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleFilterAnd as S3BucketLifecycleConfigurationRuleFilterAnd,
    S3BucketLifecycleConfigurationRuleFilterTag as S3BucketLifecycleConfigurationRuleFilterTag,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration as S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionTransition as S3BucketLifecycleConfigurationRuleNoncurrentVersionTransition,
    S3BucketLifecycleConfigurationRuleTransition as S3BucketLifecycleConfigurationRuleTransition,
)
from cdktf_cdktf_provider_aws.s3_bucket_logging import (
    S3BucketLoggingA as S3BucketLoggingA,
    S3BucketLoggingTargetGrant as S3BucketLoggingTargetGrant,
    S3BucketLoggingTargetGrantGrantee as S3BucketLoggingTargetGrantGrantee,
    S3BucketLoggingTargetObjectKeyFormat as S3BucketLoggingTargetObjectKeyFormat,
    S3BucketLoggingTargetObjectKeyFormatPartitionedPrefix as S3BucketLoggingTargetObjectKeyFormatPartitionedPrefix,
)
from cdktf_cdktf_provider_aws.s3_bucket_object_lock_configuration import (
    S3BucketObjectLockConfigurationA as S3BucketObjectLockConfigurationA,
    S3BucketObjectLockConfigurationRuleA as S3BucketObjectLockConfigurationRuleA,
    S3BucketObjectLockConfigurationRuleDefaultRetentionA as S3BucketObjectLockConfigurationRuleDefaultRetentionA,
)
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls as S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule as S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import (
    S3BucketPolicy as S3BucketPolicy,
)
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import (
    S3BucketPublicAccessBlock as S3BucketPublicAccessBlock,
)
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA as S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA as S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA as S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA as S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration as S3BucketVersioningVersioningConfiguration,
)
from cdktf_cdktf_provider_aws.security_group import (
    SecurityGroup as SecurityGroup,
    SecurityGroupEgress as SecurityGroupEgress,
    SecurityGroupIngress as SecurityGroupIngress,
)
from cdktf_cdktf_provider_aws.security_group_rule import (
    SecurityGroupRule as SecurityGroupRule,
)
from cdktf_cdktf_provider_aws.subnet import (
    Subnet as Subnet,
)
from cdktf_cdktf_provider_aws.vpc import (
    Vpc as Vpc,
)
from cdktf_cdktf_provider_aws.vpc_endpoint import (
    VpcEndpoint as VpcEndpoint,
    VpcEndpointDnsOptions as VpcEndpointDnsOptions,
    VpcEndpointSubnetConfiguration as VpcEndpointSubnetConfiguration,
)
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import (
    VpcSecurityGroupEgressRule as VpcSecurityGroupEgressRule,
)
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import (
    VpcSecurityGroupIngressRule as VpcSecurityGroupIngressRule,
)
