"""Flow logs of a site's VPC: who spoke to whom, accepted and refused, encrypted and kept as long as the file says.

Sources: provider page `aws_flow_log` (6.25); Amazon VPC User Guide "IAM role for publishing flow logs to
CloudWatch Logs" (read 2026-11).
"""

from polder_constructs.bindings.aws import CloudwatchLogGroup, FlowLog, IamRole, IamRolePolicy, KmsKey, Vpc
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.site.aws_partition import arn, own_name
from polder_environments.topology import SitePlan


def flow_log(scope: Construct, site: SitePlan, vpc: Vpc, key: KmsKey) -> None:
    """Log all traffic of the VPC."""
    group = CloudwatchLogGroup(
        scope,
        "flow_log_group",
        name=f"/aws/vpc/{site.network.name}",
        retention_in_days=site.log_retention,
        kms_key_id=key.arn,
    )
    role = IamRole(
        scope,
        "flow_log_role",
        name=own_name(site, "flow-log"),
        description="Writes the flow logs of the site's VPC",
        assume_role_policy=policy(
            Statement(
                "FlowLogs",
                ["sts:AssumeRole"],
                principal={"Service": "vpc-flow-logs.amazonaws.com"},
                condition={
                    "StringEquals": {"aws:SourceAccount": site.tenancy},
                    "ArnLike": {"aws:SourceArn": arn(site, "ec2", "vpc-flow-log/*")},
                },
            )
        ),
    )
    grant = IamRolePolicy(
        scope,
        "flow_log_policy",
        name="write",
        role=role.id,
        policy=policy(
            Statement(
                "Write",
                ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                [f"{group.arn}:*"],
            ),
        ),
    )
    FlowLog(
        scope,
        "flow_log",
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        tags={"Name": site.network.name},
        # A flow log that starts before its role may write reports an access error and delivers late.
        depends_on=[grant],
    )
