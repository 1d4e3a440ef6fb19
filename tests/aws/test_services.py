"""What runs on an EKS cluster beside its add-ons: the autoscaler that starts a pool's first node, and volumes."""

import json
from pathlib import Path
from typing import cast

import pytest

from polder_constructs.bindings.cdktf import TerraformStack, Testing
from polder_constructs.cluster.aws_services import autoscaler_values, cluster_services
from polder_environments.load import load_as
from polder_environments.model import Environment
from polder_environments.resolve import resolve
from polder_environments.topology import SitePlan

PARITY = Path(__file__).parents[1] / "parity" / "aws.yaml"


@pytest.fixture(scope="module")
def site() -> SitePlan:
    """A site with every kind of pool."""
    return resolve(load_as(PARITY, Environment)).sites[0]


def test_autoscaler_is_who_may_scale(site: SitePlan) -> None:
    """It runs on the system pool, for this cluster, as the service account whose role may scale."""
    values = json.loads(json.dumps(autoscaler_values(site)))

    assert values["rbac"]["serviceAccount"]["name"] == "cluster-autoscaler"
    assert (values["awsRegion"], values["autoDiscovery"]) == ("us-east-1", {"clusterName": "aws-ashburn"})
    assert values["nodeSelector"] == {"polder.dev/pool": "system"}
    assert values["image"]["tag"].startswith(f"v{site.cluster.version}.")


def test_volumes_are_encrypted(site: SitePlan) -> None:
    """Volumes that pods ask for are encrypted with the site's key, stand where the pod does, and outlive it."""
    stack = TerraformStack(Testing.app(), "services")
    cluster_services(stack, site)
    emitted = cast("dict[str, dict[str, dict[str, dict[str, object]]]]", json.loads(Testing.synth(stack)))
    volumes = emitted["resource"]["kubernetes_storage_class_v1"]["storage-class"]

    assert volumes["parameters"] == {
        "type": "gp3",
        "encrypted": "true",
        "kmsKeyId": "arn:aws:kms:us-east-1:111122223333:alias/aws-ashburn",
    }
    assert (volumes["volume_binding_mode"], volumes["reclaim_policy"]) == ("WaitForFirstConsumer", "Retain")
    assert emitted["resource"]["helm_release"]["autoscaler"]["version"] == "9.59.0"
