"""Service agents: the accounts as which Google's services work in a project.

Cloud SQL and Artifact Registry use a key only as their agent, and the agent does not exist before somebody asks for
it. The one resource that asks is of the google-beta provider, which has no class in the bindings of `google`.
Sources: provider page `google_project_service_identity` (beta in 6.50 and in 8.0); Cloud SQL "Use customer-managed
encryption keys"; Artifact Registry "Artifact Registry Service Agent" (read 2026-11).
"""

from polder_constructs.bindings.cdktf import (
    Construct,
    TerraformProvider,
    TerraformProviderGeneratorMetadata,
    TerraformResource,
    TerraformStack,
)
from polder_constructs.site.gcp_services import Services
from polder_environments.topology import SitePlan

BETA = "google-beta"
BETA_VERSION = "6.50.0"
"""That of the `google` bindings; both providers are released together."""

_BETA_ID = "google_beta"


def agent_email(project_number: str, agent: str) -> str:
    """Name an agent that exists as soon as its API is on."""
    return f"service-{project_number}@{agent}.iam.gserviceaccount.com"


def beta_provider(stack: TerraformStack, site: SitePlan) -> None:
    """Configure the google-beta provider for the site's project, for service agents alone."""
    provider = _Provider(
        stack,
        _BETA_ID,
        terraform_resource_type=BETA,
        terraform_provider_source=f"hashicorp/{BETA}",
        terraform_generator_metadata=_METADATA,
    )
    # No class of the bindings takes these arguments.
    provider.add_override("project", site.tenancy)
    provider.add_override("region", site.region)
    provider.add_override("billing_project", site.tenancy)
    provider.add_override("user_project_override", value=True)
    provider.add_override("add_terraform_attribution_label", value=False)


def service_identity(scope: Construct, service: str, services: Services) -> str:
    """Ask for the agent of a service; it is never deleted, and asking twice changes nothing.

    Returns:
        Its e-mail address.
    """
    made = TerraformResource(
        scope,
        f"agent_{service}",
        terraform_resource_type="google_project_service_identity",
        terraform_generator_metadata=_METADATA,
        depends_on=services.on(service),
    )
    # No class of the bindings takes these arguments; `provider` of a resource wants a provider's construct, and
    # this is what it would become.
    made.add_override("provider", BETA)
    made.add_override("service", f"{service}.googleapis.com")
    return made.get_string_attribute("email")


_METADATA = TerraformProviderGeneratorMetadata(provider_name=BETA, provider_version=BETA_VERSION)


class _Provider(TerraformProvider):
    """The google-beta provider; CDKTF's class is abstract though it lacks nothing."""
