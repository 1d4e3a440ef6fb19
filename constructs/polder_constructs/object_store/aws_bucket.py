"""A private S3 bucket: what the stores, the state bucket and the access log bucket have in common.

Sources: provider pages `aws_s3_bucket` and `aws_s3_bucket_*` (6.25); Amazon S3 User Guide "Blocking public
access", "Controlling ownership of objects", "Policy keys for S3" (read 2026-11).
"""

from collections.abc import Sequence

from polder_constructs.bindings.aws import (
    S3Bucket,
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
    S3BucketPolicy,
    S3BucketPublicAccessBlock,
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.identity.aws_policy import Statement, policy
from polder_environments.topology import SitePlan

ABANDONED_UPLOAD_DAYS = 7
"""Parts of an upload that was never completed are paid for and seen by nobody; after a week they go."""


def private_bucket(  # noqa: PLR0913 - what the three kinds of bucket differ in
    scope: Construct,
    construct_id: str,
    site: SitePlan,
    name: str,
    *,
    key_arn: str | None,
    statements: Sequence[Statement] = (),
) -> S3Bucket:
    """Create a bucket that nobody outside the account can reach and that speaks TLS only.

    Args:
        scope: The stack.
        construct_id: Id of the bucket; what belongs to it derives its ids from it.
        site: The site.
        name: Globally unique name.
        key_arn: The key that encrypts it, or None for S3's own key.
        statements: Further statements of its policy.
    """
    bucket = S3Bucket(
        scope,
        construct_id,
        bucket=name,
        force_destroy=not site.protect,
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
    )
    block = S3BucketPublicAccessBlock(
        scope,
        f"{construct_id}_public_access",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    S3BucketOwnershipControls(
        scope,
        f"{construct_id}_ownership",
        bucket=bucket.id,
        rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
    )
    S3BucketServerSideEncryptionConfigurationA(
        scope,
        f"{construct_id}_encryption",
        bucket=bucket.id,
        rule=[
            S3BucketServerSideEncryptionConfigurationRuleA(
                apply_server_side_encryption_by_default=S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                    sse_algorithm="AES256" if key_arn is None else "aws:kms", kms_master_key_id=key_arn
                ),
                bucket_key_enabled=key_arn is not None,
            )
        ],
    )
    S3BucketPolicy(
        scope,
        f"{construct_id}_policy",
        bucket=bucket.id,
        policy=policy(*_tls(bucket), *statements),
        # S3 answers 409 when the two settings of one bucket change at the same time.
        depends_on=[block],
    )
    return bucket


def encryption_only_with(bucket_arn: str, *key_names: str) -> tuple[Statement, Statement, Statement]:
    """Statements that refuse to store an object under any other key than the one known by these names.

    A request that asks for no encryption gets the bucket's default, which is that key; so the statements look
    only at requests that ask for one.
    """
    algorithm, key = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
    customer = "s3:x-amz-server-side-encryption-customer-algorithm"
    put, objects = ["s3:PutObject"], [f"{bucket_arn}/*"]
    return (
        Statement(
            "OtherEncryption",
            put,
            objects,
            "*",
            {"Null": {algorithm: "false"}, "StringNotEquals": {algorithm: "aws:kms"}},
            "Deny",
        ),
        Statement(
            "OtherKey",
            put,
            objects,
            "*",
            {"Null": {key: "false"}, "StringNotEquals": {key: list(key_names)}},
            "Deny",
        ),
        Statement("CustomerKey", put, objects, "*", {"Null": {customer: "false"}}, "Deny"),
    )


def versioning(scope: Construct, construct_id: str, bucket: S3Bucket, *, on: bool) -> S3BucketVersioningA:
    """Keep earlier versions of a bucket's objects, or no longer do so."""
    return S3BucketVersioningA(
        scope,
        f"{construct_id}_versioning",
        bucket=bucket.id,
        # `Disabled` is refused once versioning was on; `Suspended` is right before and after.
        versioning_configuration=S3BucketVersioningVersioningConfiguration(
            status="Enabled" if on else "Suspended"
        ),
    )


def lifecycle(  # noqa: PLR0913 - what the three kinds of bucket differ in
    scope: Construct,
    construct_id: str,
    bucket: S3Bucket,
    versions: S3BucketVersioningA,
    *,
    expire: int | None,
    keep_versions: int,
) -> None:
    """Delete what has had its time: abandoned uploads, earlier versions, and objects where they expire."""
    everything = [S3BucketLifecycleConfigurationRuleFilter(prefix="")]
    S3BucketLifecycleConfiguration(
        scope,
        f"{construct_id}_lifecycle",
        bucket=bucket.id,
        rule=[
            S3BucketLifecycleConfigurationRule(
                id="abandoned-uploads",
                status="Enabled",
                filter=everything,
                abort_incomplete_multipart_upload=[
                    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                        days_after_initiation=ABANDONED_UPLOAD_DAYS
                    )
                ],
            ),
            S3BucketLifecycleConfigurationRule(
                id="objects-and-versions",
                status="Enabled",
                filter=everything,
                expiration=[
                    # Days also remove a delete marker that hides nothing; S3 refuses both in one rule.
                    S3BucketLifecycleConfigurationRuleExpiration(expired_object_delete_marker=True)
                    if expire is None
                    else S3BucketLifecycleConfigurationRuleExpiration(days=expire)
                ],
                noncurrent_version_expiration=[
                    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                        noncurrent_days=keep_versions
                    )
                ],
            ),
        ],
        # A rule about versions is refused while versioning has never been set.
        depends_on=[versions],
    )


def _tls(bucket: S3Bucket) -> tuple[Statement, Statement]:
    everything = [bucket.arn, f"{bucket.arn}/*"]
    return (
        Statement("TlsOnly", ["s3:*"], everything, "*", {"Bool": {"aws:SecureTransport": "false"}}, "Deny"),
        Statement("Tls12", ["s3:*"], everything, "*", {"NumericLessThan": {"s3:TlsVersion": "1.2"}}, "Deny"),
    )
