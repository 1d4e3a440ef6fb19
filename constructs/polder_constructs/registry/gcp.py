"""The container registry of a site on Google Cloud: Artifact Registry repositories in the site's region.

Sources: provider page `google_artifact_registry_repository` (6.50); Artifact Analysis "Automatic scanning" (a
repository inherits scanning from the project, where `containerscanning` is on; read 2026-11).
"""

from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.bindings.google import (
    ArtifactRegistryRepository,
    ArtifactRegistryRepositoryCleanupPolicies,
    ArtifactRegistryRepositoryCleanupPoliciesCondition,
    ArtifactRegistryRepositoryDockerConfig,
    ArtifactRegistryRepositoryIamMember,
    ArtifactRegistryRepositoryVulnerabilityScanningConfig,
)
from polder_constructs.key.gcp import GcpKey
from polder_constructs.registry.contract import Registry
from polder_environments.topology import RegistryPlan, SitePlan

UNTAGGED = "2592000s"
"""30 days, after which an image that no tag names is deleted."""


def registry(scope: Construct, site: SitePlan, plan: RegistryPlan, key: GcpKey, nodes: str) -> Registry:
    """Create the repositories; `nodes` is the member that pulls from them."""
    for name in plan.repositories:
        repository = ArtifactRegistryRepository(
            scope,
            f"registry_{name}",
            repository_id=f"{plan.name}-{name}",
            location=site.region,
            format="DOCKER",
            mode="STANDARD_REPOSITORY",
            description=f"Images {name} of {site.prefix}",
            kms_key_name=key.id,
            docker_config=ArtifactRegistryRepositoryDockerConfig(immutable_tags=plan.immutable),
            vulnerability_scanning_config=ArtifactRegistryRepositoryVulnerabilityScanningConfig(
                enablement_config="INHERITED" if plan.scan else "DISABLED"
            ),
            cleanup_policy_dry_run=False,
            cleanup_policies=[
                ArtifactRegistryRepositoryCleanupPolicies(
                    id="untagged",
                    action="DELETE",
                    condition=ArtifactRegistryRepositoryCleanupPoliciesCondition(
                        tag_state="UNTAGGED", older_than=UNTAGGED
                    ),
                )
            ],
            lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
            depends_on=key.ready("artifactregistry"),
        )
        ArtifactRegistryRepositoryIamMember(
            scope,
            f"registry_{name}_nodes",
            location=site.region,
            repository=repository.name,
            role="roles/artifactregistry.reader",
            member=nodes,
        )
    return Registry(url=f"{site.region}-docker.pkg.dev/{site.tenancy}")
