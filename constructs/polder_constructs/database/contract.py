"""What a managed PostgreSQL offers to those that use it, whatever the cloud."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from polder_constructs.identity.contract import WorkloadIdentity


@dataclass(frozen=True)
class PasswordSource:
    """How a pod gets the short-lived password of its own identity; nothing of it is ever in Terraform.

    Args:
        script: Python source that prints one password on standard output and exits 0. It may use the standard
            library and what the MLflow image carries.
        environment: Environment variables the script reads.
    """

    script: str
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class DatabaseSetup:
    """What has to run once, as an identity of its own, before the user can log in.

    Args:
        script: Python source that creates the user and its rights; running it twice changes nothing.
        environment: Environment variables the script reads.
        identity: The identity it runs as, bound to the service account `mlflow-setup` of namespace `mlflow`.
    """

    script: str
    environment: Mapping[str, str]
    identity: WorkloadIdentity


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database that exists.

    Args:
        host: Private DNS name or address.
        port: TCP port.
        name: Database name.
        user: Role the server logs in as.
        password: Where its short-lived password comes from.
        parameters: libpq connection parameters, at least `sslmode`.
        ca_certificate: PEM of the server's certificate authority where it is not a public one; None otherwise.
        setup: What has to run once before; None where the cloud makes the user itself.
    """

    host: str
    port: int
    name: str
    user: str
    password: PasswordSource
    parameters: Mapping[str, str]
    ca_certificate: str | None = None
    setup: DatabaseSetup | None = None
