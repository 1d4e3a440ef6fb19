"""Terraform state of a site on Google Cloud: a bucket and a key of its own in the site's region, and the backend on them.

Source: Terraform "gcs backend" (locks by itself, through an object beside the state; objects take the bucket's
default key).
"""

from polder_constructs.bindings.cdktf import GcsBackend, TerraformStack
from polder_constructs.key.gcp import state_key
from polder_constructs.object_store.gcp_bucket import access_log_bucket, private_bucket
from polder_constructs.site.gcp_services import STATE, services
from polder_environments.topology import SitePlan

KEEP_STATE_VERSIONS_DAYS = 365
"""How long an earlier state can be gone back to."""

SOFT_DELETE_DAYS = 30


def backend(stack: TerraformStack, site: SitePlan) -> None:
    """Keep a stack's state in the site's bucket, under the stack's name."""
    GcsBackend(stack, bucket=site.state.name, prefix=stack.node.id)


def store(stack: TerraformStack, site: SitePlan) -> None:
    """Create the bucket, the key that encrypts it and the bucket of its access logs."""
    key = state_key(stack, site, services(stack, site, STATE))
    logs = access_log_bucket(stack, "state_access_log_bucket", site, f"{site.state.name}-access-logs", key)
    private_bucket(
        stack,
        "state",
        site,
        site.state.name,
        key,
        logs=logs,
        keep_versions=KEEP_STATE_VERSIONS_DAYS,
        soft_delete=SOFT_DELETE_DAYS,
    )
