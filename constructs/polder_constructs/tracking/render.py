"""A pod as the provider's classes, with all that the `restricted` pod security standard asks for.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted.
"""

from typing import Any

from polder_constructs.bindings import kubernetes as k8s
from polder_constructs.tracking.kits import ContainerKit, PodKit
from polder_constructs.tracking.pod import TEMPORARY, UID, Container, Pod, Probe, Volume

TOKEN_SECONDS = 3600


def template(kit: PodKit, pod: Pod, restart: str, spread: list[Any] | None = None) -> Any:
    """Return the pod template."""
    return kit.template(
        metadata=kit.metadata(
            labels={**pod.labels, **pod.selector()}, annotations=dict(pod.annotations) or None
        ),
        spec=kit.spec(
            service_account_name=pod.service_account,
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy=restart,
            termination_grace_period_seconds=pod.grace,
            node_selector={"polder.dev/pool": pod.pool},
            toleration=[
                kit.toleration(key=key, operator="Equal", value=value, effect=effect)
                for key, value, effect in pod.taints
            ]
            or None,
            security_context=kit.security(
                run_as_non_root=True,
                run_as_user=str(UID),
                run_as_group=str(UID),
                fs_group=str(UID),
                seccomp_profile=kit.seccomp(type="RuntimeDefault"),
            ),
            topology_spread_constraint=spread,
            init_container=[_container(kit.init, pod, each) for each in pod.init] or None,
            container=[_container(kit.container, pod, each) for each in pod.containers],
            volume=[_volume(kit, each) for each in pod.volumes()],
        ),
    )


def _container(kit: ContainerKit, pod: Pod, container: Container) -> Any:
    return kit.container(
        name=container.name,
        image=pod.image,
        image_pull_policy="Always",
        command=list(container.process.command),
        env=[
            kit.env(name=name, value=value) for name, value in sorted(container.process.environment.items())
        ],
        volume_mount=[
            kit.mount(name=volume.name, mount_path=volume.path, read_only=volume in container.reads)
            for volume in sorted(
                (*container.reads, *container.writes, TEMPORARY), key=lambda volume: volume.name
            )
        ],
        resources=kit.resources(
            requests={"cpu": container.cpu[0], "memory": container.memory[0]},
            limits={"cpu": container.cpu[1], "memory": container.memory[1]},
        ),
        security_context=kit.security(
            allow_privilege_escalation=False,
            privileged=False,
            read_only_root_filesystem=True,
            run_as_non_root=True,
            capabilities=kit.capabilities(drop=["ALL"]),
            seccomp_profile=kit.seccomp(type="RuntimeDefault"),
        ),
        **_service(container),
    )


def _service(container: Container) -> dict[str, Any]:
    """Return what only a container that serves has; among the pods here those are a Deployment's own containers."""
    parts: dict[str, Any] = {}
    if container.port is not None:
        parts["port"] = [
            k8s.DeploymentV1SpecTemplateSpecContainerPort(
                name="http", container_port=container.port, protocol="TCP"
            )
        ]
    if container.startup is not None:
        parts["startup_probe"] = k8s.DeploymentV1SpecTemplateSpecContainerStartupProbe(
            http_get=k8s.DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet(
                path=container.startup.path, port="http"
            ),
            **_timing(container.startup),
        )
    if (probe := container.liveness) is not None:
        parts["liveness_probe"] = k8s.DeploymentV1SpecTemplateSpecContainerLivenessProbe(
            http_get=k8s.DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet(
                path=probe.path, port="http"
            )
            if probe.path
            else None,
            exec=k8s.DeploymentV1SpecTemplateSpecContainerLivenessProbeExec(command=list(probe.command))
            if probe.command
            else None,
            **_timing(probe),
        )
    if (probe := container.readiness) is not None:
        parts["readiness_probe"] = k8s.DeploymentV1SpecTemplateSpecContainerReadinessProbe(
            http_get=k8s.DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet(
                path=probe.path, port="http"
            )
            if probe.path
            else None,
            exec=k8s.DeploymentV1SpecTemplateSpecContainerReadinessProbeExec(command=list(probe.command))
            if probe.command
            else None,
            **_timing(probe),
        )
    if container.drain is not None:
        # Endpoints are updated after the pod was told to end: without the wait, requests reach a closed port.
        parts["lifecycle"] = k8s.DeploymentV1SpecTemplateSpecContainerLifecycle(
            pre_stop=[
                k8s.DeploymentV1SpecTemplateSpecContainerLifecyclePreStop(
                    exec=k8s.DeploymentV1SpecTemplateSpecContainerLifecyclePreStopExec(
                        command=["sleep", str(container.drain)]
                    )
                )
            ]
        )
    return parts


def _timing(probe: Probe) -> dict[str, Any]:
    return {
        "period_seconds": probe.period,
        "failure_threshold": probe.failures,
        "timeout_seconds": probe.timeout,
    }


def _volume(kit: PodKit, volume: Volume) -> Any:
    if volume.memory:
        return kit.volume(
            name=volume.name, empty_dir=kit.empty_dir(medium="Memory", size_limit=volume.memory)
        )
    if volume.disk:
        return kit.volume(name=volume.name, empty_dir=kit.empty_dir(size_limit=volume.disk))
    if volume.config_map:
        return kit.volume(
            name=volume.name, config_map=kit.config_map(name=volume.config_map, default_mode="0444")
        )
    if volume.secret:
        # Readable by the pod's group: the files belong to root, which nothing in the pod is.
        return kit.volume(name=volume.name, secret=kit.secret(secret_name=volume.secret, default_mode="0440"))
    return kit.volume(
        name=volume.name,
        projected=[
            kit.projected(
                default_mode="0440",
                sources=[
                    kit.source(
                        service_account_token=kit.source_token(path="token", expiration_seconds=TOKEN_SECONDS)
                    ),
                    kit.source(config_map=[kit.source_config_map(name="kube-root-ca.crt")]),
                ],
            )
        ],
    )
