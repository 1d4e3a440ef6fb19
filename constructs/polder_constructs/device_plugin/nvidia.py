"""NVIDIA's device plugin, which makes the GPUs of a node schedulable, where the cloud does not run it itself.

Sources: https://github.com/NVIDIA/k8s-device-plugin/tree/v0.20.0/deployments/helm/nvidia-device-plugin (values.yaml,
values.schema.json, templates); https://registry.terraform.io/providers/hashicorp/helm/3.1.1/docs/resources/release.
"""

import json

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.helm import Release
from polder_constructs.bindings.kubernetes import (
    NamespaceV1,
    NamespaceV1Metadata,
    NetworkPolicyV1,
    NetworkPolicyV1Metadata,
    NetworkPolicyV1Spec,
    NetworkPolicyV1SpecPodSelector,
)
from polder_environments.topology import ClusterPlan, PoolPlan, SitePlan

NAME = "nvidia-device-plugin"
REPOSITORY = "https://nvidia.github.io/k8s-device-plugin"
VERSION = "0.20.0"
IMAGE = "nvcr.io/nvidia/k8s-device-plugin"


def nvidia_device_plugin(scope: Construct, plan: SitePlan) -> None:
    """Install the plugin where the site has NVIDIA pools; otherwise add nothing."""
    pools = nvidia_pools(plan.cluster)
    if not pools:
        return
    namespace = NamespaceV1(
        scope,
        "device-plugin-namespace",
        # The plugin talks to the kubelet through a folder of the host, which only this standard lets a pod mount.
        metadata=NamespaceV1Metadata(name=NAME, labels={"pod-security.kubernetes.io/enforce": "privileged"}),
    )
    policy = NetworkPolicyV1(
        scope,
        "device-plugin-deny",
        metadata=NetworkPolicyV1Metadata(name="deny", namespace=namespace.metadata.name),
        spec=NetworkPolicyV1Spec(
            pod_selector=NetworkPolicyV1SpecPodSelector(), policy_types=["Ingress", "Egress"]
        ),
    )
    Release(
        scope,
        "device-plugin",
        depends_on=[policy],
        name=NAME,
        namespace=namespace.metadata.name,
        repository=REPOSITORY,
        chart=NAME,
        version=VERSION,
        atomic=True,
        cleanup_on_fail=True,
        timeout=600,
        values=[json.dumps(values(pools, plan.image(IMAGE)), sort_keys=True)],
    )


def nvidia_pools(cluster: ClusterPlan) -> tuple[PoolPlan, ...]:
    """Return the pools whose nodes have NVIDIA GPUs, the system pool among them if it has."""
    return tuple(
        pool
        for pool in (cluster.system, *cluster.pools)
        if pool.accelerator is not None and pool.accelerator.kind == "nvidia"
    )


def values(pools: tuple[PoolPlan, ...], image: str) -> dict[str, object]:
    """Return the chart's values: on the nodes of these pools, through their taints, and nothing else of the chart.

    The chart's own affinity waits for labels of Node Feature Discovery, which is off; a list replaces it whole.
    """
    accelerators = sorted({pool.accelerator.name for pool in pools if pool.accelerator is not None})
    taints = sorted({taint for pool in pools for taint in pool.taints})
    return {
        "affinity": {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {
                    "nodeSelectorTerms": [
                        {
                            "matchExpressions": [
                                {"key": "polder.dev/accelerator", "operator": "In", "values": accelerators}
                            ]
                        }
                    ]
                }
            }
        },
        "tolerations": [
            {"key": key, "operator": "Equal", "value": value, "effect": effect}
            for key, value, effect in taints
        ],
        "image": {"repository": image},
        "gfd": {"enabled": False},
        "nfd": {"enabled": False},
        "resources": {
            "requests": {"cpu": "10m", "memory": "64Mi"},
            "limits": {"cpu": "500m", "memory": "256Mi"},
        },
    }
