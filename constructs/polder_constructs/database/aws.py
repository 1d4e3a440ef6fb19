"""The managed PostgreSQL of a site on AWS: RDS, private, without a password that Terraform would know.

The server logs in with IAM tokens. The master user's password is made, kept and rotated by RDS in Secrets Manager;
one identity, used once, may read it.

Sources: provider pages `aws_db_instance`, `aws_db_parameter_group` (6.25); Amazon RDS User Guide "IAM database
authentication", "Password management with Amazon RDS and Secrets Manager" (read 2026-11).
"""

from dataclasses import dataclass
from importlib.resources import files

from polder_constructs.bindings.aws import (
    CloudwatchLogGroup,
    DbInstance,
    DbParameterGroup,
    DbParameterGroupParameter,
    DbSubnetGroup,
    KmsKey,
    SecurityGroup,
    VpcSecurityGroupIngressRule,
)
from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.cluster.aws import AwsCluster
from polder_constructs.database.aws_ca import IDENTIFIER, certificate
from polder_constructs.database.aws_monitoring import MONITORING_SECONDS, monitoring_role
from polder_constructs.database.contract import Database, DatabaseSetup, PasswordSource
from polder_constructs.identity.aws import bind, identity
from polder_constructs.identity.aws_policy import Statement
from polder_constructs.network.aws import AwsNetwork
from polder_constructs.site.aws_partition import arn, dns_suffix, own_name
from polder_environments.topology import DatabasePlan, IdentityPlan, SitePlan

NAME = "mlflow"
USER = "mlflow"
MASTER = "polder"
PORT = 5432
LOGS = ("postgresql", "upgrade")
PARAMETERS = (
    ("log_connections", "1"),
    ("log_disconnections", "1"),
    ("log_min_duration_statement", "1000"),
    ("log_statement", "ddl"),
    ("rds.force_ssl", "1"),
)
_SETUP = "mlflow-setup"


@dataclass(frozen=True)
class AwsDatabase:
    """A database that exists.

    Args:
        login: What the identity of its user has to be allowed, to log in.
        database: What the rest of the platform sees.
    """

    login: Statement
    database: Database


def database(  # noqa: PLR0913, PLR0917 - what a database stands on
    scope: Construct,
    site: SitePlan,
    plan: DatabasePlan,
    network: AwsNetwork,
    cluster: AwsCluster,
    key: KmsKey,
) -> AwsDatabase:
    """Create the database, and the identity that sets up its user.

    Raises:
        LookupError: No certificate authority is known for the region.
    """
    ca_certificate = certificate(site.region)
    instance = _instance(scope, site, plan, network, cluster, key)
    where = {
        "POLDER_DATABASE_HOST": instance.address,
        "POLDER_DATABASE_PORT": str(PORT),
        "POLDER_DATABASE_USER": USER,
        "AWS_REGION": site.region,
    }
    secret = instance.master_user_secret.get(0).secret_arn
    user = arn(site, "rds-db", f"dbuser:{instance.resource_id}/{USER}")
    return AwsDatabase(
        login=Statement("Login", ["rds-db:connect"], [user]),
        database=Database(
            host=instance.address,
            port=PORT,
            name=NAME,
            user=USER,
            password=PasswordSource(script=_script("aws_password.py"), environment=where),
            parameters={"sslmode": "verify-full"},
            ca_certificate=ca_certificate,
            setup=_setup(scope, site, cluster, key, where, secret),
        ),
    )


def _setup(  # noqa: PLR0913, PLR0917 - what the setup stands on
    scope: Construct, site: SitePlan, cluster: AwsCluster, key: KmsKey, where: dict[str, str], secret: str
) -> DatabaseSetup:
    plan = IdentityPlan(
        name=_SETUP,
        resource_name=own_name(site, _SETUP),
        namespace="mlflow",
        service_account=_SETUP,
        reads=(),
        writes=(),
    )
    through = {"kms:ViaService": f"secretsmanager.{site.region}.{dns_suffix(site)}"}
    setup = identity(
        scope,
        "database_setup",
        site,
        plan,
        {},
        key,
        Statement("Master", ["secretsmanager:GetSecretValue"], [secret]),
        Statement(
            "MasterKey",
            ["kms:Decrypt"],
            [key.arn],
            condition={"StringEquals": {**through, "kms:EncryptionContext:SecretARN": secret}},
        ),
    )
    bind(scope, "database_setup", cluster.resource.name, plan, setup.principal)
    return DatabaseSetup(
        script=_script("aws_setup.py"),
        # The pod adds the connection parameters, for it alone knows where the certificate authority is mounted.
        environment={**where, "POLDER_DATABASE_NAME": NAME, "POLDER_DATABASE_MASTER_SECRET": secret},
        identity=setup,
    )


