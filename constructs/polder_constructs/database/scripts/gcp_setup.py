"""Give the user of a database on Cloud SQL its rights; the user itself is Terraform's and logs in with tokens.

Only a built-in user can grant them. So the setup gives `postgres` a random password, grants, and gives it another one
that nobody ever sees. Running it again changes nothing. It runs as an identity of its own, the only one that may set
passwords. Sources: Cloud SQL Admin API v1 `users.update` and `operations.get`; PostgreSQL 15 release notes (rights on
the schema `public`); read 2026-11.
"""

import json
import os
import secrets
import time
from collections.abc import Mapping
from typing import cast
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, make_dsn

API = "https://sqladmin.googleapis.com"
METADATA = "169.254.169.254"
MASTER = "postgres"
ATTEMPTS, PAUSE, SECONDS = 120, 2.0, 30

STATEMENTS = (
    # Whoever can log in could otherwise connect to every database.
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {user}",
    # From PostgreSQL 15 on nobody but the owner creates tables in `public`.
    "GRANT USAGE, CREATE ON SCHEMA public TO {user}",
)


class CloudSql:
    """The part of the Admin API that sets a password."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Read which instance it is; `POLDER_CLOUD_SQL_API` and `GCE_METADATA_HOST` name other servers."""
        self.project = environment["POLDER_DATABASE_PROJECT"]
        self.instance = environment["POLDER_DATABASE_INSTANCE"]
        self._api = environment.get("POLDER_CLOUD_SQL_API", API)
        self._metadata = environment.get("GCE_METADATA_HOST", METADATA)
        self._pause = float(environment.get("POLDER_CLOUD_SQL_PAUSE", PAUSE))

    def set_password(self, user: str, password: str) -> None:
        """Set a user's password and wait until it holds.

        Raises:
            RuntimeError: Cloud SQL refused, or did not finish in time.
        """
        path = f"/v1/projects/{self.project}/instances/{self.instance}/users?{urlencode({'name': user})}"
        operation = self._call("PUT", path, {"name": user, "password": password})
        for _ in range(ATTEMPTS):
            if operation.get("status") == "DONE":
                if operation.get("error"):
                    raise RuntimeError(
                        f"Cloud SQL did not set the password: {json.dumps(operation['error'])}"
                    )
                return
            time.sleep(self._pause)
            operation = self._call("GET", f"/v1/projects/{self.project}/operations/{operation['name']}")
        raise RuntimeError("Cloud SQL did not finish setting the password")

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        return _json(Request(self._api + path, data=data, headers=headers, method=method))  # noqa: S310 - a fixed https address

    def _token(self) -> str:
        url = f"http://{self._metadata}/computeMetadata/v1/instance/service-accounts/default/token"
        answer = _json(Request(url, headers={"Metadata-Flavor": "Google"}))
        return str(answer["access_token"])


def _json(request: Request) -> dict[str, object]:
    # A proxy of the environment would be handed tokens and passwords.
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return cast("dict[str, object]", json.load(answer))
    except HTTPError as error:
        # Google says which permission is missing; the request, and with it the password, is not repeated.
        reason = error.read().decode(errors="replace")[:2000]
        raise RuntimeError(f"{request.get_method()} {request.selector}: {error.code} {reason}") from None


def new_password() -> str:
    """Make a password that every policy takes: letters of both cases, digits and another character."""
    return f"Aa1-{secrets.token_urlsafe(32)}"


def grant(master: connection, database: str, user: str) -> None:
    """Give the user its rights, all or none."""
    names = {"user": sql.Identifier(user), "database": sql.Identifier(database)}
    with master, master.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(sql.SQL(statement).format(**names))


def main(environment: Mapping[str, str]) -> None:
    """Set up the user that the environment names."""
    cloud_sql = CloudSql(environment)
    database = environment["POLDER_DATABASE_NAME"]
    parameters: dict[str, str] = json.loads(environment["POLDER_DATABASE_PARAMETERS"])
    password = new_password()
    cloud_sql.set_password(MASTER, password)
    try:
        master = psycopg2.connect(
            make_dsn(
                host=environment["POLDER_DATABASE_HOST"],
                port=environment["POLDER_DATABASE_PORT"],
                dbname=database,
                user=MASTER,
                password=password,
                connect_timeout=10,
                **parameters,
            )
        )
        try:
            grant(master, database, environment["POLDER_DATABASE_USER"])
        finally:
            master.close()
    finally:
        # Whatever happened, nobody keeps a password that works.
        cloud_sql.set_password(MASTER, new_password())


if __name__ == "__main__":
    main(os.environ)
