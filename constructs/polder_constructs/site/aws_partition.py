"""What differs between AWS partitions: DNS suffixes, ARNs, and names of VPC endpoint services.

Sources: botocore 1.44.5 `partitions.json` (suffixes); aws-cdk `aws-ec2/lib/vpc-endpoint.ts` and
`region-info/lib/default.ts`, 2026 (endpoint prefixes, principals that carry the partition's suffix).
"""

from collections.abc import Mapping

from polder_environments.topology import SitePlan

_DNS_SUFFIXES: Mapping[str, str] = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
}
"""An unknown partition is an error: endpoints and grants made for the wrong one would never match."""

_OWN_ENDPOINT_PREFIX: Mapping[str, tuple[str, frozenset[str]]] = {
    "aws-cn": ("cn.com.amazonaws", frozenset({"autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "sts"})),
    "aws-eusc": ("eu.amazonaws", frozenset({"ecr.api", "ecr.dkr"})),
}
"""Partitions where some services' endpoint names begin with a prefix of the partition's own."""


def dns_suffix(site: SitePlan) -> str:
    """Domain under which the partition's regional services answer, for example `amazonaws.com`.

    Raises:
        KeyError: The partition is not known here.
    """
    return _DNS_SUFFIXES[site.partition]


def arn(site: SitePlan, service: str, resource: str) -> str:
    """ARN of something in the site's region and account."""
    return f"arn:{site.partition}:{service}:{site.region}:{site.tenancy}:{resource}"


def cluster_arn(site: SitePlan) -> str:
    """ARN of the site's cluster, known before it exists; so roles made before it can name it."""
    return arn(site, "eks", f"cluster/{site.cluster.name}")


def own_name(site: SitePlan, name: str) -> str:
    """Name of something of Polder's own in the account, which no name from the environment file can be.

    Names from the file hold no underscore, and `<environment>-<site>` followed by one can be read only one way.
    """
    return f"{site.prefix}_{name}"


def iam_arn(site: SitePlan, resource: str) -> str:
    """ARN of something in the site's account that has no region: `root`, `role/…`."""
    return f"arn:{site.partition}:iam::{site.tenancy}:{resource}"


def managed_policy(site: SitePlan, name: str) -> str:
    """ARN of a policy that AWS manages, for example `AmazonEKSClusterPolicy` or `service-role/…`."""
    return f"arn:{site.partition}:iam::aws:policy/{name}"


def endpoint_service(site: SitePlan, service: str) -> str:
    """Name of a service's VPC endpoint, for example `com.amazonaws.eu-central-1.ecr.api`."""
    prefix, services = _OWN_ENDPOINT_PREFIX.get(site.partition, ("", frozenset[str]()))
    return f"{prefix if service in services else 'com.amazonaws'}.{site.region}.{service}"


def regional_principal(site: SitePlan, service: str) -> str:
    """Service principal that stands for a service in one region, as CloudWatch Logs wants it."""
    return f"{service}.{site.region}.{dns_suffix(site)}"