def _instance(  # noqa: PLR0913, PLR0917 - what a database stands on
    scope: Construct,
    site: SitePlan,
    plan: DatabasePlan,
    network: AwsNetwork,
    cluster: AwsCluster,
    key: KmsKey,
) -> DbInstance:
    # RDS would make the groups itself, unencrypted and kept for ever.
    logs = [
        CloudwatchLogGroup(
            scope,
            f"database_log_group_{kind}",
            name=f"/aws/rds/instance/{plan.name}/{kind}",
            retention_in_days=site.log_retention,
            kms_key_id=key.arn,
        )
        for kind in LOGS
    ]
    monitoring = monitoring_role(scope, site, plan)
    return DbInstance(
        scope,
        "database",
        identifier=plan.name,
        engine="postgres",
        engine_version=plan.version,
        auto_minor_version_upgrade=True,
        instance_class=plan.machine,
        db_name=NAME,
        port=PORT,
        multi_az=plan.standby,
        # Reached from nothing but the cluster.
        publicly_accessible=False,
        network_type="IPV4",
        db_subnet_group_name=_subnets(scope, plan, network).name,
        vpc_security_group_ids=[_security_group(scope, plan, network, cluster)],
        ca_cert_identifier=IDENTIFIER,
        # Logging in.
        username=MASTER,
        manage_master_user_password=True,
        master_user_secret_kms_key_id=key.arn,
        iam_database_authentication_enabled=True,
        parameter_group_name=_parameters(scope, plan),
        # What it stores.
        storage_type="gp3",
        allocated_storage=plan.storage,
        storage_encrypted=True,
        kms_key_id=key.arn,
        backup_retention_period=plan.backups,
        copy_tags_to_snapshot=True,
        delete_automated_backups=not site.protect,
        deletion_protection=site.protect,
        skip_final_snapshot=not site.protect,
        final_snapshot_identifier=f"{plan.name}-final" if site.protect else None,
        # What is seen of it.
        enabled_cloudwatch_logs_exports=list(LOGS),
        monitoring_interval=MONITORING_SECONDS,
        monitoring_role_arn=monitoring.role.arn,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=key.arn,
        performance_insights_retention_period=7,
        tags={"Name": plan.name},
        lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
        depends_on=[*logs, monitoring.grant],
    )


def _subnets(scope: Construct, plan: DatabasePlan, network: AwsNetwork) -> DbSubnetGroup:
    return DbSubnetGroup(
        scope,
        "database_subnets",
        name=plan.name,
        description="Database subnets of the site, without a way out",
        subnet_ids=list(network.database.values()),
    )


def _security_group(scope: Construct, plan: DatabasePlan, network: AwsNetwork, cluster: AwsCluster) -> str:
    # No egress rule: Terraform takes away the one to everywhere that AWS adds.
    group = SecurityGroup(
        scope,
        "database_security_group",
        name=f"{plan.name}-database",
        description="PostgreSQL, reached from the cluster alone",
        vpc_id=network.vpc_id,
        tags={"Name": f"{plan.name}-database"},
    )
    VpcSecurityGroupIngressRule(
        scope,
        "database_ingress",
        security_group_id=group.id,
        description="PostgreSQL from the nodes of the cluster",
        ip_protocol="tcp",
        from_port=PORT,
        to_port=PORT,
        referenced_security_group_id=cluster.security_group_id,
    )
    return group.id


def _parameters(scope: Construct, plan: DatabasePlan) -> str:
    group = DbParameterGroup(
        scope,
        "database_parameters",
        # The family is part of the name: a group in use cannot be replaced under one name.
        name=f"{plan.name}-postgres{plan.version}",
        family=f"postgres{plan.version}",
        description="TLS only; connections, changes of structure and slow queries are logged",
        parameter=[DbParameterGroupParameter(name=name, value=value) for name, value in PARAMETERS],
        lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
    )
    return group.name


def _script(name: str) -> str:
    return files("polder_constructs.database").joinpath("scripts", name).read_text(encoding="utf-8")
