"""The Kubernetes cluster of a site on AWS: EKS with a private API, encrypted secrets and every audit log.

Sources: provider page `aws_eks_cluster` (6.25); Amazon EKS User Guide "Control plane logging", "Access entries",
"Cross-service confused deputy prevention" (read 2026-11).
"""

from dataclasses import dataclass
from hashlib import sha256

from polder_constructs.bindings.aws import (
    CloudwatchLogGroup,
    EksAccessEntry,
    EksAccessPolicyAssociation,
    EksAccessPolicyAssociationAccessScope,
    EksCluster,
    EksClusterAccessConfig,
    EksClusterEncryptionConfig,
    EksClusterEncryptionConfigProvider,
    EksClusterKubernetesNetworkConfig,
    EksClusterUpgradePolicy,
    EksClusterVpcConfig,
    IamRole,
    IamRolePolicy,
    IamRolePolicyAttachment,
    KmsKey,
)
from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.cluster.contract import Cluster
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.network.aws import AwsNetwork
from polder_constructs.site.aws_partition import cluster_arn, managed_policy, own_name
from polder_environments.topology import SitePlan

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@dataclass(frozen=True)
class AwsCluster:
    """A cluster that exists.

    Args:
        resource: The cluster itself.
        security_group_id: The security group that EKS gives to control plane and nodes.
        cluster: What the rest of the platform sees.
    """

    resource: EksCluster
    security_group_id: str
    cluster: Cluster


def cluster(scope: Construct, site: SitePlan, network: AwsNetwork, key: KmsKey) -> AwsCluster:
    """Create the control plane, its logs, its role and the entries of its administrators."""
    plan = site.cluster
    # EKS would make the group itself on its first line of log, unencrypted and kept for ever.
    logs = CloudwatchLogGroup(
        scope,
        "cluster_log_group",
        name=f"/aws/eks/{plan.name}/cluster",
        retention_in_days=site.log_retention,
        kms_key_id=key.arn,
    )
    role, grants = _role(scope, site, key)
    ranges = [str(each) for each in site.network.api_ranges]
    made = EksCluster(
        scope,
        "cluster",
        name=plan.name,
        version=plan.version,
        role_arn=role.arn,
        vpc_config=EksClusterVpcConfig(
            subnet_ids=list(network.nodes.values()),
            endpoint_private_access=True,
            endpoint_public_access=bool(ranges),
            public_access_cidrs=ranges or None,
        ),
        kubernetes_network_config=EksClusterKubernetesNetworkConfig(
            ip_family="ipv4", service_ipv4_cidr=str(site.network.services)
        ),
        access_config=EksClusterAccessConfig(
            authentication_mode="API",
            # Who deploys the site also deploys what runs on it.
            bootstrap_cluster_creator_admin_permissions=True,
        ),
        # The add-ons that EKS would install by itself are out of Terraform's sight and never updated.
        bootstrap_self_managed_addons=False,
        enabled_cluster_log_types=list(LOG_TYPES),
        encryption_config=EksClusterEncryptionConfig(
            provider=EksClusterEncryptionConfigProvider(key_arn=key.arn), resources=["secrets"]
        ),
        # With STANDARD, EKS upgrades on the last day of standard support by itself, and the version in the file
        # then asks Terraform for a downgrade, which EKS refuses.
        upgrade_policy=EksClusterUpgradePolicy(support_type="EXTENDED"),
        deletion_protection=site.protect,
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
        # EKS can neither make nor remove its network interfaces without the role's grants.
        depends_on=[logs, *grants],
    )
    for administrator in plan.administrators:
        _administrator(scope, site, made, administrator)
    return AwsCluster(
        resource=made,
        security_group_id=made.vpc_config.cluster_security_group_id,
        cluster=Cluster(
            name=made.name, endpoint=made.endpoint, ca_certificate=made.certificate_authority.get(0).data
        ),
    )


def _role(
    scope: Construct, site: SitePlan, key: KmsKey
) -> tuple[IamRole, tuple[IamRolePolicyAttachment, IamRolePolicy]]:
    role = IamRole(
        scope,
        "cluster_role",
        name=own_name(site, "cluster"),
        description="Control plane of the site's cluster",
        assume_role_policy=policy(
            Statement(
                "Cluster",
                ["sts:AssumeRole"],
                principal={"Service": "eks.amazonaws.com"},
                condition={"ArnLike": {"aws:SourceArn": cluster_arn(site)}},
            )
        ),
    )
    attachment = IamRolePolicyAttachment(
        scope, "cluster_role_eks", role=role.name, policy_arn=managed_policy(site, "AmazonEKSClusterPolicy")
    )
    secrets = IamRolePolicy(
        scope,
        "cluster_role_secrets",
        name="secrets",
        role=role.id,
        policy=policy(
            Statement(
                "Secrets", ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"], [key.arn]
            )
        ),
    )
    return role, (attachment, secrets)


def _administrator(scope: Construct, site: SitePlan, made: EksCluster, principal: str) -> None:
    # Two accounts may have roles of one name, and ARNs hold characters that ids do not take.
    construct_id = f"administrator_{sha256(principal.encode()).hexdigest()[:8]}"
    entry = EksAccessEntry(
        scope, construct_id, cluster_name=made.name, principal_arn=principal, type="STANDARD"
    )
    EksAccessPolicyAssociation(
        scope,
        f"{construct_id}_policy",
        cluster_name=made.name,
        principal_arn=entry.principal_arn,
        policy_arn=f"arn:{site.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope=EksAccessPolicyAssociationAccessScope(type="cluster"),
    )
