"""Words that judge a text: what looks like the site's and is not, because of what stands around it."""

import pytest

from altered import Altered
from polder_policies.inspection.classification import Rule, built_in
from polder_policies.inspection.demands import judged
from polder_policies.inspection.here import Here
from polder_policies.inspection.place import Place
from polder_policies.inspection.stack import Block


def _holds(site: Altered, value: object, must: str, refs: str = "") -> bool:
    """Whether a value holds at a site."""
    stacks = site.read()
    infra = next(stack for stack in stacks if stack.name.endswith("-infra"))
    word, *arguments = must.split()
    rule = Rule("x", "location", word, tuple(arguments), frozenset(refs.split()), "", "test")
    block = Block("resource", "x_y", "z", {}, "x_y.z")
    here = Here(block, infra, Place(site.plan, stacks), built_in())
    return list(judged(value, rule, here)) == []


@pytest.mark.parametrize(
    ("host", "holds"),
    [
        ("https://ABC.gr7.eu-central-1.eks.amazonaws.com", True),
        ("https://10.16.0.10:6443/x", True),
        ("kubernetes.default.svc", True),
        ("${aws_eks_cluster.cluster.endpoint}", True),
        ("https://${aws_eks_cluster.cluster.endpoint}:443", True),
        ("https://ABC.gr7.us-east-1.eks.amazonaws.com", False),
        ("https://collector.example/eu-central-1", False),
        ("https://eu-central-1.example.org", False),
        ("https://kubernetes.default.svc@collector.example", False),
        ("https://collector.example#.svc", False),
        ("https://collector.example?.svc", False),
        ("https://collector.example\\.svc", False),
        ("sts.amazonaws.com", False),
        ("8.8.8.8", False),
        ("https://${aws_eks_cluster.cluster.name}@collector.example", False),
        ("https://${aws_eks_cluster.cluster.name}:x@collector.example", False),
        ("https://${aws_eks_cluster.cluster.name}.example", False),
        ("https://collector.example/${aws_eks_cluster.cluster.name}", False),
    ],
)
def test_hosts(host: str, *, holds: bool, aws: Altered) -> None:
    """A host is what comes after a login and before a path; it is inside, of the region, or what a reference leads to."""
    assert _holds(aws, host, "host", "aws_eks_cluster") is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("arn:aws:logs:eu-central-1:111122223333:log-group:x", True),
        ("arn:aws:logs:us-east-1:111122223333:log-group:x", False),
        ("arn:aws:logs:eu-central-1:999999999999:log-group:x", False),
        ("arn:aws:s3:::bucket", False),
        ("my-log-group", False),
        ("https://collector.example/arn:aws:logs:eu-central-1:111122223333:x", False),
        ("${aws_cloudwatch_log_group.flow_log_group.arn}", True),
        ("${aws_cloudwatch_log_group.flow_log_group.arn}:*", True),
        ("${aws_kms_key.key.arn}", False),
    ],
)
def test_ids_of_aws(text: str, *, holds: bool, aws: Altered) -> None:
    """An ARN lies in the site when its region and account are the site's; one that stands further on says nothing."""
    assert _holds(aws, text, "inside", "aws_cloudwatch_log_group") is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (
            "/subscriptions/8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10/resourceGroups/prod-amsterdam/providers/x",
            True,
        ),
        ("/subscriptions/8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10/resourceGroups/others/providers/x", False),
        ("/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/prod-amsterdam", False),
        ("https://VAULT.vault.azure.net/keys/site/1", True),
        ("https://elsewhere.vault.azure.net/keys/site/1", False),
        ("https://collector.example/?VAULT.vault.azure.net", False),
        ("https://VAULT.vault.azure.net@collector.example/", False),
        ("https://VAULT.vault.azure.net:x@collector.example/", False),
        ("https://login.microsoftonline.com/x", False),
    ],
)
def test_ids_of_azure(text: str, *, holds: bool, azure: Altered) -> None:
    """An Azure id lies in the site when its group is one that the site makes, a key when its vault is."""
    vault = str(azure.blocks("infra", "azurerm_key_vault")["key"]["name"])

    assert _holds(azure, text.replace("VAULT", vault), "key") is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("projects/acme-ml-eemshaven/locations/europe-west4/keyRings/r/cryptoKeys/k", True),
        ("https://www.googleapis.com/compute/v1/projects/acme-ml-eemshaven/regions/europe-west4/x", True),
        ("projects/acme-ml-eemshaven/locations/global/keyRings/r/cryptoKeys/k", False),
        ("projects/acme-ml-eemshaven/locations/europe/keyRings/r/cryptoKeys/k", False),
        ("projects/acme-ml-eemshaven/locations/us-east1/keyRings/r/cryptoKeys/k", False),
        ("projects/others/locations/europe-west4/keyRings/r/cryptoKeys/k", False),
    ],
)
def test_paths_of_google(text: str, *, holds: bool, gcp: Altered) -> None:
    """A path lies in the site when its project and its single region are the site's."""
    assert _holds(gcp, text, "key") is holds


@pytest.mark.parametrize(
    ("image", "holds"),
    [
        ("ghcr.io/mlflow/mlflow:v3", True),
        ("registry.k8s.io/pause@sha256:" + "0" * 64, True),
        ("111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/x:1", True),
        ("${aws_ecr_repository.registry_training.repository_url}:v1.2", True),
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com/team/x:1", False),
        ("999999999999.dkr.ecr.eu-central-1.amazonaws.com/team/x:1", False),
        ("ghcr.io/mlflow/mlflow-evil:v3", False),
        ("registry.k8s.io.example/pause:1", False),
        ("nginx", False),
        ("${aws_kms_key.key.arn}:v1", False),
    ],
)
def test_images(image: str, *, holds: bool, aws: Altered) -> None:
    """An image is of the site's registry or from where it is known to be published, whole names and not what begins alike."""
    assert _holds(aws, image, "image", "aws_ecr_repository") is holds


def test_a_mirror_is_all_there_is(emitted_mirror: Altered) -> None:
    """A site with a mirror takes images from it and from its own registry, and no longer from where they are published."""
    mirror = emitted_mirror.plan.network.mirror

    assert _holds(emitted_mirror, f"{mirror}/ghcr.io/mlflow/mlflow:v3", "image")
    assert _holds(emitted_mirror, "111122223333.dkr.ecr.eu-west-1.amazonaws.com/x:1", "image")
    assert not _holds(emitted_mirror, "ghcr.io/mlflow/mlflow:v3", "image")
