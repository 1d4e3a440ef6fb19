"""The programs that run inside the pods, one by one."""

import base64
import configparser
import json
import os
import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kubernetes_api import FakeKubernetes
from polder_constructs.tracking.scripts import admin_secret, launch, refresh_passfile

PRINTED = "https://db:5432/?a=b&c=\\d:e%20f"


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a pod, with a password source that prints what a file holds."""
    (tmp_path / "source.py").write_text(
        f"from pathlib import Path\nprint(Path({str(tmp_path / 'token')!r}).read_text())\n", "utf-8"
    )
    (tmp_path / "token").write_text(PRINTED, "utf-8")
    return {
        "POLDER_DATABASE_HOST": "db.internal",
        "POLDER_DATABASE_PORT": "5432",
        "POLDER_DATABASE_NAME": "ml flow",
        "POLDER_DATABASE_USER": "mlflow@acme.iam",
        "POLDER_DATABASE_PARAMETERS": '{"sslmode": "verify-full", "sslrootcert": "/etc/ca & co.pem"}',
        "POLDER_PASSFILE": str(tmp_path / "passfile"),
        "POLDER_PASSWORD_SCRIPT": str(tmp_path / "source.py"),
    }


def test_the_password_file_escapes_what_libpq_reads_specially(database: dict[str, str]) -> None:
    """Colons and backslashes of a token do not end the field, and only the owner may read the file."""
    assert refresh_passfile.refresh(database)

    path = Path(database["POLDER_PASSFILE"])
    assert (
        path.read_text()
        == "db.internal:5432:ml flow:mlflow@acme.iam:https\\://db\\:5432/?a=b&c=\\\\d\\:e%20f\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in path.parent.glob("*passfile*")) == ["passfile", "passfile.attempt"]


def test_a_reader_never_sees_half_a_file(database: dict[str, str]) -> None:
    """A new password replaces the file; it does not rewrite it."""
    refresh_passfile.refresh(database)
    with Path(database["POLDER_PASSFILE"]).open(encoding="utf-8") as open_before:
        (Path(database["POLDER_PASSFILE"]).parent / "token").write_text("new", "utf-8")
        refresh_passfile.refresh(database)

        assert "db\\:5432" in open_before.read()
    assert Path(database["POLDER_PASSFILE"]).read_text("utf-8").endswith(":new\n")


@pytest.mark.parametrize(
    "source",
    [
        f"import sys; print({PRINTED!r}); sys.exit('refused: ' + {PRINTED!r})",
        f"print({PRINTED!r}); print('and a second line')",
        "print('')",
        "raise RuntimeError('no network')",
    ],
)
def test_a_failing_source_keeps_the_old_password_and_its_mouth(
    database: dict[str, str], source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a proper password the file stays as it was, and the log holds none."""
    path = Path(database["POLDER_PASSFILE"])
    path.write_text("old", "utf-8")
    Path(database["POLDER_PASSWORD_SCRIPT"]).write_text(source, "utf-8")

    assert not refresh_passfile.refresh(database)
    assert path.read_text("utf-8") == "old"
    shown = "".join(capsys.readouterr())
    assert "refresh_passfile: the password source" in shown
    assert PRINTED not in shown


class _EndError(Exception):
    """Ends a loop that has no end."""


def test_a_failure_is_tried_again_soon_and_a_success_later(database: dict[str, str]) -> None:
    """After a failure the loop waits seconds, growing to a minute; after a success ten minutes."""
    token = Path(database["POLDER_PASSFILE"]).parent / "token"
    token.write_text("", "utf-8")
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 7:
            token.write_text(PRINTED, "utf-8")
        if seconds > refresh_passfile.LAST_RETRY_SECONDS:
            raise _EndError

    with pytest.raises(_EndError):
        refresh_passfile.loop(database, once=False, sleep=sleep)

    assert waits == [2, 4, 8, 16, 32, 60, 60, refresh_passfile.REFRESH_SECONDS]


def test_once_ends_with_the_first_password(database: dict[str, str]) -> None:
    """The init container is done as soon as there is a password."""
    assert refresh_passfile.loop(database, once=True, sleep=lambda _: None) == 0


def test_a_loop_that_hangs_is_not_alive(database: dict[str, str]) -> None:
    """The probe fails without a password, holds after an attempt, and fails when attempts end."""
    assert not refresh_passfile.alive(database)
    refresh_passfile.refresh(database)
    assert refresh_passfile.alive(database)
    before = time.time() - refresh_passfile.ALIVE_SECONDS - 1
    os.utime(f"{database['POLDER_PASSFILE']}.attempt", (before, before))
    assert not refresh_passfile.alive(database)


def test_the_refresh_is_quicker_than_the_shortest_token() -> None:
    """Google's metadata server gives out tokens with five minutes left, and RDS's live 15 with one failure between."""
    assert refresh_passfile.REFRESH_SECONDS < 5 * 60
    assert refresh_passfile.REFRESH_SECONDS + 2 * refresh_passfile.SOURCE_SECONDS < 15 * 60


