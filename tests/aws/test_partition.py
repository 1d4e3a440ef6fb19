"""Names that differ by AWS partition: a grant or an endpoint made for another one would never match."""

import pytest

from polder_constructs.site.aws_partition import (
    arn,
    dns_suffix,
    endpoint_service,
    managed_policy,
    regional_principal,
)
from polder_environments.topology import SitePlan


def _site(partition: str, region: str) -> SitePlan:
    return SitePlan.model_construct(partition=partition, region=region, tenancy="111122223333")


@pytest.mark.parametrize(
    ("partition", "region", "registry", "kms"),
    [
        ("aws", "eu-central-1", "com.amazonaws.eu-central-1.ecr.api", "com.amazonaws.eu-central-1.kms"),
        (
            "aws-us-gov",
            "us-gov-west-1",
            "com.amazonaws.us-gov-west-1.ecr.api",
            "com.amazonaws.us-gov-west-1.kms",
        ),
        ("aws-cn", "cn-north-1", "cn.com.amazonaws.cn-north-1.ecr.api", "com.amazonaws.cn-north-1.kms"),
        (
            "aws-eusc",
            "eusc-de-east-1",
            "eu.amazonaws.eusc-de-east-1.ecr.api",
            "com.amazonaws.eusc-de-east-1.kms",
        ),
    ],
)
def test_endpoints(partition: str, region: str, registry: str, kms: str) -> None:
    """Each partition has its own prefix for some services."""
    site = _site(partition, region)

    assert (endpoint_service(site, "ecr.api"), endpoint_service(site, "kms")) == (registry, kms)


def test_sovereign_cloud() -> None:
    """In the European Sovereign Cloud ARNs, principals and hosts carry its own partition and suffix."""
    site = _site("aws-eusc", "eusc-de-east-1")

    assert arn(site, "kms", "key/x") == "arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/x"
    assert managed_policy(site, "P") == "arn:aws-eusc:iam::aws:policy/P"
    assert regional_principal(site, "logs") == "logs.eusc-de-east-1.amazonaws.eu"


def test_unknown_partition() -> None:
    """A partition that nobody has looked at is an error and not the commercial one."""
    with pytest.raises(KeyError):
        dns_suffix(_site("aws-iso", "us-iso-east-1"))
