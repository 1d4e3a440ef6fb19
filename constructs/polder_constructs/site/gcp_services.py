"""The APIs of a project that a site needs.

Two sites in one project both ask for the same APIs. That is no conflict: enabling twice changes nothing, and
destroying a site leaves every API on. Source: provider page `google_project_service` (6.50: `disable_on_destroy`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.google import DataGoogleProject, ProjectService
from polder_environments.topology import SitePlan

STATE = ("cloudkms", "cloudresourcemanager", "storage")
"""What keeping state needs."""

SITE = (
    *STATE,
    "binaryauthorization",
    "compute",
    "container",
    "dns",
    "iam",
    "iamcredentials",
    "logging",
    "monitoring",
    "servicedirectory",
)
"""What every site needs."""


@dataclass(frozen=True)
class Services:
    """APIs that are on.

    Args:
        apis: By short name (`compute`), what a resource of the API must wait for.
        project_number: The project's number, by which its service agents are named.
    """

    apis: Mapping[str, ProjectService]
    project_number: str

    def on(self, *names: str) -> list[ITerraformDependable]:
        """Give what a resource of these APIs must wait for."""
        return [self.apis[name] for name in names]


def site_apis(site: SitePlan) -> list[str]:
    """Name the APIs that a site needs."""
    names: list[str] = list(SITE)
    if site.registry is not None:
        names.append("artifactregistry")
        if site.registry.scan:
            names.append("containerscanning")
    if site.mlflow is not None:
        names.append("sqladmin")
    return names


def services(scope: Construct, site: SitePlan, names: Sequence[str]) -> Services:
    """Switch APIs on and leave them on."""
    apis = {
        name: ProjectService(
            scope,
            f"service_{name}",
            service=f"{name}.googleapis.com",
            # Another site, or something that Polder knows nothing of, may use the API as well.
            disable_on_destroy=False,
            disable_dependent_services=False,
        )
        for name in names
    }
    # Waiting for all APIs, the number would be unknown whenever one is added, and every grant to a service agent
    # would be replaced.
    project = DataGoogleProject(
        scope, "project", project_id=site.tenancy, depends_on=[apis["cloudresourcemanager"]]
    )
    return Services(apis=apis, project_number=project.number)
