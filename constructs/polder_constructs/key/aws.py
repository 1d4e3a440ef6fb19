"""The keys of a site on AWS: one for everything the site holds, one for its Terraform state.

Sources: provider page `aws_kms_key` (6.25); AWS "Encrypt log data in CloudWatch Logs using KMS" and
"Required key policy for use with encrypted volumes" of EC2 Auto Scaling (both read 2026-11).
"""

from polder_constructs.bindings.aws import KmsAlias, KmsKey
from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.site.aws_partition import arn, iam_arn, regional_principal
from polder_environments.topology import SitePlan

_USE = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")


def key(scope: Construct, site: SitePlan) -> KmsKey:
    """Create the key that encrypts everything at the site but its Terraform state."""
    return _key(scope, "key", site, site.key, "Everything at the site", _logs(site), *_volumes(site))


def state_key(scope: Construct, site: SitePlan) -> KmsKey:
    """Create the key that encrypts the site's Terraform state, so that state outlives the site's own key."""
    return _key(scope, "state_key", site, state_key_alias(site), "Terraform state of the site")


def state_key_alias(site: SitePlan) -> str:
    """Name of the state key; backends name the key by it, for its id is not known before it exists."""
    return f"{site.prefix}/state"


def _key(
    scope: Construct, construct_id: str, site: SitePlan, name: str, description: str, *users: Statement
) -> KmsKey:
    made = KmsKey(
        scope,
        construct_id,
        description=f"{description} {site.prefix}",
        deletion_window_in_days=30,
        enable_key_rotation=True,
        multi_region=False,
        policy=policy(_account(site), *users),
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
    )
    KmsAlias(scope, f"{construct_id}_alias", name=f"alias/{name}", target_key_id=made.key_id)
    return made


def _account(site: SitePlan) -> Statement:
    # Without it nobody could manage the key: IAM policies of the account would have no say over it.
    return Statement("Account", ["kms:*"], ["*"], {"AWS": iam_arn(site, "root")})


def _logs(site: SitePlan) -> Statement:
    return Statement(
        "Logs",
        _USE,
        ["*"],
        {"Service": regional_principal(site, "logs")},
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn(site, "logs", "log-group:*")}},
    )


def _volumes(site: SitePlan) -> tuple[Statement, Statement]:
    # KMS refuses a key policy that names a role which does not exist, and a fresh account has no Auto Scaling
    # role yet; so the statements name everyone and the condition leaves that role alone.
    role = iam_arn(site, "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")
    only = {"aws:PrincipalArn": role, "kms:CallerAccount": site.tenancy}
    return (
        Statement("NodeVolumes", _USE, ["*"], {"AWS": "*"}, {"StringEquals": only}),
        Statement(
            "NodeVolumeGrants",
            ["kms:CreateGrant"],
            ["*"],
            {"AWS": "*"},
            {"StringEquals": only, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    )
