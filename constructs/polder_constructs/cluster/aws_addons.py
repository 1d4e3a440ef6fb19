"""The managed add-ons of an EKS cluster, in the version that EKS recommends for the cluster's own.

Network, proxy and pod identity come before the first node, which does not become ready without them; what runs
on nodes comes after.

Sources: provider pages `aws_eks_addon`, `aws_eks_addon_version` (6.25); Amazon EKS User Guide "Amazon EKS
add-ons", "Increase the available IP addresses", "Limit Pod traffic with network policies" (read 2026-11).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from polder_constructs.bindings.aws import (
    DataAwsEksAddonVersion,
    EksAddon,
    EksAddonPodIdentityAssociation,
    IamRole,
    IamRolePolicy,
    IamRolePolicyAttachment,
    KmsKey,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.cluster.aws import AwsCluster
from polder_constructs.identity.aws import pod_trust
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.site.aws_partition import managed_policy, own_name
from polder_environments.topology import SitePlan


@dataclass(frozen=True)
class _AddOn:
    name: str
    configuration: Mapping[str, object] = field(default_factory=dict[str, object])


NETWORK = _AddOn(
    "vpc-cni",
    {
        "enableNetworkPolicy": "true",
        # Whole prefixes instead of single addresses: large nodes take their full number of pods.
        "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"},
    },
)
BEFORE_NODES = (_AddOn("kube-proxy"), _AddOn("eks-pod-identity-agent"))
ON_NODES = (_AddOn("coredns"), _AddOn("eks-node-monitoring-agent"), _AddOn("metrics-server"))
VOLUMES = _AddOn("aws-ebs-csi-driver")


def addons_before_nodes(scope: Construct, site: SitePlan, cluster: AwsCluster) -> list[ITerraformDependable]:
    """Install what a node needs to become ready."""
    role = _role(
        scope, site, "vpc-cni", "aws-node", "AmazonEKS_CNI_Policy", "Gives pods addresses of the VPC"
    )
    network = _addon(scope, site, cluster, NETWORK, role=role, service_account="aws-node")
    return [network, *(_addon(scope, site, cluster, each) for each in BEFORE_NODES)]


def addons_on_nodes(
    scope: Construct, site: SitePlan, cluster: AwsCluster, key: KmsKey, nodes: ITerraformDependable
) -> None:
    """Install what runs on nodes; before there are any it would never become healthy."""
    for each in ON_NODES:
        _addon(scope, site, cluster, each, after=[nodes])
    account = "ebs-csi-controller-sa"
    managed = "service-role/AmazonEBSCSIDriverPolicy"
    role = _role(scope, site, "ebs-csi", account, managed, "Gives pods volumes encrypted with the site's key")
    grant = IamRolePolicy(
        scope,
        "ebs-csi_key",
        name="key",
        role=role.id,
        policy=policy(
            Statement(
                "Grants",
                ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
                [key.arn],
                condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
            ),
            Statement(
                "Use",
                ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                [key.arn],
            ),
        ),
    )
    _addon(scope, site, cluster, VOLUMES, role=role, service_account=account, after=[nodes, grant])


def _addon(  # noqa: PLR0913 - what add-ons differ in
    scope: Construct,
    site: SitePlan,
    cluster: AwsCluster,
    addon: _AddOn,
    *,
    role: IamRole | None = None,
    service_account: str = "",
    after: Sequence[ITerraformDependable] = (),
) -> EksAddon:
    version = DataAwsEksAddonVersion(
        scope,
        f"addon_{addon.name}_version",
        addon_name=addon.name,
        kubernetes_version=site.cluster.version,
        most_recent=False,
    )
    return EksAddon(
        scope,
        f"addon_{addon.name}",
        cluster_name=cluster.resource.name,
        addon_name=addon.name,
        addon_version=version.version,
        configuration_values=json.dumps(addon.configuration) if addon.configuration else None,
        pod_identity_association=None
        if role is None
        else [EksAddonPodIdentityAssociation(role_arn=role.arn, service_account=service_account)],
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="OVERWRITE",
        depends_on=list(after) or None,
    )


def _role(  # noqa: PLR0913, PLR0917 - what the two roles differ in
    scope: Construct, site: SitePlan, name: str, service_account: str, managed: str, description: str
) -> IamRole:
    role = IamRole(
        scope,
        f"{name}_role",
        name=own_name(site, name),
        description=description,
        assume_role_policy=pod_trust(site, "kube-system", service_account),
    )
    IamRolePolicyAttachment(
        scope, f"{name}_role_managed", role=role.name, policy_arn=managed_policy(site, managed)
    )
    return role
