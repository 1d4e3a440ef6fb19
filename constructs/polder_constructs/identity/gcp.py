"""Identities of a site on Google Cloud: a service account for each consumer of stores, bound by Workload Identity.

A Kubernetes service account is known by project, namespace and name, and not by cluster: clusters of one project
share their identities. Sites that must not see each other's data need a project each. Sources: provider page
`google_service_account_iam` (6.50); GKE "About Workload Identity Federation for GKE", "Identity sameness";
Cloud Storage "IAM roles" (read 2026-11).
"""

from collections.abc import Mapping

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.google import ServiceAccount, ServiceAccountIamMember, StorageBucketIamMember
from polder_constructs.identity.contract import WorkloadIdentity
from polder_environments.topology import IdentityPlan, SitePlan

READER, WRITER = "roles/storage.objectViewer", "roles/storage.objectUser"

METADATA = (("169.254.169.252", 988), ("169.254.169.254", 80))
"""Where pods fetch credentials, without and with Dataplane V2."""


def identity(  # noqa: PLR0913, PLR0917 - what a grant is made of
    scope: Construct,
    construct_id: str,
    site: SitePlan,
    plan: IdentityPlan,
    buckets: Mapping[str, str],
    after: list[ITerraformDependable],
) -> WorkloadIdentity:
    """Create an identity that reads and writes exactly the stores the plan names.

    Args:
        scope: The stack.
        construct_id: Id of the service account; what belongs to it derives its ids from it.
        site: The site.
        plan: Whom it is for and what it may do.
        buckets: Names of the site's buckets by store name.
        after: The cluster, with which the project's identity pool comes to be; its API is on by then.
    """
    account = ServiceAccount(
        scope,
        construct_id,
        account_id=plan.resource_name,
        display_name=plan.resource_name,
        description=f"{plan.namespace}/{plan.service_account} on {site.cluster.name}",
        depends_on=after,
    )
    for role, stores in ((READER, plan.reads), (WRITER, plan.writes)):
        for store in stores:
            StorageBucketIamMember(
                scope,
                f"{construct_id}_store_{store}",
                bucket=buckets[store],
                role=role,
                member=account.member,
            )
    ServiceAccountIamMember(
        scope,
        f"{construct_id}_binding",
        service_account_id=account.name,
        role="roles/iam.workloadIdentityUser",
        member=f"serviceAccount:{site.tenancy}.svc.id.goog[{plan.namespace}/{plan.service_account}]",
    )
    return WorkloadIdentity(
        principal=account.email,
        service_account_annotations={"iam.gke.io/gcp-service-account": account.email},
        credential_endpoints=METADATA,
    )
