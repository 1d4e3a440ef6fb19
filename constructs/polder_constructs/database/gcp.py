"""The managed PostgreSQL of a site on Google Cloud: Cloud SQL, by private address alone, without a password in Terraform.

The server logs in as its service account, with access tokens. The built-in user `postgres` has no password; the
setup gives it one that it forgets. The certificate authority is the instance's own and signs nothing else, so
`verify-ca` proves which instance answers. Sources: provider pages `google_sql_database_instance`, `google_sql_user`
(6.50); Cloud SQL "IAM authentication", "Authorize with SSL/TLS certificates", "About Private Service Connect",
"Use IAM Conditions" (read 2026-11).
"""

from importlib.resources import files
from typing import Final

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.bindings.google import (
    SqlDatabase,
    SqlDatabaseInstance,
    SqlDatabaseInstanceSettings,
    SqlDatabaseInstanceSettingsBackupConfiguration,
    SqlDatabaseInstanceSettingsBackupConfigurationBackupRetentionSettings,
    SqlDatabaseInstanceSettingsDatabaseFlags,
    SqlDatabaseInstanceSettingsInsightsConfig,
    SqlDatabaseInstanceSettingsIpConfiguration,
    SqlDatabaseInstanceSettingsIpConfigurationPscConfig,
    SqlDatabaseInstanceSettingsMaintenanceWindow,
    SqlUser,
)
from polder_constructs.database.contract import Database, DatabaseSetup, PasswordSource
from polder_constructs.database.gcp_access import endpoint, login, setup_identity
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.key.gcp import GcpKey
from polder_constructs.network.gcp import GcpNetwork
from polder_environments.topology import DatabasePlan, IdentityPlan, SitePlan

NAME = "mlflow"
PORT = 5432
LOG_DAYS = 7
"""The most days of transaction logs that the Enterprise edition keeps: how far recovery goes back to the second."""

LONGEST_USER = 63
"""PostgreSQL cuts longer names off, and the login would be somebody else's."""

FLAGS: Final = (
    ("cloudsql.enable_pgaudit", "on"),
    ("cloudsql.iam_authentication", "on"),
    ("log_checkpoints", "on"),
    ("log_connections", "on"),
    ("log_disconnections", "on"),
    ("log_duration", "on"),
    ("log_hostname", "on"),
    ("log_lock_waits", "on"),
    ("log_min_duration_statement", "-1"),
    ("log_min_error_statement", "error"),
    ("log_min_messages", "warning"),
    ("log_statement", "ddl"),
    ("log_temp_files", "0"),
)
"""Connections, changes of the schema and errors are logged; statements with the data in them are not."""


def database(  # noqa: PLR0913, PLR0917 - what a database stands on
    scope: Construct,
    site: SitePlan,
    plan: DatabasePlan,
    network: GcpNetwork,
    key: GcpKey,
    server: tuple[IdentityPlan, WorkloadIdentity],
    after: list[ITerraformDependable],
) -> Database:
    """Create the database, its user and the identity that sets the user up.

    Args:
        scope: The stack.
        site: The site.
        plan: The database.
        network: Where its private endpoint stands.
        key: What it is encrypted with.
        server: The identity that logs in, as planned and as it exists.
        after: The cluster, with which the project's identity pool comes to be.

    Raises:
        ValueError: The user's name would be longer than PostgreSQL takes.
    """
    instance = _instance(scope, site, plan, key)
    SqlDatabase(
        scope,
        "database_mlflow",
        name=NAME,
        instance=instance.name,
        charset="UTF8",
        # Objects in it belong to roles that only the database knows: Cloud SQL could not drop it before them.
        deletion_policy="ABANDON",
    )
    identity_plan, identity = server
    user = user_name(site, identity_plan)
    SqlUser(
        scope,
        "database_user",
        name=user,
        instance=instance.name,
        type="CLOUD_IAM_SERVICE_ACCOUNT",
        # As above: it owns tables, and PostgreSQL drops no user who does.
        deletion_policy="ABANDON",
        # The name is a literal; by then the service account that it names exists.
        depends_on=[login(scope, site, plan, f"serviceAccount:{identity.principal}")],
    )
    address = endpoint(scope, site, plan, network, instance)
    return Database(
        host=address,
        port=PORT,
        name=NAME,
        user=user,
        password=PasswordSource(script=_script("gcp_password.py")),
        parameters={"sslmode": "verify-ca"},
        ca_certificate=instance.server_ca_cert.get(0).cert,
        setup=DatabaseSetup(
            script=_script("gcp_setup.py"),
            environment={
                "POLDER_DATABASE_PROJECT": site.tenancy,
                "POLDER_DATABASE_INSTANCE": plan.name,
            },
            identity=setup_identity(scope, site, plan, after),
        ),
    )


