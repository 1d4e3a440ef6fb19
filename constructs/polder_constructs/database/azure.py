"""The managed PostgreSQL of a site on Azure: private, encrypted with the site's key, entered with Entra tokens alone.

Sources: provider pages `azurerm_postgresql_flexible_server`, `…_active_directory_administrator`, `…_configuration`,
`…_database` (all 4.55); Azure Database for PostgreSQL "Use Microsoft Entra ID for authentication".
"""

from pathlib import Path

from polder_constructs.bindings.azurerm import (
    LogAnalyticsWorkspace,
    PostgresqlFlexibleServer,
    PostgresqlFlexibleServerActiveDirectoryAdministrator,
    PostgresqlFlexibleServerAuthentication,
    PostgresqlFlexibleServerConfiguration,
    PostgresqlFlexibleServerCustomerManagedKey,
    PostgresqlFlexibleServerDatabase,
    PostgresqlFlexibleServerHighAvailability,
    PostgresqlFlexibleServerIdentity,
    PostgresqlFlexibleServerMaintenanceWindow,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.database.contract import Database, PasswordSource
from polder_constructs.identity.azure import AzureIdentity
from polder_constructs.key.azure import AzureKey
from polder_constructs.network.azure_endpoints import PrivateEndpoints
from polder_constructs.site.azure_ground import Ground, diagnose
from polder_constructs.site.azure_partition import partition
from polder_environments.topology import DatabasePlan

_DATABASE = "mlflow"
_MEBIBYTES = 1024
_SETTINGS = {
    "connection_throttle.enable": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
}


def database(  # noqa: PLR0913 - what a database stands on, each made elsewhere
    scope: Construct,
    base: Ground,
    plan: DatabasePlan,
    *,
    key: AzureKey,
    endpoints: PrivateEndpoints,
    workspace: LogAnalyticsWorkspace,
    user: AzureIdentity,
) -> Database:
    """Create the server and its database, with the identity of the tracking server as the one that may log in."""
    server = PostgresqlFlexibleServer(
        scope,
        "database",
        name=plan.name,
        location=base.site.region,
        resource_group_name=base.group,
        sku_name=plan.machine,
        version=plan.version,
        storage_mb=plan.storage * _MEBIBYTES,
        auto_grow_enabled=True,
        backup_retention_days=plan.backups,
        # Backups stay in the region.
        geo_redundant_backup_enabled=False,
        public_network_access_enabled=False,
        authentication=PostgresqlFlexibleServerAuthentication(
            active_directory_auth_enabled=True, password_auth_enabled=False, tenant_id=base.tenant
        ),
        identity=PostgresqlFlexibleServerIdentity(type="UserAssigned", identity_ids=[key.identity.id]),
        customer_managed_key=PostgresqlFlexibleServerCustomerManagedKey(
            key_vault_key_id=key.versionless_id, primary_user_assigned_identity_id=key.identity.id
        ),
        zone=base.site.network.zones[0].name,
        high_availability=_standby(base) if plan.standby else None,
        maintenance_window=PostgresqlFlexibleServerMaintenanceWindow(
            day_of_week=0, start_hour=2, start_minute=0
        ),
        tags=base.tags,
        # After a failover the two zones have changed places, and putting them back would be another outage. Storage
        # grows by itself, and is made smaller by a new server alone.
        lifecycle=base.lifecycle(
            ignore=("high_availability[0].standby_availability_zone", "storage_mb", "zone")
        ),
        depends_on=key.ready,
    )
    endpoints.database("database", server.id, plan.name)
    diagnose(scope, "database_logs", workspace, server.id, ("PostgreSQLLogs",))
    # The server does one thing at a time, and refuses another meanwhile; so each waits for the one before it. The user
    # comes first: a database made before there is one belongs to Azure itself, and nobody else may make a table in it
    # (terraform-provider-azurerm issue 27895).
    last: ITerraformDependable = PostgresqlFlexibleServerActiveDirectoryAdministrator(
        scope,
        "database_user",
        server_name=server.name,
        resource_group_name=base.group,
        tenant_id=base.tenant,
        object_id=user.principal_id,
        principal_name=user.workload.principal,
        principal_type="ServicePrincipal",
    )
    for setting, value in _SETTINGS.items():
        last = PostgresqlFlexibleServerConfiguration(
            scope,
            f"database_setting_{setting.replace('.', '_')}",
            name=setting,
            server_id=server.id,
            value=value,
            depends_on=[last],
        )
    PostgresqlFlexibleServerDatabase(
        scope,
        "database_mlflow",
        name=_DATABASE,
        server_id=server.id,
        charset="UTF8",
        collation="en_US.utf8",
        depends_on=[last],
        lifecycle=base.lifecycle(),
    )
    return Database(
        host=server.fqdn,
        port=5432,
        name=_DATABASE,
        user=user.workload.principal,
        password=PasswordSource(
            script=(Path(__file__).parent / "scripts" / "azure_password.py").read_text(encoding="utf-8"),
            environment={"POLDER_TOKEN_SCOPE": partition(base.site).database_token},
        ),
        # Azure's certificates come from public authorities.
        parameters={"sslmode": "verify-full", "sslrootcert": "system"},
    )


def _standby(base: Ground) -> PostgresqlFlexibleServerHighAvailability:
    zones = base.site.network.zones
    if len(zones) == 1:
        return PostgresqlFlexibleServerHighAvailability(mode="SameZone")
    return PostgresqlFlexibleServerHighAvailability(
        mode="ZoneRedundant", standby_availability_zone=zones[1].name
    )
