"""What an EKS cluster needs beside its managed add-ons: the autoscaler of its pools and a class of encrypted volumes.

Both are Kubernetes resources, so they stand in the stack of what runs on the cluster.

Sources: kubernetes/autoscaler `charts/cluster-autoscaler` 9.59.0 (values.yaml); kubernetes/kops
`pkg/model/components/clusterautoscaler.go`, 2026 (image by Kubernetes version); kubernetes-sigs/aws-ebs-csi-driver
`docs/parameters.md`.
"""

import json
from collections.abc import Mapping

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.helm import Release
from polder_constructs.bindings.kubernetes import StorageClassV1, StorageClassV1Metadata
from polder_constructs.cluster.aws_autoscaler import NAMESPACE, SERVICE_ACCOUNT
from polder_constructs.site.aws_partition import arn
from polder_environments.topology import SitePlan

REPOSITORY = "https://kubernetes.github.io/autoscaler"
CHART = "cluster-autoscaler"
CHART_VERSION = "9.59.0"
IMAGES: Mapping[str, str] = {
    "1.32": "v1.32.7",
    "1.33": "v1.33.5",
    "1.34": "v1.34.4",
    "1.35": "v1.35.1",
    "1.36": "v1.36.0",
}
"""Autoscaler release by Kubernetes version; it simulates the scheduler of that version and of no other."""


def cluster_services(scope: Construct, site: SitePlan) -> None:
    """Install the autoscaler and the storage class.

    Raises:
        KeyError: No autoscaler is known for the cluster's version.
    """
    StorageClassV1(
        scope,
        "storage-class",
        metadata=StorageClassV1Metadata(
            name="gp3", annotations={"storageclass.kubernetes.io/is-default-class": "true"}
        ),
        storage_provisioner="ebs.csi.aws.com",
        # A volume made before its pod is placed may stand in a zone where the pod cannot.
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
        reclaim_policy="Retain" if site.protect else "Delete",
        parameters={
            "type": "gp3",
            "encrypted": "true",
            "kmsKeyId": arn(site, "kms", f"alias/{site.key}"),
        },
    )
    Release(
        scope,
        "autoscaler",
        name=SERVICE_ACCOUNT,
        namespace=NAMESPACE,
        repository=REPOSITORY,
        chart=CHART,
        version=CHART_VERSION,
        atomic=True,
        cleanup_on_fail=True,
        timeout=600,
        values=[json.dumps(autoscaler_values(site), sort_keys=True)],
    )


def autoscaler_values(site: SitePlan) -> dict[str, object]:
    """Values of the autoscaler's chart."""
    system = site.cluster.system
    return {
        "fullnameOverride": SERVICE_ACCOUNT,
        "cloudProvider": "aws",
        "awsRegion": site.region,
        "autoDiscovery": {"clusterName": site.cluster.name},
        "image": {
            "repository": site.image("registry.k8s.io/autoscaling/cluster-autoscaler"),
            "tag": IMAGES[site.cluster.version],
        },
        # EKS Pod Identity binds this name to the role that may scale.
        "rbac": {"create": True, "serviceAccount": {"create": True, "name": SERVICE_ACCOUNT}},
        "replicaCount": 2,
        "nodeSelector": {"polder.dev/pool": system.name},
        "tolerations": [
            {"key": key, "operator": "Equal", "value": value, "effect": effect}
            for key, value, effect in system.taints
        ],
        "extraArgs": {
            "balance-similar-node-groups": True,
            "expander": "least-waste",
            "skip-nodes-with-system-pods": False,
        },
        "resources": {
            "requests": {"cpu": "100m", "memory": "300Mi"},
            "limits": {"memory": "600Mi"},
        },
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "runAsGroup": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containerSecurityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
    }
