"""The identity of the cluster autoscaler, which gives a pool its first node and takes away its last.

The autoscaler itself is a Kubernetes resource and no part of this; EKS tags the groups of managed nodes so that it
finds them, and binds the identity to its service account from its own side.

Sources: kubernetes/autoscaler `cluster-autoscaler/cloudprovider/aws/README.md` (1.34); Amazon EKS User Guide
"Managed node group concepts" (read 2026-11).
"""

from polder_constructs.bindings.aws import EksPodIdentityAssociation, IamRole, IamRolePolicy
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.cluster.aws import AwsCluster
from polder_constructs.identity.aws import pod_trust
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.site.aws_partition import arn, own_name
from polder_environments.topology import SitePlan

NAMESPACE = "kube-system"
SERVICE_ACCOUNT = "cluster-autoscaler"


def autoscaler_identity(scope: Construct, site: SitePlan, cluster: AwsCluster) -> None:
    """Create the role of the cluster autoscaler: it sees all groups and changes those of this cluster."""
    role = IamRole(
        scope,
        "autoscaler_role",
        name=own_name(site, "autoscaler"),
        description="Cluster autoscaler of the site's cluster",
        assume_role_policy=pod_trust(site, NAMESPACE, SERVICE_ACCOUNT),
    )
    own = {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{site.cluster.name}": "owned"}
    IamRolePolicy(
        scope,
        "autoscaler_policy",
        name="scale",
        role=role.id,
        policy=policy(
            # None of these takes a narrower resource.
            Statement(
                "See",
                [
                    "autoscaling:DescribeAutoScalingGroups",
                    "autoscaling:DescribeAutoScalingInstances",
                    "autoscaling:DescribeLaunchConfigurations",
                    "autoscaling:DescribeScalingActivities",
                    "autoscaling:DescribeTags",
                    "ec2:DescribeImages",
                    "ec2:DescribeInstanceTypes",
                    "ec2:DescribeLaunchTemplateVersions",
                    "ec2:GetInstanceTypesFromInstanceRequirements",
                ],
                ["*"],
            ),
            # From it the autoscaler learns labels and taints of a pool that has no node yet.
            Statement(
                "SeePools", ["eks:DescribeNodegroup"], [arn(site, "eks", f"nodegroup/{site.cluster.name}/*")]
            ),
            Statement(
                "Scale",
                ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
                [arn(site, "autoscaling", "autoScalingGroup:*")],
                condition={"StringEquals": own},
            ),
        ),
    )
    EksPodIdentityAssociation(
        scope,
        "autoscaler_binding",
        cluster_name=cluster.resource.name,
        namespace=NAMESPACE,
        service_account=SERVICE_ACCOUNT,
        role_arn=role.arn,
    )