def test_the_address_holds_user_and_parameters_encoded_and_no_password(database: dict[str, str]) -> None:
    """Whatever characters a user or path has, SQLAlchemy reads them back."""
    parts = urlsplit(launch.database_uri(database))

    assert (parts.scheme, unquote(parts.username or ""), parts.password) == (
        "postgresql+psycopg2",
        "mlflow@acme.iam",
        None,
    )
    assert (parts.hostname, parts.port, unquote(parts.path)) == ("db.internal", 5432, "/ml flow")
    assert parse_qs(parts.query) == {
        "sslmode": ["verify-full"],
        "sslrootcert": ["/etc/ca & co.pem"],
        "passfile": [database["POLDER_PASSFILE"]],
    }


def test_the_server_gets_login_and_key_from_files(database: dict[str, str], tmp_path: Path) -> None:
    """MLflow reads the login file back as it was meant, percent signs included; the key is in the environment."""
    for name, value in {"username": "admin", "password": "p%20w%%d", "flask-secret-key": "key"}.items():
        (tmp_path / name).write_text(value + "\n", "utf-8")
    login = tmp_path / "basic_auth.ini"
    given = {**database, "POLDER_ADMIN_SECRET": str(tmp_path), "MLFLOW_AUTH_CONFIG_PATH": str(login)}

    result = launch.server_environment(given)

    read = configparser.ConfigParser()
    read.read(login)
    assert dict(read["mlflow"]) == {
        "default_permission": "NO_PERMISSIONS",
        "database_uri": launch.database_uri(database),
        "admin_username": "admin",
        "admin_password": "p%20w%%d",
        "authorization_function": "mlflow.server.auth:authenticate_request_basic_auth",
    }
    assert login.stat().st_mode & 0o777 == 0o600
    assert result["MLFLOW_FLASK_SERVER_SECRET_KEY"] == "key"
    assert result["MLFLOW_BACKEND_STORE_URI"] == launch.database_uri(database)


def test_a_migration_needs_no_login(database: dict[str, str]) -> None:
    """Without the admin secret, only the database's address is added."""
    assert set(launch.server_environment(database)) - set(database) == {"MLFLOW_BACKEND_STORE_URI"}


@pytest.fixture
def account(kubernetes: FakeKubernetes, tmp_path: Path) -> dict[str, str]:
    """Return the environment of the setup job, and an API without Secrets."""
    kubernetes.secrets.clear()
    kubernetes.requests.clear()
    kubernetes.refuse.clear()
    (tmp_path / "token").write_text(f"{kubernetes.token}\n", "utf-8")
    return {
        "POLDER_KUBERNETES_API": kubernetes.url,
        "POLDER_KUBERNETES_ACCOUNT": str(tmp_path),
        "POLDER_SECRET_NAME": "mlflow-admin",
        "POLDER_SECRET_NAMESPACE": "mlflow",
    }


PATH = "/api/v1/namespaces/mlflow/secrets"


def test_the_first_run_makes_a_random_login(kubernetes: FakeKubernetes, account: dict[str, str]) -> None:
    """The Secret has the three keys, long random values, and nothing of them is said."""
    said = admin_secret.ensure(account)

    secret = kubernetes.secrets[f"{PATH}/mlflow-admin"]
    values = {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}
    assert kubernetes.requests == [f"GET {PATH}/mlflow-admin", f"POST {PATH}"]
    assert set(values) == set(admin_secret.KEYS)
    assert min(len(values["password"]), len(values["flask-secret-key"])) >= 40
    assert admin_secret.manifest("a", "b")["data"] != admin_secret.manifest("a", "b")["data"]
    assert said == "Secret mlflow/mlflow-admin was created"


def test_a_later_run_changes_nothing(kubernetes: FakeKubernetes, account: dict[str, str]) -> None:
    """The login of the first run stays."""
    admin_secret.ensure(account)
    before = json.dumps(kubernetes.secrets)
    admin_secret.ensure(account)

    assert json.dumps(kubernetes.secrets) == before


def test_losing_a_race_is_no_failure(
    kubernetes: FakeKubernetes, account: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another pod creates the Secret between the look and the creation, that one is taken."""
    real = admin_secret.request
    calls: list[str] = []

    def late(
        environment: dict[str, str], path: str, body: dict[str, object] | None = None
    ) -> tuple[int, bytes]:
        calls.append(path)
        if len(calls) == 1:
            other = admin_secret.manifest("mlflow-admin", "mlflow")
            answer = real(environment, path, body)
            kubernetes.secrets[f"{PATH}/mlflow-admin"] = other
            return answer
        return real(environment, path, body)

    monkeypatch.setattr(admin_secret, "request", late)

    assert admin_secret.ensure(account) == "Secret mlflow-admin exists"


def test_an_incomplete_secret_is_reported(kubernetes: FakeKubernetes, account: dict[str, str]) -> None:
    """A Secret that somebody made without a key stops the job with what is missing."""
    kubernetes.secrets[f"{PATH}/mlflow-admin"] = {"data": {"username": "YQ=="}}

    with pytest.raises(RuntimeError, match="without password, flask-secret-key"):
        admin_secret.ensure(account)


@pytest.mark.parametrize(("method", "step"), [("GET", "reading"), ("POST", "creating")])
def test_a_refusal_is_reported(
    kubernetes: FakeKubernetes, account: dict[str, str], method: str, step: str
) -> None:
    """Missing rights fail the job, and it can be tried again."""
    kubernetes.refuse[method] = 403

    with pytest.raises(RuntimeError, match=f"{step} Secret mlflow/mlflow-admin was refused with status 403"):
        admin_secret.ensure(account)
