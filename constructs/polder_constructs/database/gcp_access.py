"""How a site's Cloud SQL instance is reached and by whom: a private endpoint, and roles that hold for this instance.

Sources: provider pages `google_compute_forwarding_rule`, `google_project_iam_custom_role` (6.50); Cloud SQL "Connect
using Private Service Connect", "Use IAM Conditions"; IAM "Resource attributes" (what a service does not report is an
empty string; read 2026-11).
"""

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.google import (
    ComputeAddress,
    ComputeForwardingRule,
    ProjectIamCustomRole,
    ProjectIamMember,
    ProjectIamMemberCondition,
    SqlDatabaseInstance,
)
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.identity.gcp import identity
from polder_constructs.network.gcp import GcpNetwork
from polder_environments.topology import DatabasePlan, IdentityPlan, SitePlan

SETUP = "mlflow-setup"
_HOST = 10
"""Which address of the database range is the endpoint's; Google keeps the first two of a subnet."""

_SETUP_PERMISSIONS = ("cloudsql.instances.get", "cloudsql.users.update")


def endpoint(
    scope: Construct, site: SitePlan, plan: DatabasePlan, network: GcpNetwork, instance: SqlDatabaseInstance
) -> str:
    """Create the instance's private endpoint; gives its address, a literal."""
    address = str(site.network.database[_HOST])
    reserved = ComputeAddress(
        scope,
        "database_address",
        name=plan.name,
        region=site.region,
        address_type="INTERNAL",
        subnetwork=network.database.id,
        address=address,
    )
    ComputeForwardingRule(
        scope,
        "database_endpoint",
        name=plan.name,
        region=site.region,
        network=network.id,
        # The address says in which subnet; named as well, Compute Engine refuses an endpoint's subnet.
        ip_address=reserved.self_link,
        target=instance.psc_service_attachment_link,
        # Empty for an endpoint; the default would make a load balancer.
        load_balancing_scheme="",
        allow_psc_global_access=False,
    )
    return address


def login(scope: Construct, site: SitePlan, plan: DatabasePlan, member: str) -> ProjectIamMember:
    """Let a member log in to this instance, and to no other of the project."""
    return ProjectIamMember(
        scope,
        "database_login",
        project=site.tenancy,
        role="roles/cloudsql.instanceUser",
        member=member,
        condition=ProjectIamMemberCondition(
            title=plan.name[:100],
            description=f"Only the instance {plan.name}",
            expression=(
                f'resource.type == "sqladmin.googleapis.com/Instance" && resource.name == "{_name(site, plan)}"'
            ),
        ),
    )


def setup_identity(
    scope: Construct, site: SitePlan, plan: DatabasePlan, after: list[ITerraformDependable]
) -> WorkloadIdentity:
    """Create the identity that may set passwords of the instance's users, which is all that it may."""
    made = identity(
        scope,
        "database_setup",
        site,
        IdentityPlan(
            name=SETUP,
            # The site's readable name would not fit into 30 characters.
            resource_name=f"{SETUP}-{site.unique}",
            namespace="mlflow",
            service_account=SETUP,
            reads=(),
            writes=(),
        ),
        {},
        after,
    )
    role = ProjectIamCustomRole(
        scope,
        "database_setup_role",
        role_id=f"polder_database_setup_{site.unique}",
        title=f"Setup of {plan.name}",
        description=f"Sets the password of a user of {plan.name}",
        permissions=list(_SETUP_PERMISSIONS),
        stage="GA",
        depends_on=after,
    )
    name = _name(site, plan)
    ProjectIamMember(
        scope,
        "database_setup_grant",
        project=site.tenancy,
        role=role.name,
        member=f"serviceAccount:{made.principal}",
        condition=ProjectIamMemberCondition(
            title=plan.name[:100],
            description=f"No other instance than {plan.name}",
            # Cloud SQL reports instances to IAM, and users perhaps not: a condition on the name alone would then
            # refuse the one call that this role is for.
            expression=(
                'resource.service != "sqladmin.googleapis.com"'
                f' || resource.name == "{name}" || resource.name.startsWith("{name}/")'
            ),
        ),
    )
    return made


def _name(site: SitePlan, plan: DatabasePlan) -> str:
    return f"projects/{site.tenancy}/instances/{plan.name}"
