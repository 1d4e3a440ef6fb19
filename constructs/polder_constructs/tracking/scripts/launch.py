"""Run a command of MLflow with the database's address and, for the server, its login configuration.

Usage: launch.py COMMAND ARGUMENT… The address is put together here and not in Terraform because the database's user
name is known there only as a reference, which cannot be URL-encoded; no password is part of it.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode


def database_uri(environment: Mapping[str, str]) -> str:
    """Write the address that SQLAlchemy connects to; the password comes from the file that `passfile` names."""
    host, port, name, user = (
        environment[f"POLDER_DATABASE_{part}"] for part in ("HOST", "PORT", "NAME", "USER")
    )
    parameters: dict[str, str] = json.loads(environment["POLDER_DATABASE_PARAMETERS"])
    query = urlencode({**parameters, "passfile": environment["POLDER_PASSFILE"]}, quote_via=quote)
    return f"postgresql+psycopg2://{quote(user, safe='')}@{host}:{port}/{quote(name, safe='')}?{query}"


def auth_configuration(uri: str, username: str, password: str) -> str:
    """Write MLflow's `basic_auth.ini`.

    `default_permission` is what a user may do with what others made; MLflow's own default is READ of everything.
    Values are read with interpolation, so a percent sign, as in an encoded user name, stands doubled.
    """
    values = {
        "default_permission": "NO_PERMISSIONS",
        "database_uri": uri,
        "admin_username": username,
        "admin_password": password,
        "authorization_function": "mlflow.server.auth:authenticate_request_basic_auth",
    }
    lines = [f"{key} = {value.replace('%', '%%')}" for key, value in values.items()]
    return "\n".join(["[mlflow]", *lines, ""])


def server_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the command runs with: the given environment, and what the files say."""
    uri = database_uri(environment)
    result = {**environment, "MLFLOW_BACKEND_STORE_URI": uri}
    if "POLDER_ADMIN_SECRET" in environment:
        secret = Path(environment["POLDER_ADMIN_SECRET"])
        username, password, key = (
            (secret / name).read_text("utf-8").strip()
            for name in ("username", "password", "flask-secret-key")
        )
        result["MLFLOW_FLASK_SERVER_SECRET_KEY"] = key
        _write_private(
            Path(environment["MLFLOW_AUTH_CONFIG_PATH"]), auth_configuration(uri, username, password)
        )
    return result


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(text)


def main(command: list[str]) -> None:
    """Become the command."""
    os.execvpe(command[0], command, server_environment(os.environ))  # noqa: S606 - signals must reach the server


if __name__ == "__main__":
    main(sys.argv[1:])
