"""The keys of a site on Google Cloud: one for everything the site holds, one for its Terraform state.

Services use a key as their own service agent, and each agent is granted the key alone, never a role on the project.
Sources: provider pages `google_kms_crypto_key`, `google_kms_key_ring`, `google_storage_project_service_account`,
`google_logging_project_cmek_settings` (6.50).
"""

from dataclasses import dataclass

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.bindings.google import (
    DataGoogleLoggingProjectCmekSettings,
    DataGoogleStorageProjectServiceAccount,
    KmsCryptoKey,
    KmsCryptoKeyIamMember,
    KmsCryptoKeyVersionTemplate,
    KmsKeyRing,
)
from polder_constructs.site.gcp_agents import agent_email, service_identity
from polder_constructs.site.gcp_services import Services
from polder_environments.topology import SitePlan

ROTATION = "7776000s"
"""90 days."""

DESTRUCTION_DELAY = "2592000s"
"""30 days in which a destroyed version can be restored."""

USER_ROLE = "roles/cloudkms.cryptoKeyEncrypterDecrypter"


@dataclass(frozen=True)
class GcpKey:
    """A key that exists.

    Args:
        id: `projects/…/locations/…/keyRings/…/cryptoKeys/…`.
        grants: By service, the grant that what it encrypts has to wait for.
    """

    id: str
    grants: dict[str, KmsCryptoKeyIamMember]

    def ready(self, *services: str) -> list[ITerraformDependable]:
        """Give the grants that a resource of these services must wait for: without them its creation fails."""
        return [self.grants[service] for service in services]


def key(scope: Construct, site: SitePlan, services: Services) -> GcpKey:
    """Create the key that encrypts everything at the site but its Terraform state."""
    made = _key(scope, "key", site, site.key, services)
    agents = {
        "storage": _storage_agent(scope, services),
        "logging": _logging_agent(scope, site, services),
        # The agents of Compute Engine and GKE come with their APIs; the others have to be asked for.
        "compute": agent_email(services.project_number, "compute-system"),
        "container": agent_email(services.project_number, "container-engine-robot"),
    }
    if site.registry is not None:
        agents["artifactregistry"] = service_identity(scope, "artifactregistry", services)
    if site.mlflow is not None:
        agents["sqladmin"] = service_identity(scope, "sqladmin", services)
    return GcpKey(id=made.id, grants=_grants(scope, "key", made, agents, services))


def state_key(scope: Construct, site: SitePlan, services: Services) -> GcpKey:
    """Create the key that encrypts the site's Terraform state, so that state outlives the site's own key."""
    made = _key(scope, "state_key", site, f"{site.key}-state", services)
    agents = {"storage": _storage_agent(scope, services)}
    return GcpKey(id=made.id, grants=_grants(scope, "state_key", made, agents, services))


def _key(scope: Construct, construct_id: str, site: SitePlan, name: str, services: Services) -> KmsCryptoKey:
    ring = KmsKeyRing(
        scope, f"{construct_id}_ring", name=name, location=site.region, depends_on=services.on("cloudkms")
    )
    return KmsCryptoKey(
        scope,
        construct_id,
        name=name,
        key_ring=ring.id,
        purpose="ENCRYPT_DECRYPT",
        rotation_period=ROTATION,
        destroy_scheduled_duration=DESTRUCTION_DELAY,
        version_template=KmsCryptoKeyVersionTemplate(
            algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level="SOFTWARE"
        ),
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
    )


def _grants(
    scope: Construct,
    construct_id: str,
    made: KmsCryptoKey,
    agents: dict[str, str],
    services: Services,
) -> dict[str, KmsCryptoKeyIamMember]:
    return {
        service: KmsCryptoKeyIamMember(
            scope,
            f"{construct_id}_{service}",
            crypto_key_id=made.id,
            role=USER_ROLE,
            member=f"serviceAccount:{email}",
            depends_on=services.on(service),
        )
        for service, email in agents.items()
    }


def _storage_agent(scope: Construct, services: Services) -> str:
    # Reading it makes Cloud Storage create it where the project has never used a bucket.
    return DataGoogleStorageProjectServiceAccount(
        scope, "storage_agent", depends_on=services.on("storage")
    ).email_address


def _logging_agent(scope: Construct, site: SitePlan, services: Services) -> str:
    # As above, for Cloud Logging.
    return DataGoogleLoggingProjectCmekSettings(
        scope, "logging_agent", project=site.tenancy, depends_on=services.on("logging")
    ).service_account_id
