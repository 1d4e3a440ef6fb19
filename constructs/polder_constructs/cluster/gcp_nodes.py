"""As whom the nodes of a site on Google Cloud work: a service account that can log and measure, and pull images.

Source: GKE "Use least privilege IAM service accounts for your nodes" (`container.defaultNodeServiceAccount`; read
2026-11).
"""

from dataclasses import dataclass

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.google import ProjectIamMember, ServiceAccount
from polder_constructs.site.gcp_services import Services
from polder_environments.topology import SitePlan


@dataclass(frozen=True)
class Nodes:
    """The nodes' service account.

    Args:
        email: Its e-mail address.
        member: The same, as grants name it.
        grant: What nodes need before they can start.
    """

    email: str
    member: str
    grant: ProjectIamMember


def nodes(scope: Construct, site: SitePlan, services: Services) -> Nodes:
    """Create the service account of the site's nodes."""
    account = ServiceAccount(
        scope,
        "nodes",
        # The site's readable name would not fit into 30 characters.
        account_id=f"nodes-{site.unique}",
        display_name=f"Nodes of {site.cluster.name}",
        depends_on=services.on("iam"),
    )
    grant = ProjectIamMember(
        scope,
        "nodes_role",
        project=site.tenancy,
        role="roles/container.defaultNodeServiceAccount",
        member=account.member,
        depends_on=services.on("cloudresourcemanager"),
    )
    return Nodes(email=account.email, member=account.member, grant=grant)
