"""The bucket that access logs of other buckets go to, and the switch that sends them there.

It is encrypted with S3's own key: log delivery takes no other ("Enabling Amazon S3 server access logging",
Amazon S3 User Guide, read 2026-11), and delivers nothing, silently, where the bucket demands one.
"""

from collections.abc import Sequence

from polder_constructs.bindings.aws import S3Bucket, S3BucketLoggingA
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.aws_policy import Statement
from polder_constructs.object_store.aws_bucket import lifecycle, private_bucket, versioning
from polder_environments.topology import SitePlan


def access_log_bucket(
    scope: Construct, construct_id: str, site: SitePlan, name: str, sources: Sequence[str]
) -> S3Bucket:
    """Create a bucket that takes access logs of the buckets with these names, and keeps them as the site keeps logs."""
    bucket = private_bucket(
        scope,
        construct_id,
        site,
        name,
        key_arn=None,
        statements=[
            Statement(
                "AccessLogs",
                ["s3:PutObject"],
                [f"arn:{site.partition}:s3:::{name}/*"],
                {"Service": "logging.s3.amazonaws.com"},
                {
                    "StringEquals": {"aws:SourceAccount": site.tenancy},
                    "ArnLike": {
                        "aws:SourceArn": [f"arn:{site.partition}:s3:::{source}" for source in sources]
                    },
                },
            )
        ],
    )
    versions = versioning(scope, construct_id, bucket, on=True)
    lifecycle(scope, construct_id, bucket, versions, expire=site.log_retention, keep_versions=1)
    return bucket


def log_access(scope: Construct, construct_id: str, bucket: S3Bucket, name: str, logs: S3Bucket) -> None:
    """Log who reads and writes a bucket, under its name in the log bucket."""
    S3BucketLoggingA(
        scope, f"{construct_id}_access_log", bucket=bucket.id, target_bucket=logs.id, target_prefix=f"{name}/"
    )
