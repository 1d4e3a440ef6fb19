"""The role with which RDS reports what the operating system under a database does.

Sources: provider page `aws_db_instance` (6.25: `monitoring_role_arn`); Amazon RDS User Guide "Setting up and
enabling Enhanced Monitoring" (read 2026-11).
"""

from dataclasses import dataclass

from polder_constructs.bindings.aws import IamRole, IamRolePolicyAttachment
from polder_constructs.bindings.cdktf import Construct
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.site.aws_partition import arn, managed_policy, own_name
from polder_environments.topology import DatabasePlan, SitePlan

MONITORING_SECONDS = 60


@dataclass(frozen=True)
class Monitoring:
    """The role, and the grant that has to exist before RDS is told of it."""

    role: IamRole
    grant: IamRolePolicyAttachment


def monitoring_role(scope: Construct, site: SitePlan, plan: DatabasePlan) -> Monitoring:
    """Create the role for one database."""
    role = IamRole(
        scope,
        "database_monitoring_role",
        name=own_name(site, "database-monitor"),
        description="Reports on the operating system under the site's database",
        assume_role_policy=policy(
            Statement(
                "Monitoring",
                ["sts:AssumeRole"],
                principal={"Service": "monitoring.rds.amazonaws.com"},
                condition={
                    "StringEquals": {"aws:SourceAccount": site.tenancy},
                    "ArnLike": {"aws:SourceArn": arn(site, "rds", f"db:{plan.name}")},
                },
            )
        ),
    )
    grant = IamRolePolicyAttachment(
        scope,
        "database_monitoring_role_managed",
        role=role.name,
        policy_arn=managed_policy(site, "service-role/AmazonRDSEnhancedMonitoringRole"),
    )
    return Monitoring(role, grant)