def user_name(site: SitePlan, plan: IdentityPlan) -> str:
    """Name the database user of an identity: the e-mail address of its service account without its last part.

    Raises:
        ValueError: It would be longer than PostgreSQL takes.
    """
    name = f"{plan.resource_name}@{site.tenancy}.iam"
    if len(name) > LONGEST_USER:
        raise ValueError(
            f"site {site.name}: the database user {name} has {len(name)} characters, and PostgreSQL takes "
            f"{LONGEST_USER}: shorten the name of the environment, the site or the project"
        )
    return name


def _instance(scope: Construct, site: SitePlan, plan: DatabasePlan, key: GcpKey) -> SqlDatabaseInstance:
    return SqlDatabaseInstance(
        scope,
        "database",
        name=plan.name,
        region=site.region,
        database_version=f"POSTGRES_{plan.version}",
        encryption_key_name=key.id,
        deletion_protection=site.protect,
        settings=SqlDatabaseInstanceSettings(
            tier=plan.machine,
            # A custom tier is of this edition; later versions of PostgreSQL default to the other.
            edition="ENTERPRISE",
            activation_policy="ALWAYS",
            availability_type="REGIONAL" if plan.standby else "ZONAL",
            disk_type="PD_SSD",
            disk_size=plan.storage,
            disk_autoresize=True,
            deletion_protection_enabled=site.protect,
            retain_backups_on_delete=site.protect,
            user_labels=dict(site.tags),
            database_flags=[
                SqlDatabaseInstanceSettingsDatabaseFlags(name=name, value=value) for name, value in FLAGS
            ],
            ip_configuration=_private(site),
            backup_configuration=SqlDatabaseInstanceSettingsBackupConfiguration(
                enabled=True,
                # Without it backups lie in the multi-region nearest to the instance.
                location=site.region,
                start_time="01:00",
                point_in_time_recovery_enabled=True,
                transaction_log_retention_days=LOG_DAYS,
                backup_retention_settings=SqlDatabaseInstanceSettingsBackupConfigurationBackupRetentionSettings(
                    # One a day.
                    retained_backups=plan.backups,
                    retention_unit="COUNT",
                ),
            ),
            maintenance_window=SqlDatabaseInstanceSettingsMaintenanceWindow(
                day=7, hour=3, update_track="stable"
            ),
            insights_config=SqlDatabaseInstanceSettingsInsightsConfig(
                query_insights_enabled=True, record_application_tags=False, record_client_address=False
            ),
        ),
        lifecycle=TerraformResourceLifecycle(
            prevent_destroy=site.protect,
            # It grows by itself, and going back to this size would replace the instance.
            ignore_changes=["settings[0].disk_size"],
        ),
        depends_on=key.ready("sqladmin"),
    )


def _private(site: SitePlan) -> SqlDatabaseInstanceSettingsIpConfiguration:
    return SqlDatabaseInstanceSettingsIpConfiguration(
        ipv4_enabled=False,
        psc_config=[
            SqlDatabaseInstanceSettingsIpConfigurationPscConfig(
                psc_enabled=True, allowed_consumer_projects=[site.tenancy]
            )
        ],
        # Client certificates would be private keys in Terraform's state; IAM says who a client is.
        ssl_mode="ENCRYPTED_ONLY",
        server_ca_mode="GOOGLE_MANAGED_INTERNAL_CA",
    )


def _script(name: str) -> str:
    return files("polder_constructs.database.scripts").joinpath(name).read_text("utf-8")
