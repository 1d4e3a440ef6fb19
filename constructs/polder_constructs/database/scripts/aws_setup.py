"""Create the user of a PostgreSQL database on Amazon RDS, who logs in with IAM tokens and has no password.

Runs as an identity of its own, the only one that may read the secret of the master user, which RDS keeps and
rotates. Running it again changes nothing. Source: Amazon RDS User Guide "Creating a database account using IAM
authentication" (read 2026-11).
"""

import json
import os
from collections.abc import Mapping
from typing import Protocol, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, make_dsn

STATEMENTS = (
    "GRANT rds_iam TO {user}",
    # Whoever can log in could otherwise connect to every database.
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {user}",
    # From PostgreSQL 15 on nobody but the owner creates tables in `public`.
    "GRANT USAGE, CREATE ON SCHEMA public TO {user}",
)


class Secrets(Protocol):
    """The part of boto3's Secrets Manager client that is used here."""

    def get_secret_value(self, SecretId: str) -> Mapping[str, str]:  # noqa: N803 - the client's own name
        """Read a secret."""
        ...


def credentials(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Read the master user's `username` and `password` from Secrets Manager."""
    region = environment["AWS_REGION"]
    secrets = cast("Secrets", boto3.client("secretsmanager", region_name=region))  # pyright: ignore[reportUnknownMemberType]
    secret = secrets.get_secret_value(SecretId=environment["POLDER_DATABASE_MASTER_SECRET"])
    return json.loads(secret["SecretString"])


def grant(master: connection, database: str, user: str) -> None:
    """Create the user where there is none and give it its rights, all or nothing."""
    names = {"user": sql.Identifier(user), "database": sql.Identifier(database)}
    with master, master.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (user,))
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {user} LOGIN").format(**names))
        for statement in STATEMENTS:
            cursor.execute(sql.SQL(statement).format(**names))


def main(environment: Mapping[str, str]) -> None:
    """Connect as the master user and set up the user that the environment names."""
    database = environment["POLDER_DATABASE_NAME"]
    parameters: dict[str, str] = json.loads(environment["POLDER_DATABASE_PARAMETERS"])
    login = credentials(environment)
    master = psycopg2.connect(
        make_dsn(
            host=environment["POLDER_DATABASE_HOST"],
            port=environment["POLDER_DATABASE_PORT"],
            dbname=database,
            user=login["username"],
            password=login["password"],
            connect_timeout="10",
            **parameters,
        )
    )
    try:
        grant(master, database, environment["POLDER_DATABASE_USER"])
    finally:
        master.close()


if __name__ == "__main__":
    main(os.environ)
