"""Identities of a site on AWS: an IAM role for each consumer of stores, bound by EKS Pod Identity.

Sources: provider page `aws_eks_pod_identity_association` (6.25); Amazon EKS User Guide "Create IAM role with trust
policy required by EKS Pod Identity"; AWS KMS Developer Guide "kms:ViaService" (read 2026-11).
"""

from collections.abc import Mapping, Sequence

from polder_constructs.bindings.aws import EksPodIdentityAssociation, IamRole, IamRolePolicy, KmsKey
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.site.aws_partition import cluster_arn, dns_suffix
from polder_environments.topology import IdentityPlan, SitePlan

POD_IDENTITY_AGENT = ("169.254.170.23", 80)
"""Where the agent on each node hands out credentials (EKS user guide, "Set up the Amazon EKS Pod Identity Agent")."""


def identity(  # noqa: PLR0913, PLR0917 - what a grant is made of
    scope: Construct,
    construct_id: str,
    site: SitePlan,
    plan: IdentityPlan,
    stores: Mapping[str, str],
    key: KmsKey,
    *further: Statement,
) -> WorkloadIdentity:
    """Create an identity that reads and writes exactly the stores the plan names.

    Args:
        scope: The stack.
        construct_id: Id of the role; what belongs to it derives its ids from it.
        site: The site; its cluster is named here, so the stack has to create it.
        plan: Whom it is for and what it may do.
        stores: ARNs of the site's buckets by store name.
        key: What the buckets are encrypted with.
        further: Further rights.
    """
    role = IamRole(
        scope,
        construct_id,
        name=plan.resource_name,
        description=f"{plan.namespace}/{plan.service_account} on {site.cluster.name}",
        assume_role_policy=pod_trust(site, plan.namespace, plan.service_account),
    )
    statements = [*_store_statements(site, plan, stores, key), *further]
    if statements:
        IamRolePolicy(
            scope, f"{construct_id}_policy", name="grants", role=role.id, policy=policy(*statements)
        )
    return WorkloadIdentity(principal=role.arn, credential_endpoints=(POD_IDENTITY_AGENT,))


def bind(scope: Construct, construct_id: str, cluster_name: str, plan: IdentityPlan, principal: str) -> None:
    """Let a service account of the cluster act as an identity."""
    EksPodIdentityAssociation(
        scope,
        f"{construct_id}_binding",
        cluster_name=cluster_name,
        namespace=plan.namespace,
        service_account=plan.service_account,
        role_arn=principal,
    )


def pod_trust(site: SitePlan, namespace: str, service_account: str) -> str:
    """Trust policy of a role that one service account of the site's cluster may act as, and nobody else."""
    return policy(
        Statement(
            "PodIdentity",
            ["sts:AssumeRole", "sts:TagSession"],
            principal={"Service": "pods.eks.amazonaws.com"},
            condition={
                "StringEquals": {
                    "aws:SourceAccount": site.tenancy,
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": service_account,
                },
                "ArnEquals": {"aws:SourceArn": cluster_arn(site)},
            },
        )
    )


def _store_statements(
    site: SitePlan, plan: IdentityPlan, stores: Mapping[str, str], key: KmsKey
) -> list[Statement]:
    both = [stores[name] for name in sorted({*plan.reads, *plan.writes})]
    written = [stores[name] for name in plan.writes]
    if not both:
        return []
    statements = [
        Statement("List", ["s3:ListBucket", "s3:GetBucketLocation"], both),
        Statement("Read", ["s3:GetObject", "s3:GetObjectVersion"], _objects(both)),
        _key_use(site, "ReadKey", ["kms:Decrypt"], both, key),
    ]
    if written:
        actions = [
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
        ]
        statements += [
            Statement("ListUploads", ["s3:ListBucketMultipartUploads"], written),
            Statement("Write", actions, _objects(written)),
            _key_use(site, "WriteKey", ["kms:GenerateDataKey"], written, key),
        ]
    return statements


def _key_use(
    site: SitePlan, sid: str, actions: Sequence[str], buckets: Sequence[str], key: KmsKey
) -> Statement:
    # Through S3 alone and for these buckets alone: the key encrypts everything else at the site as well.
    return Statement(
        sid,
        actions,
        [key.arn],
        condition={
            "StringEquals": {
                "kms:ViaService": f"s3.{site.region}.{dns_suffix(site)}",
                "kms:CallerAccount": site.tenancy,
            },
            "ArnLike": {"kms:EncryptionContext:aws:s3:arn": [*buckets, *_objects(buckets)]},
        },
    )


def _objects(buckets: Sequence[str]) -> list[str]:
    return [f"{bucket}/*" for bucket in buckets]
