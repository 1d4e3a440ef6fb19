"""Terraform state of a site on AWS: a bucket and a key of its own in the site's region, and the backend on them.

Sources: Terraform "S3 backend" (1.10 and later: `use_lockfile`); `internal/backend/remote-state/s3/validate.go`
(an alias ARN is a valid `kms_key_id`).
"""

from polder_constructs.bindings.cdktf import S3Backend, TerraformStack
from polder_constructs.key.aws import state_key, state_key_alias
from polder_constructs.object_store.aws_access_log import access_log_bucket, log_access
from polder_constructs.object_store.aws_bucket import (
    encryption_only_with,
    lifecycle,
    private_bucket,
    versioning,
)
from polder_constructs.site.aws_partition import arn
from polder_environments.topology import SitePlan

KEEP_STATE_VERSIONS_DAYS = 365
"""How long an earlier state can be gone back to."""


def backend(stack: TerraformStack, site: SitePlan) -> None:
    """Keep a stack's state in the site's bucket, under the stack's name."""
    made = S3Backend(
        stack,
        bucket=site.state.name,
        key=f"{stack.node.id}.tfstate",
        region=site.region,
        sts_region=site.region,
        encrypt=True,
        kms_key_id=_alias_arn(site),
        allowed_account_ids=[site.tenancy],
    )
    # CDKTF 0.21 has no argument for it; without it two people could write the same state at once.
    made.add_override("use_lockfile", value=True)


def store(stack: TerraformStack, site: SitePlan) -> None:
    """Create the bucket, the key that encrypts it and the bucket of its access logs."""
    key = state_key(stack, site)
    bucket = private_bucket(
        stack,
        "state",
        site,
        site.state.name,
        key_arn=key.arn,
        # The backend names the key by its alias, S3's default by its ARN.
        statements=encryption_only_with(
            f"arn:{site.partition}:s3:::{site.state.name}", key.arn, _alias_arn(site)
        ),
    )
    versions = versioning(stack, "state", bucket, on=True)
    lifecycle(stack, "state", bucket, versions, expire=None, keep_versions=KEEP_STATE_VERSIONS_DAYS)
    logs = access_log_bucket(
        stack, "state_access_log_bucket", site, f"{site.state.name}-access-logs", [site.state.name]
    )
    log_access(stack, "state", bucket, site.state.name, logs)


def _alias_arn(site: SitePlan) -> str:
    return arn(site, "kms", f"alias/{state_key_alias(site)}")
