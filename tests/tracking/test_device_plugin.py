"""NVIDIA's device plugin: there where a site has GPUs, on their nodes alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from polder_constructs.bindings.cdktf import App, TerraformStack
from polder_constructs.bindings.helm import HelmProvider
from polder_constructs.bindings.kubernetes import KubernetesProvider
from polder_constructs.device_plugin.nvidia import nvidia_device_plugin
from polder_environments.topology import AcceleratorPlan, PoolPlan, SitePlan

GPU = ("nvidia.com/gpu", "present", "NoSchedule")
SPOT = ("kubernetes.azure.com/scalesetpriority", "spot", "NoSchedule")


def pool(system: PoolPlan, name: str, accelerator: str, kind: str, *taints: tuple[str, str, str]) -> PoolPlan:
    """Return a pool with accelerators."""
    return PoolPlan.model_validate(
        {
            **system.model_dump(),
            "name": name,
            "accelerator": AcceleratorPlan.model_validate({"name": accelerator, "kind": kind, "per_node": 8}),
            "taints": taints,
        }
    )


def synthesized(folder: Path, plan: SitePlan) -> dict[str, Any]:
    """Return the resources that the plugin adds."""
    app = App(outdir=str(folder), skip_validation=True)
    stack = TerraformStack(app, "services")
    KubernetesProvider(stack, "kubernetes", host="https://example.org")
    HelmProvider(stack, "helm")
    nvidia_device_plugin(stack, plan)
    app.synth()
    return json.loads((folder / "stacks" / "services" / "cdk.tf.json").read_text("utf-8")).get("resource", {})


def with_pools(plan: SitePlan, *pools: PoolPlan) -> SitePlan:
    """Return the site with these pools."""
    return plan.model_copy(update={"cluster": plan.cluster.model_copy(update={"pools": pools})})


@pytest.mark.parametrize("kind", [None, "tpu"])
def test_a_site_without_gpus_has_no_plugin(plan: SitePlan, tmp_path: Path, kind: str | None) -> None:
    """CPU and TPU pools need none."""
    pools = [pool(plan.cluster.system, "slice", "tpu-v5e", kind)] if kind else []

    assert synthesized(tmp_path, with_pools(plan, *pools)) == {}


def test_the_plugin_runs_on_gpu_nodes_through_their_taints(plan: SitePlan, tmp_path: Path) -> None:
    """It chooses nodes by the label that every cloud's nodes have, and needs no feature discovery."""
    pools = (
        pool(plan.cluster.system, "train", "h100", "nvidia", GPU),
        pool(plan.cluster.system, "burst", "a100-80gb", "nvidia", GPU, SPOT),
        pool(plan.cluster.system, "slice", "tpu-v5e", "tpu", ("google.com/tpu", "present", "NoSchedule")),
    )
    release = synthesized(tmp_path / "a", with_pools(plan, *pools))["helm_release"]["device-plugin"]
    values = json.loads(release["values"][0])

    assert (release["chart"], release["version"]) == ("nvidia-device-plugin", "0.20.0")
    assert release["repository"] == "https://nvidia.github.io/k8s-device-plugin"
    (term,) = values["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][
        "nodeSelectorTerms"
    ]
    assert term["matchExpressions"] == [
        {"key": "polder.dev/accelerator", "operator": "In", "values": ["a100-80gb", "h100"]}
    ]
    assert values["tolerations"] == [
        {"key": key, "operator": "Equal", "value": value, "effect": effect}
        for key, value, effect in sorted([GPU, SPOT])
    ]
    assert values["gfd"]["enabled"] is False
    reordered = synthesized(tmp_path / "b", with_pools(plan, *reversed(pools)))
    assert reordered["helm_release"]["device-plugin"] == release


def test_the_plugin_needs_no_network(plan: SitePlan, tmp_path: Path) -> None:
    """It speaks to the kubelet through a socket; everything else is denied."""
    resources = synthesized(
        tmp_path, with_pools(plan, pool(plan.cluster.system, "train", "h100", "nvidia", GPU))
    )

    assert resources["kubernetes_network_policy_v1"]["device-plugin-deny"]["spec"] == {
        "pod_selector": {},
        "policy_types": ["Ingress", "Egress"],
    }


def test_the_image_comes_from_the_mirror_of_the_site(plan: SitePlan, tmp_path: Path) -> None:
    """Nodes that do not reach the internet pull the plugin from where it is mirrored."""
    network = plan.network.model_copy(update={"mirror": "registry.example.org/mirror"})
    site = with_pools(plan, pool(plan.cluster.system, "train", "h100", "nvidia", GPU))
    release = synthesized(tmp_path, site.model_copy(update={"network": network}))["helm_release"][
        "device-plugin"
    ]

    image = json.loads(release["values"][0])["image"]
    assert image == {"repository": "registry.example.org/mirror/nvcr.io/nvidia/k8s-device-plugin"}
