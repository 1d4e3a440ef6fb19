"""The Kubernetes classes Polder builds with: typed re-exports of the unmodified PyPI package.

To add one, add its line `from cdktf_cdktf_provider_kubernetes.SUBMODULE import NAME as NAME` here (the `as` marks it as
re-exported for pyright strict; ruff sorts). Import it elsewhere only as `from polder_constructs.bindings.kubernetes import NAME`.
Nothing else has to be registered: the submodules imported before the first construct are the ones that jsii loads.
"""

from cdktf_cdktf_provider_kubernetes.cluster_role_binding_v1 import (
    ClusterRoleBindingV1 as ClusterRoleBindingV1,
    ClusterRoleBindingV1Metadata as ClusterRoleBindingV1Metadata,
    ClusterRoleBindingV1RoleRef as ClusterRoleBindingV1RoleRef,
    ClusterRoleBindingV1Subject as ClusterRoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.cluster_role_v1 import (
    ClusterRoleV1 as ClusterRoleV1,
    ClusterRoleV1AggregationRule as ClusterRoleV1AggregationRule,
    ClusterRoleV1AggregationRuleClusterRoleSelectors as ClusterRoleV1AggregationRuleClusterRoleSelectors,
    ClusterRoleV1AggregationRuleClusterRoleSelectorsMatchExpressions as ClusterRoleV1AggregationRuleClusterRoleSelectorsMatchExpressions,
    ClusterRoleV1Metadata as ClusterRoleV1Metadata,
    ClusterRoleV1Rule as ClusterRoleV1Rule,
)
from cdktf_cdktf_provider_kubernetes.config_map_v1 import (
    ConfigMapV1 as ConfigMapV1,
    ConfigMapV1Metadata as ConfigMapV1Metadata,
)
from cdktf_cdktf_provider_kubernetes.daemon_set_v1 import (
    DaemonSetV1 as DaemonSetV1,
    DaemonSetV1Metadata as DaemonSetV1Metadata,
    DaemonSetV1Spec as DaemonSetV1Spec,
)
from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1 as DeploymentV1,
    DeploymentV1Metadata as DeploymentV1Metadata,
    DeploymentV1Spec as DeploymentV1Spec,
    DeploymentV1SpecSelector as DeploymentV1SpecSelector,
    DeploymentV1SpecStrategy as DeploymentV1SpecStrategy,
    DeploymentV1SpecStrategyRollingUpdate as DeploymentV1SpecStrategyRollingUpdate,
    DeploymentV1SpecTemplate as DeploymentV1SpecTemplate,
    DeploymentV1SpecTemplateMetadata as DeploymentV1SpecTemplateMetadata,
    DeploymentV1SpecTemplateSpec as DeploymentV1SpecTemplateSpec,
    DeploymentV1SpecTemplateSpecContainer as DeploymentV1SpecTemplateSpecContainer,
    DeploymentV1SpecTemplateSpecContainerEnv as DeploymentV1SpecTemplateSpecContainerEnv,
    DeploymentV1SpecTemplateSpecContainerLifecycle as DeploymentV1SpecTemplateSpecContainerLifecycle,
    DeploymentV1SpecTemplateSpecContainerLifecyclePreStop as DeploymentV1SpecTemplateSpecContainerLifecyclePreStop,
    DeploymentV1SpecTemplateSpecContainerLifecyclePreStopExec as DeploymentV1SpecTemplateSpecContainerLifecyclePreStopExec,
    DeploymentV1SpecTemplateSpecContainerLivenessProbe as DeploymentV1SpecTemplateSpecContainerLivenessProbe,
    DeploymentV1SpecTemplateSpecContainerLivenessProbeExec as DeploymentV1SpecTemplateSpecContainerLivenessProbeExec,
    DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet as DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerPort as DeploymentV1SpecTemplateSpecContainerPort,
    DeploymentV1SpecTemplateSpecContainerReadinessProbe as DeploymentV1SpecTemplateSpecContainerReadinessProbe,
    DeploymentV1SpecTemplateSpecContainerReadinessProbeExec as DeploymentV1SpecTemplateSpecContainerReadinessProbeExec,
    DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet as DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerResources as DeploymentV1SpecTemplateSpecContainerResources,
    DeploymentV1SpecTemplateSpecContainerSecurityContext as DeploymentV1SpecTemplateSpecContainerSecurityContext,
    DeploymentV1SpecTemplateSpecContainerSecurityContextCapabilities as DeploymentV1SpecTemplateSpecContainerSecurityContextCapabilities,
    DeploymentV1SpecTemplateSpecContainerSecurityContextSeccompProfile as DeploymentV1SpecTemplateSpecContainerSecurityContextSeccompProfile,
    DeploymentV1SpecTemplateSpecContainerStartupProbe as DeploymentV1SpecTemplateSpecContainerStartupProbe,
    DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet as DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerVolumeMount as DeploymentV1SpecTemplateSpecContainerVolumeMount,
    DeploymentV1SpecTemplateSpecInitContainer as DeploymentV1SpecTemplateSpecInitContainer,
    DeploymentV1SpecTemplateSpecInitContainerEnv as DeploymentV1SpecTemplateSpecInitContainerEnv,
    DeploymentV1SpecTemplateSpecInitContainerResources as DeploymentV1SpecTemplateSpecInitContainerResources,
    DeploymentV1SpecTemplateSpecInitContainerSecurityContext as DeploymentV1SpecTemplateSpecInitContainerSecurityContext,
    DeploymentV1SpecTemplateSpecInitContainerSecurityContextCapabilities as DeploymentV1SpecTemplateSpecInitContainerSecurityContextCapabilities,
    DeploymentV1SpecTemplateSpecInitContainerSecurityContextSeccompProfile as DeploymentV1SpecTemplateSpecInitContainerSecurityContextSeccompProfile,
    DeploymentV1SpecTemplateSpecInitContainerVolumeMount as DeploymentV1SpecTemplateSpecInitContainerVolumeMount,
    DeploymentV1SpecTemplateSpecSecurityContext as DeploymentV1SpecTemplateSpecSecurityContext,
    DeploymentV1SpecTemplateSpecSecurityContextSeccompProfile as DeploymentV1SpecTemplateSpecSecurityContextSeccompProfile,
    DeploymentV1SpecTemplateSpecToleration as DeploymentV1SpecTemplateSpecToleration,
    DeploymentV1SpecTemplateSpecTopologySpreadConstraint as DeploymentV1SpecTemplateSpecTopologySpreadConstraint,
    DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector as DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector,
    DeploymentV1SpecTemplateSpecVolume as DeploymentV1SpecTemplateSpecVolume,
    DeploymentV1SpecTemplateSpecVolumeConfigMap as DeploymentV1SpecTemplateSpecVolumeConfigMap,
    DeploymentV1SpecTemplateSpecVolumeEmptyDir as DeploymentV1SpecTemplateSpecVolumeEmptyDir,
    DeploymentV1SpecTemplateSpecVolumeProjected as DeploymentV1SpecTemplateSpecVolumeProjected,
    DeploymentV1SpecTemplateSpecVolumeProjectedSources as DeploymentV1SpecTemplateSpecVolumeProjectedSources,
    DeploymentV1SpecTemplateSpecVolumeProjectedSourcesConfigMap as DeploymentV1SpecTemplateSpecVolumeProjectedSourcesConfigMap,
    DeploymentV1SpecTemplateSpecVolumeProjectedSourcesServiceAccountToken as DeploymentV1SpecTemplateSpecVolumeProjectedSourcesServiceAccountToken,
    DeploymentV1SpecTemplateSpecVolumeSecret as DeploymentV1SpecTemplateSpecVolumeSecret,
    DeploymentV1Timeouts as DeploymentV1Timeouts,
)
from cdktf_cdktf_provider_kubernetes.horizontal_pod_autoscaler_v2 import (
    HorizontalPodAutoscalerV2 as HorizontalPodAutoscalerV2,
    HorizontalPodAutoscalerV2Metadata as HorizontalPodAutoscalerV2Metadata,
    HorizontalPodAutoscalerV2Spec as HorizontalPodAutoscalerV2Spec,
)
from cdktf_cdktf_provider_kubernetes.job_v1 import (
    JobV1 as JobV1,
    JobV1Metadata as JobV1Metadata,
    JobV1Spec as JobV1Spec,
    JobV1SpecTemplate as JobV1SpecTemplate,
    JobV1SpecTemplateMetadata as JobV1SpecTemplateMetadata,
    JobV1SpecTemplateSpec as JobV1SpecTemplateSpec,
    JobV1SpecTemplateSpecContainer as JobV1SpecTemplateSpecContainer,
    JobV1SpecTemplateSpecContainerEnv as JobV1SpecTemplateSpecContainerEnv,
    JobV1SpecTemplateSpecContainerResources as JobV1SpecTemplateSpecContainerResources,
    JobV1SpecTemplateSpecContainerSecurityContext as JobV1SpecTemplateSpecContainerSecurityContext,
    JobV1SpecTemplateSpecContainerSecurityContextCapabilities as JobV1SpecTemplateSpecContainerSecurityContextCapabilities,
    JobV1SpecTemplateSpecContainerSecurityContextSeccompProfile as JobV1SpecTemplateSpecContainerSecurityContextSeccompProfile,
    JobV1SpecTemplateSpecContainerVolumeMount as JobV1SpecTemplateSpecContainerVolumeMount,
    JobV1SpecTemplateSpecInitContainer as JobV1SpecTemplateSpecInitContainer,
    JobV1SpecTemplateSpecInitContainerEnv as JobV1SpecTemplateSpecInitContainerEnv,
    JobV1SpecTemplateSpecInitContainerResources as JobV1SpecTemplateSpecInitContainerResources,
    JobV1SpecTemplateSpecInitContainerSecurityContext as JobV1SpecTemplateSpecInitContainerSecurityContext,
    JobV1SpecTemplateSpecInitContainerSecurityContextCapabilities as JobV1SpecTemplateSpecInitContainerSecurityContextCapabilities,
    JobV1SpecTemplateSpecInitContainerSecurityContextSeccompProfile as JobV1SpecTemplateSpecInitContainerSecurityContextSeccompProfile,
    JobV1SpecTemplateSpecInitContainerVolumeMount as JobV1SpecTemplateSpecInitContainerVolumeMount,
    JobV1SpecTemplateSpecSecurityContext as JobV1SpecTemplateSpecSecurityContext,
    JobV1SpecTemplateSpecSecurityContextSeccompProfile as JobV1SpecTemplateSpecSecurityContextSeccompProfile,
    JobV1SpecTemplateSpecToleration as JobV1SpecTemplateSpecToleration,
    JobV1SpecTemplateSpecVolume as JobV1SpecTemplateSpecVolume,
    JobV1SpecTemplateSpecVolumeConfigMap as JobV1SpecTemplateSpecVolumeConfigMap,
    JobV1SpecTemplateSpecVolumeEmptyDir as JobV1SpecTemplateSpecVolumeEmptyDir,
    JobV1SpecTemplateSpecVolumeProjected as JobV1SpecTemplateSpecVolumeProjected,
    JobV1SpecTemplateSpecVolumeProjectedSources as JobV1SpecTemplateSpecVolumeProjectedSources,
    JobV1SpecTemplateSpecVolumeProjectedSourcesConfigMap as JobV1SpecTemplateSpecVolumeProjectedSourcesConfigMap,
    JobV1SpecTemplateSpecVolumeProjectedSourcesServiceAccountToken as JobV1SpecTemplateSpecVolumeProjectedSourcesServiceAccountToken,
    JobV1SpecTemplateSpecVolumeSecret as JobV1SpecTemplateSpecVolumeSecret,
    JobV1Timeouts as JobV1Timeouts,
)
from cdktf_cdktf_provider_kubernetes.limit_range_v1 import (
    LimitRangeV1 as LimitRangeV1,
    LimitRangeV1Metadata as LimitRangeV1Metadata,
    LimitRangeV1Spec as LimitRangeV1Spec,
    LimitRangeV1SpecLimit as LimitRangeV1SpecLimit,
)
from cdktf_cdktf_provider_kubernetes.manifest import (
    Manifest as Manifest,
    ManifestFieldManager as ManifestFieldManager,
    ManifestWait as ManifestWait,
    ManifestWaitCondition as ManifestWaitCondition,
    ManifestWaitFor as ManifestWaitFor,
)
from cdktf_cdktf_provider_kubernetes.namespace_v1 import (
    NamespaceV1 as NamespaceV1,
    NamespaceV1Metadata as NamespaceV1Metadata,
)
from cdktf_cdktf_provider_kubernetes.network_policy_v1 import (
    NetworkPolicyV1 as NetworkPolicyV1,
    NetworkPolicyV1Metadata as NetworkPolicyV1Metadata,
    NetworkPolicyV1Spec as NetworkPolicyV1Spec,
    NetworkPolicyV1SpecEgress as NetworkPolicyV1SpecEgress,
    NetworkPolicyV1SpecEgressPorts as NetworkPolicyV1SpecEgressPorts,
    NetworkPolicyV1SpecEgressTo as NetworkPolicyV1SpecEgressTo,
    NetworkPolicyV1SpecEgressToIpBlock as NetworkPolicyV1SpecEgressToIpBlock,
    NetworkPolicyV1SpecEgressToNamespaceSelector as NetworkPolicyV1SpecEgressToNamespaceSelector,
    NetworkPolicyV1SpecIngress as NetworkPolicyV1SpecIngress,
    NetworkPolicyV1SpecIngressFrom as NetworkPolicyV1SpecIngressFrom,
    NetworkPolicyV1SpecIngressFromNamespaceSelector as NetworkPolicyV1SpecIngressFromNamespaceSelector,
    NetworkPolicyV1SpecIngressFromPodSelector as NetworkPolicyV1SpecIngressFromPodSelector,
    NetworkPolicyV1SpecIngressPorts as NetworkPolicyV1SpecIngressPorts,
    NetworkPolicyV1SpecPodSelector as NetworkPolicyV1SpecPodSelector,
)
from cdktf_cdktf_provider_kubernetes.pod_disruption_budget_v1 import (
    PodDisruptionBudgetV1 as PodDisruptionBudgetV1,
    PodDisruptionBudgetV1Metadata as PodDisruptionBudgetV1Metadata,
    PodDisruptionBudgetV1Spec as PodDisruptionBudgetV1Spec,
    PodDisruptionBudgetV1SpecSelector as PodDisruptionBudgetV1SpecSelector,
    PodDisruptionBudgetV1SpecSelectorMatchExpressions as PodDisruptionBudgetV1SpecSelectorMatchExpressions,
)
from cdktf_cdktf_provider_kubernetes.priority_class_v1 import (
    PriorityClassV1 as PriorityClassV1,
    PriorityClassV1Metadata as PriorityClassV1Metadata,
)
from cdktf_cdktf_provider_kubernetes.provider import (
    KubernetesProvider as KubernetesProvider,
    KubernetesProviderExec as KubernetesProviderExec,
)
from cdktf_cdktf_provider_kubernetes.resource_quota_v1 import (
    ResourceQuotaV1 as ResourceQuotaV1,
    ResourceQuotaV1Metadata as ResourceQuotaV1Metadata,
    ResourceQuotaV1Spec as ResourceQuotaV1Spec,
    ResourceQuotaV1SpecScopeSelector as ResourceQuotaV1SpecScopeSelector,
    ResourceQuotaV1SpecScopeSelectorMatchExpression as ResourceQuotaV1SpecScopeSelectorMatchExpression,
)
from cdktf_cdktf_provider_kubernetes.role_binding_v1 import (
    RoleBindingV1 as RoleBindingV1,
    RoleBindingV1Metadata as RoleBindingV1Metadata,
    RoleBindingV1RoleRef as RoleBindingV1RoleRef,
    RoleBindingV1Subject as RoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.role_v1 import (
    RoleV1 as RoleV1,
    RoleV1Metadata as RoleV1Metadata,
    RoleV1Rule as RoleV1Rule,
)
from cdktf_cdktf_provider_kubernetes.secret_v1 import (
    SecretV1 as SecretV1,
    SecretV1Metadata as SecretV1Metadata,
)
from cdktf_cdktf_provider_kubernetes.service_account_v1 import (
    ServiceAccountV1 as ServiceAccountV1,
    ServiceAccountV1ImagePullSecret as ServiceAccountV1ImagePullSecret,
    ServiceAccountV1Metadata as ServiceAccountV1Metadata,
    ServiceAccountV1Secret as ServiceAccountV1Secret,
)
from cdktf_cdktf_provider_kubernetes.service_v1 import (
    ServiceV1 as ServiceV1,
    ServiceV1Metadata as ServiceV1Metadata,
    ServiceV1Spec as ServiceV1Spec,
    ServiceV1SpecPort as ServiceV1SpecPort,
    ServiceV1SpecSessionAffinityConfig as ServiceV1SpecSessionAffinityConfig,
    ServiceV1SpecSessionAffinityConfigClientIp as ServiceV1SpecSessionAffinityConfigClientIp,
)
from cdktf_cdktf_provider_kubernetes.storage_class_v1 import (
    StorageClassV1 as StorageClassV1,
    StorageClassV1AllowedTopologies as StorageClassV1AllowedTopologies,
    StorageClassV1AllowedTopologiesMatchLabelExpressions as StorageClassV1AllowedTopologiesMatchLabelExpressions,
    StorageClassV1Metadata as StorageClassV1Metadata,
)
