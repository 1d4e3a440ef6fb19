"""Workload identities of a site on Azure: a user-assigned identity that one Kubernetes service account acts as.

Sources: provider pages `azurerm_user_assigned_identity`, `azurerm_federated_identity_credential`,
`azurerm_role_assignment` (4.55); AKS "Use Microsoft Entra Workload ID" (labels and annotations).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from polder_constructs.bindings.azurerm import (
    FederatedIdentityCredential,
    RoleAssignment,
    UserAssignedIdentity,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.object_store.azure import AzureObjectStore
from polder_constructs.site.azure_ground import Ground
from polder_environments.topology import IdentityPlan

READER, WRITER = "Storage Blob Data Reader", "Storage Blob Data Contributor"


@dataclass(frozen=True)
class AzureIdentity:
    """An identity that grants can name.

    Args:
        principal_id: Its object id in Entra ID.
        workload: What Kubernetes objects need to act as it.
    """

    principal_id: str
    workload: WorkloadIdentity


def identity(  # noqa: PLR0913 - who, as whom, and what it may
    scope: Construct,
    construct_id: str,
    base: Ground,
    plan: IdentityPlan,
    *,
    issuer: str,
    stores: Mapping[str, AzureObjectStore],
) -> AzureIdentity:
    """Create an identity with rights on the containers it reads and writes, and on nothing else.

    Args:
        scope: The stack.
        construct_id: Id of the identity.
        base: What the site stands on.
        plan: The identity's plan.
        issuer: Address of the cluster's token issuer.
        stores: The site's stores by name.
    """
    made = UserAssignedIdentity(
        scope,
        construct_id,
        name=plan.resource_name,
        location=base.site.region,
        resource_group_name=base.group,
        tags=base.tags,
    )
    FederatedIdentityCredential(
        scope,
        f"{construct_id}_service_account",
        name="kubernetes",
        resource_group_name=base.group,
        parent_id=made.id,
        issuer=issuer,
        subject=f"system:serviceaccount:{plan.namespace}:{plan.service_account}",
        audience=["api://AzureADTokenExchange"],
    )
    for right, role, names in (("reads", READER, plan.reads), ("writes", WRITER, plan.writes)):
        for name in names:
            RoleAssignment(
                scope,
                f"{construct_id}_{right}_{name}",
                # The container, not its account, whose role would reach whatever else came to lie in it.
                scope=stores[name].container,
                role_definition_name=role,
                principal_id=made.principal_id,
                principal_type="ServicePrincipal",
            )
    return AzureIdentity(
        principal_id=made.principal_id,
        workload=WorkloadIdentity(
            principal=plan.resource_name,
            service_account_annotations={"azure.workload.identity/client-id": made.client_id},
            pod_labels={"azure.workload.identity/use": "true"},
        ),
    )
