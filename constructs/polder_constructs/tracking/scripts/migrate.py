"""Bring MLflow's two schemas, tracking and login, to the version of this image; on an empty database, create them.

Run by launch.py, which sets MLFLOW_BACKEND_STORE_URI. Both schemas live in one database, each with a version table of
its own. Running it again changes nothing.
"""

import os
import subprocess
import sys

import psycopg2

LOCK = 7_013_525_211
"""Any number that nothing else in this database locks: two migrations at once would corrupt the schema."""


def migrations(uri: str) -> list[list[str]]:
    """Return the commands in their order.

    Tracking comes first: it creates its first tables only in a database that has none, and would take one that
    holds the login tables for its own at an unknown version.
    """
    return [
        [sys.executable, "-m", "mlflow", "db", "upgrade", uri],
        [sys.executable, "-m", "mlflow.server.auth", "db", "upgrade", "--url", uri],
    ]


def main() -> None:
    """Migrate while holding the lock, which ends with the connection."""
    uri = os.environ["MLFLOW_BACKEND_STORE_URI"]
    connection = psycopg2.connect(uri.replace("postgresql+psycopg2://", "postgresql://", 1))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        for command in migrations(uri):
            subprocess.run(command, check=True)  # noqa: S603 - the pod's own commands; the address holds no password
    finally:
        connection.close()


if __name__ == "__main__":
    main()
