"""What the tracking server runs and with which environment: pure data, so that a test can run exactly the same.

Sources: `mlflow server --help` and `mlflow/environment_variables.py` of MLflow 3.17.2; https://mlflow.org/docs/3.17.2/self-hosting/security/.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from polder_constructs.database.contract import Database
from polder_constructs.site.contract import TrackingInfrastructure
from polder_environments.topology import MLflowPlan

PORT = 5000
SERVICE = "mlflow"
ADMIN_SECRET = "mlflow-admin"  # noqa: S105 - the name of a Secret, not a secret
SETUP_ACCOUNT = "mlflow-setup"
"""Service account of the setup job; the cloud adapters bind `DatabaseSetup.identity` to this name."""

SCRIPTS_PATH = "/opt/polder"
PASSWORD_PATH = "/run/polder"  # noqa: S105 - a directory
LOGIN_PATH = "/run/mlflow"
ADMIN_PATH = "/etc/polder/admin"
CA_PATH = "/etc/polder/database-ca"
ACCOUNT_PATH = "/var/run/secrets/polder"

PUBLIC_CAS = "/etc/ssl/certs/ca-certificates.crt"
"""The public certificate authorities of the image's Debian. libpq's word for them, `system`, finds none there: the
OpenSSL that the psycopg2 wheel brings looks into a folder of the machine that built it."""

WORKERS = 2
_MAX_PORT = 65535


@dataclass(frozen=True)
class Process:
    """A command and the environment it runs with."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def script(name: str) -> tuple[str, str]:
    """Return the start of a command that runs one of the scripts."""
    return ("python", f"{SCRIPTS_PATH}/{name}.py")


def service_hosts(namespace: str) -> tuple[str, ...]:
    """Return the names under which the service is known in the cluster."""
    return (
        SERVICE,
        f"{SERVICE}.{namespace}",
        f"{SERVICE}.{namespace}.svc",
        f"{SERVICE}.{namespace}.svc.cluster.local",
    )


def allowed_hosts(mlflow: MLflowPlan) -> tuple[str, ...]:
    """Return the Host headers that the server answers to: what a `kubectl port-forward` sends among them.

    A Host header carries the port unless it is the scheme's own, and MLflow compares the whole of it; probes of the
    kubelet send the pod's address, from which MLflow exempts `/health`.
    """
    names = (*service_hosts(mlflow.identity.namespace), "localhost", "127.0.0.1", *mlflow.allowed_hosts)
    return tuple(pattern for name in names for pattern in (name, f"{name}:*"))


def server(mlflow: MLflowPlan, infrastructure: TrackingInfrastructure) -> Process:
    """Return the server's process.

    A browser sends the Origin header also to the page's own host, so the hosts that the file adds are origins too:
    otherwise MLflow refuses every change that a user makes in its pages behind an ingress.
    """
    origins = [f"https://{host}" for host in mlflow.allowed_hosts]
    return Process(
        command=(
            *script("launch"),
            "mlflow",
            "server",
            "--host=0.0.0.0",
            f"--port={PORT}",
            f"--workers={WORKERS}",
            "--app-name=basic-auth",
            "--serve-artifacts",
            "--default-artifact-root=mlflow-artifacts:/",
            f"--artifacts-destination={infrastructure.artifacts.uri}/mlflow",
            f"--allowed-hosts={','.join(allowed_hosts(mlflow))}",
            *([f"--cors-allowed-origins={','.join(origins)}"] if origins else []),
            "--x-frame-options=DENY",
        ),
        environment={
            **base_environment(infrastructure),
            "MLFLOW_AUTH_CONFIG_PATH": f"{LOGIN_PATH}/basic_auth.ini",
            "POLDER_ADMIN_SECRET": ADMIN_PATH,
            # The gateway sends prompts to providers that the environment file does not name; jobs run users' scorers
            # inside the server; the assistant runs shell commands there for whoever comes through a port-forward,
            # unless it has to use a Docker sandbox, which a pod has not. None is part of experiment tracking.
            "MLFLOW_ENABLE_AI_GATEWAY": "false",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            "MLFLOW_ENABLE_ASSISTANT_SANDBOX": "true",
            "MLFLOW_ENABLE_REMOTE_ASSISTANT": "false",
            # Tracking, registry and login each have a pool in each worker: ten pods of two workers stay below what
            # the smallest database accepts. A connection is renewed before a cloud cuts an idle one.
            "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "2",
            "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW": "6",
            "MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE": "1800",
        },
    )


def migration(infrastructure: TrackingInfrastructure) -> Process:
    """Return the process that brings the database's schemas to the server's version."""
    return Process((*script("launch"), *script("migrate")), base_environment(infrastructure))


def passwords(infrastructure: TrackingInfrastructure, mode: str | None = None) -> Process:
    """Return the process that keeps the database password fresh; `mode` is `--once`, `--check` or None."""
    return Process(
        (*script("refresh_passfile"), *([mode] if mode else [])),
        {
            **base_environment(infrastructure),
            **infrastructure.database.password.environment,
            "POLDER_PASSWORD_SCRIPT": f"{SCRIPTS_PATH}/password.py",
        },
    )


def base_environment(infrastructure: TrackingInfrastructure) -> dict[str, str]:
    """Return what every process knows: the database's address, the cloud's region, and where it may write."""
    return {
        **infrastructure.environment,
        **database_environment(infrastructure.database),
        "HOME": "/tmp",  # noqa: S108 - a volume of the pod's own; the root file system is read-only
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
    }


def database_environment(database: Database) -> dict[str, str]:
    """Return the database's address as the scripts read it.

    Raises:
        ValueError: The port is a reference; network policies need the number.
    """
    if not 0 < database.port <= _MAX_PORT:
        raise ValueError(
            f"the database port {database.port} is not a number of 1 to {_MAX_PORT}: give it as a literal"
        )
    parameters = dict(database.parameters)
    if database.ca_certificate is not None:
        parameters["sslrootcert"] = f"{CA_PATH}/ca.pem"
    elif parameters.get("sslrootcert", "system") == "system" and parameters.get("sslmode", "").startswith(
        "verify-"
    ):
        parameters["sslrootcert"] = PUBLIC_CAS
    return {
        "POLDER_DATABASE_HOST": database.host,
        "POLDER_DATABASE_PORT": str(database.port),
        "POLDER_DATABASE_NAME": database.name,
        "POLDER_DATABASE_USER": database.user,
        "POLDER_DATABASE_PARAMETERS": json.dumps(parameters, sort_keys=True),
        "POLDER_PASSFILE": f"{PASSWORD_PATH}/passfile",
    }
