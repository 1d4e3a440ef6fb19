"""Private buckets on Google Cloud: one region, the site's key, nothing public, accesses logged.

Every request to Cloud Storage is TLS or refused by clients; uniform access leaves IAM as the only way in. Sources:
provider page `google_storage_bucket` (6.50); Cloud Storage "Usage logs & storage logs", "Bucket Lock" (read 2026-11).
"""

from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.bindings.google import (
    StorageBucket,
    StorageBucketEncryption,
    StorageBucketIamMember,
    StorageBucketLifecycleRule,
    StorageBucketLifecycleRuleAction,
    StorageBucketLifecycleRuleCondition,
    StorageBucketLogging,
    StorageBucketRetentionPolicy,
    StorageBucketSoftDeletePolicy,
    StorageBucketVersioning,
)
from polder_constructs.key.gcp import GcpKey
from polder_environments.topology import SitePlan

ABANDONED_UPLOAD_DAYS = 7
DAY = 86_400
SOFT_DELETE_DAYS = 7
"""The least that Cloud Storage takes, beside none."""

LOG_WRITER = "group:cloud-storage-analytics@google.com"
"""Who delivers usage logs."""


def private_bucket(  # noqa: PLR0913 - what buckets differ in
    scope: Construct,
    construct_id: str,
    site: SitePlan,
    name: str,
    key: GcpKey,
    *,
    logs: StorageBucket | None,
    versioned: bool = True,
    keep_versions: int,
    expire: int | None = None,
    retain: int | None = None,
    soft_delete: int = SOFT_DELETE_DAYS,
) -> StorageBucket:
    """Create a bucket.

    Args:
        scope: The stack.
        construct_id: Id of the bucket.
        site: The site it belongs to.
        name: Its name in the world.
        key: What it is encrypted with.
        logs: Bucket of its access logs; None for that bucket itself.
        versioned: Whether earlier versions are kept. Cloud Storage takes either this or `retain`.
        keep_versions: Days that earlier versions are kept.
        expire: Days after which objects are deleted, or None.
        retain: Days in which objects can be neither deleted nor overwritten, or None.
        soft_delete: Days in which a deleted object can be restored.
    """
    return StorageBucket(
        scope,
        construct_id,
        name=name,
        # A region, never `EU` or a pair of regions, which would be copies elsewhere.
        location=site.region,
        storage_class="STANDARD",
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        force_destroy=False,
        encryption=StorageBucketEncryption(default_kms_key_name=key.id),
        versioning=StorageBucketVersioning(enabled=versioned),
        retention_policy=None
        if retain is None
        # Locked, it could be undone by nobody, not even where the file holds a mistaken number.
        else StorageBucketRetentionPolicy(retention_period=retain * DAY, is_locked=False),
        soft_delete_policy=StorageBucketSoftDeletePolicy(retention_duration_seconds=soft_delete * DAY),
        lifecycle_rule=_lifecycle(keep_versions, expire),
        logging=None if logs is None else StorageBucketLogging(log_bucket=logs.name, log_object_prefix=name),
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
        depends_on=key.ready("storage"),
    )


def access_log_bucket(
    scope: Construct, construct_id: str, site: SitePlan, name: str, key: GcpKey
) -> StorageBucket:
    """Create a bucket that takes access logs of other buckets, and keeps them as the site keeps logs."""
    bucket = private_bucket(
        scope, construct_id, site, name, key, logs=None, keep_versions=1, expire=site.log_retention
    )
    StorageBucketIamMember(
        scope,
        f"{construct_id}_writer",
        bucket=bucket.name,
        role="roles/storage.objectCreator",
        member=LOG_WRITER,
    )
    return bucket


def _lifecycle(keep_versions: int, expire: int | None) -> list[StorageBucketLifecycleRule]:
    conditions = [
        ("AbortIncompleteMultipartUpload", StorageBucketLifecycleRuleCondition(age=ABANDONED_UPLOAD_DAYS)),
        (
            "Delete",
            StorageBucketLifecycleRuleCondition(
                days_since_noncurrent_time=keep_versions, with_state="ARCHIVED"
            ),
        ),
    ]
    if expire is not None:
        conditions.append(("Delete", StorageBucketLifecycleRuleCondition(age=expire, with_state="LIVE")))
    return [
        StorageBucketLifecycleRule(action=StorageBucketLifecycleRuleAction(type=action), condition=condition)
        for action, condition in conditions
    ]
