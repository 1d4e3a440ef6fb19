"""Object stores of a site on AWS: S3 buckets in the site's region, with no replica anywhere.

Sources: provider pages `aws_s3_bucket_object_lock_configuration` (6.25: works on new and existing buckets) and
`aws_s3_bucket_lifecycle_configuration`; Amazon S3 User Guide "Locking objects with Object Lock" (read 2026-11).
"""

from dataclasses import dataclass

from polder_constructs.bindings.aws import (
    KmsKey,
    S3Bucket,
    S3BucketObjectLockConfigurationA,
    S3BucketObjectLockConfigurationRuleA,
    S3BucketObjectLockConfigurationRuleDefaultRetentionA,
)
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.aws_policy import Statement
from polder_constructs.object_store.aws_access_log import log_access
from polder_constructs.object_store.aws_bucket import (
    encryption_only_with,
    lifecycle,
    private_bucket,
    versioning,
)
from polder_constructs.object_store.contract import ObjectStore
from polder_environments.topology import SitePlan, StorePlan


@dataclass(frozen=True)
class AwsObjectStore:
    """A bucket that grants can name.

    Args:
        arn: The bucket's ARN.
        store: What the rest of the platform sees.
    """

    arn: str
    store: ObjectStore


def object_store(
    scope: Construct, site: SitePlan, store: StorePlan, key: KmsKey, logs: S3Bucket
) -> AwsObjectStore:
    """Create an object store, encrypted with the site's key, its accesses logged.

    Construct ids join name and part with `_`, which no store's name holds; so no store can take another's.
    """
    construct_id = f"store_{store.name}"
    arn = f"arn:{site.partition}:s3:::{store.resource_name}"
    statements = encryption_only_with(arn, key.arn)
    bucket = private_bucket(
        scope,
        construct_id,
        site,
        store.resource_name,
        key_arn=key.arn,
        statements=statements if store.retain is None else (*statements, _no_bypass(arn)),
    )
    # A locked object is a locked version: Object Lock needs versioning, whatever the file says of it.
    versions = versioning(scope, construct_id, bucket, on=store.versioned or store.retain is not None)
    lifecycle(scope, construct_id, bucket, versions, expire=store.expire, keep_versions=store.keep_versions)
    log_access(scope, construct_id, bucket, store.resource_name, logs)
    if store.retain is not None:
        S3BucketObjectLockConfigurationA(
            scope,
            f"{construct_id}_retention",
            bucket=bucket.id,
            rule=S3BucketObjectLockConfigurationRuleA(
                # COMPLIANCE could be undone by nobody, not even where the file holds a mistaken number.
                default_retention=S3BucketObjectLockConfigurationRuleDefaultRetentionA(
                    mode="GOVERNANCE", days=store.retain
                )
            ),
            depends_on=[versions],
        )
    return AwsObjectStore(arn=bucket.arn, store=ObjectStore(id=bucket.arn, uri=f"s3://{bucket.id}"))


def _no_bypass(bucket_arn: str) -> Statement:
    return Statement(
        "NoRetentionBypass", ["s3:BypassGovernanceRetention"], [f"{bucket_arn}/*"], "*", None, "Deny"
    )
