"""Private endpoints of a site's VPC: AWS services answer inside it, and only for the site's own account.

A cluster without any way out needs all of them: images (ECR, its layers in S3), credentials (STS, EKS Auth),
nodes and load balancers (EC2, EKS, Auto Scaling, Elastic Load Balancing), keys, logs, and the database's secret.

Sources: provider page `aws_vpc_endpoint` (6.25); Amazon EKS User Guide "Deploy private clusters with limited
internet access"; Amazon ECR User Guide "Minimum Amazon S3 bucket permissions for Amazon ECR" (read 2026-11).
"""

from collections.abc import Sequence

from polder_constructs.bindings.aws import SecurityGroup, Vpc, VpcEndpoint, VpcSecurityGroupIngressRule
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.site.aws_partition import endpoint_service
from polder_environments.topology import SitePlan

INTERFACE_SERVICES = (
    "autoscaling",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "secretsmanager",
    "sts",
)


def endpoints(
    scope: Construct, site: SitePlan, vpc: Vpc, subnet_ids: Sequence[str], route_table_ids: Sequence[str]
) -> None:
    """Create the gateway endpoint of S3 and the interface endpoints of the services that nodes and pods use."""
    VpcEndpoint(
        scope,
        "endpoint_s3",
        vpc_id=vpc.id,
        service_name=endpoint_service(site, "s3"),
        vpc_endpoint_type="Gateway",
        route_table_ids=list(route_table_ids),
        policy=_s3_policy(site),
        tags={"Name": f"{site.network.name}-s3"},
    )
    group = SecurityGroup(
        scope,
        "endpoints_security_group",
        name=f"{site.network.name}-endpoints",
        description="Private endpoints, reached from the VPC alone",
        vpc_id=vpc.id,
        tags={"Name": f"{site.network.name}-endpoints"},
    )
    VpcSecurityGroupIngressRule(
        scope,
        "endpoints_ingress",
        security_group_id=group.id,
        description="HTTPS from the VPC",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        cidr_ipv4=str(site.network.routed),
    )
    for service in INTERFACE_SERVICES:
        VpcEndpoint(
            scope,
            f"endpoint_{service.replace('.', '_')}",
            vpc_id=vpc.id,
            service_name=endpoint_service(site, service),
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=list(subnet_ids),
            security_group_ids=[group.id],
            policy=_own_account_policy(site),
            tags={"Name": f"{site.network.name}-{service.replace('.', '-')}"},
        )


def _own_account_policy(site: SitePlan) -> str:
    # Credentials of another account, smuggled in, would carry data out through an endpoint open to all.
    return policy(
        Statement("OwnAccount", ["*"], ["*"], "*", {"StringEquals": {"aws:PrincipalAccount": site.tenancy}})
    )


def _s3_policy(site: SitePlan) -> str:
    own = {"aws:PrincipalAccount": site.tenancy, "aws:ResourceAccount": site.tenancy}
    layers = f"arn:{site.partition}:s3:::prod-{site.region}-starport-layer-bucket/*"
    return policy(
        # Buckets of other accounts cannot be written, so no data leaves through them.
        Statement("OwnBuckets", ["s3:*"], ["*"], "*", {"StringEquals": own}),
        # ECR hands out image layers from a bucket of its own; without it no node pulls an image.
        Statement("ImageLayers", ["s3:GetObject"], [layers], "*"),
    )
