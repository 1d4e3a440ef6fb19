"""The provider's classes for the parts of a pod, by where they stand.

The Kubernetes provider has a class of its own for the same part of a Deployment's container, its init container, a
Job's container and so on; a kit names those of one place, so that `render` is written once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from polder_constructs.bindings import kubernetes as k8s


@dataclass(frozen=True)
class ContainerKit:
    """Classes of a container."""

    container: Callable[..., Any]
    env: Callable[..., Any]
    mount: Callable[..., Any]
    resources: Callable[..., Any]
    security: Callable[..., Any]
    capabilities: Callable[..., Any]
    seccomp: Callable[..., Any]


@dataclass(frozen=True)
class PodKit:
    """Classes of a pod template."""

    template: Callable[..., Any]
    metadata: Callable[..., Any]
    spec: Callable[..., Any]
    security: Callable[..., Any]
    seccomp: Callable[..., Any]
    toleration: Callable[..., Any]
    volume: Callable[..., Any]
    empty_dir: Callable[..., Any]
    config_map: Callable[..., Any]
    secret: Callable[..., Any]
    projected: Callable[..., Any]
    source: Callable[..., Any]
    source_config_map: Callable[..., Any]
    source_token: Callable[..., Any]
    container: ContainerKit
    init: ContainerKit


DEPLOYMENT = PodKit(
    template=k8s.DeploymentV1SpecTemplate,
    metadata=k8s.DeploymentV1SpecTemplateMetadata,
    spec=k8s.DeploymentV1SpecTemplateSpec,
    security=k8s.DeploymentV1SpecTemplateSpecSecurityContext,
    seccomp=k8s.DeploymentV1SpecTemplateSpecSecurityContextSeccompProfile,
    toleration=k8s.DeploymentV1SpecTemplateSpecToleration,
    volume=k8s.DeploymentV1SpecTemplateSpecVolume,
    empty_dir=k8s.DeploymentV1SpecTemplateSpecVolumeEmptyDir,
    config_map=k8s.DeploymentV1SpecTemplateSpecVolumeConfigMap,
    secret=k8s.DeploymentV1SpecTemplateSpecVolumeSecret,
    projected=k8s.DeploymentV1SpecTemplateSpecVolumeProjected,
    source=k8s.DeploymentV1SpecTemplateSpecVolumeProjectedSources,
    source_config_map=k8s.DeploymentV1SpecTemplateSpecVolumeProjectedSourcesConfigMap,
    source_token=k8s.DeploymentV1SpecTemplateSpecVolumeProjectedSourcesServiceAccountToken,
    container=ContainerKit(
        container=k8s.DeploymentV1SpecTemplateSpecContainer,
        env=k8s.DeploymentV1SpecTemplateSpecContainerEnv,
        mount=k8s.DeploymentV1SpecTemplateSpecContainerVolumeMount,
        resources=k8s.DeploymentV1SpecTemplateSpecContainerResources,
        security=k8s.DeploymentV1SpecTemplateSpecContainerSecurityContext,
        capabilities=k8s.DeploymentV1SpecTemplateSpecContainerSecurityContextCapabilities,
        seccomp=k8s.DeploymentV1SpecTemplateSpecContainerSecurityContextSeccompProfile,
    ),
    init=ContainerKit(
        container=k8s.DeploymentV1SpecTemplateSpecInitContainer,
        env=k8s.DeploymentV1SpecTemplateSpecInitContainerEnv,
        mount=k8s.DeploymentV1SpecTemplateSpecInitContainerVolumeMount,
        resources=k8s.DeploymentV1SpecTemplateSpecInitContainerResources,
        security=k8s.DeploymentV1SpecTemplateSpecInitContainerSecurityContext,
        capabilities=k8s.DeploymentV1SpecTemplateSpecInitContainerSecurityContextCapabilities,
        seccomp=k8s.DeploymentV1SpecTemplateSpecInitContainerSecurityContextSeccompProfile,
    ),
)

JOB = PodKit(
    template=k8s.JobV1SpecTemplate,
    metadata=k8s.JobV1SpecTemplateMetadata,
    spec=k8s.JobV1SpecTemplateSpec,
    security=k8s.JobV1SpecTemplateSpecSecurityContext,
    seccomp=k8s.JobV1SpecTemplateSpecSecurityContextSeccompProfile,
    toleration=k8s.JobV1SpecTemplateSpecToleration,
    volume=k8s.JobV1SpecTemplateSpecVolume,
    empty_dir=k8s.JobV1SpecTemplateSpecVolumeEmptyDir,
    config_map=k8s.JobV1SpecTemplateSpecVolumeConfigMap,
    secret=k8s.JobV1SpecTemplateSpecVolumeSecret,
    projected=k8s.JobV1SpecTemplateSpecVolumeProjected,
    source=k8s.JobV1SpecTemplateSpecVolumeProjectedSources,
    source_config_map=k8s.JobV1SpecTemplateSpecVolumeProjectedSourcesConfigMap,
    source_token=k8s.JobV1SpecTemplateSpecVolumeProjectedSourcesServiceAccountToken,
    container=ContainerKit(
        container=k8s.JobV1SpecTemplateSpecContainer,
        env=k8s.JobV1SpecTemplateSpecContainerEnv,
        mount=k8s.JobV1SpecTemplateSpecContainerVolumeMount,
        resources=k8s.JobV1SpecTemplateSpecContainerResources,
        security=k8s.JobV1SpecTemplateSpecContainerSecurityContext,
        capabilities=k8s.JobV1SpecTemplateSpecContainerSecurityContextCapabilities,
        seccomp=k8s.JobV1SpecTemplateSpecContainerSecurityContextSeccompProfile,
    ),
    init=ContainerKit(
        container=k8s.JobV1SpecTemplateSpecInitContainer,
        env=k8s.JobV1SpecTemplateSpecInitContainerEnv,
        mount=k8s.JobV1SpecTemplateSpecInitContainerVolumeMount,
        resources=k8s.JobV1SpecTemplateSpecInitContainerResources,
        security=k8s.JobV1SpecTemplateSpecInitContainerSecurityContext,
        capabilities=k8s.JobV1SpecTemplateSpecInitContainerSecurityContextCapabilities,
        seccomp=k8s.JobV1SpecTemplateSpecInitContainerSecurityContextSeccompProfile,
    ),
)
