"""The real MLflow, PostgreSQL and an S3 endpoint, run with what the services stack says and nothing else.

A green result means: the commands, environments and scripts of the synthesized pods work together on the pinned
version. It says nothing of the cloud's own password source, of TLS to the database (the wheel's PostgreSQL has none),
of Kubernetes' own behaviour, nor of the container image.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kubernetes_api import FakeKubernetes
from tracking_cluster import Platform
from tracking_cluster import platform as start_platform

RUN = """
import json, os, sys, tempfile
from pathlib import Path
import mlflow
from mlflow import MlflowClient

first, second = sys.argv[1:]
mlflow.set_tracking_uri(first)
experiment = mlflow.create_experiment("polder")
with mlflow.start_run(experiment_id=experiment) as run, tempfile.TemporaryDirectory() as folder:
    mlflow.log_param("layers", 12)
    mlflow.log_metric("loss", 0.25)
    path = Path(folder, "model.bin")
    path.write_bytes(b"weights" * 1000)
    mlflow.log_artifact(str(path), "model")
seen = MlflowClient(second).get_run(run.info.run_id)
mlflow.set_tracking_uri(second)
read = Path(mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model/model.bin")).read_bytes()
print(json.dumps({
    "run": run.info.run_id, "experiment": experiment, "artifact_uri": seen.info.artifact_uri,
    "params": seen.data.params, "metrics": seen.data.metrics, "artifact": read == b"weights" * 1000,
}))
"""


@pytest.fixture(scope="module")
def platform(
    tmp_path_factory: pytest.TempPathFactory, resources: dict[str, dict[str, Any]], kubernetes: FakeKubernetes
) -> Iterator[Platform]:
    """Start all once for the tests of this file."""
    with start_platform(tmp_path_factory.mktemp("platform"), resources, kubernetes) as started:
        yield started


@pytest.fixture(scope="module")
def run(platform: Platform) -> dict[str, Any]:
    """Log a run with MLflow's own client to one server and read it back from the other."""
    username, password = platform.admin
    login = {"MLFLOW_TRACKING_USERNAME": username, "MLFLOW_TRACKING_PASSWORD": password}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *platform.servers],
        env=platform.cluster.given(login, MLFLOW_DISABLE_TELEMETRY="true"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_run_logged_to_one_server_is_read_from_the_other(run: dict[str, Any]) -> None:
    """Two replicas share runs, and artifacts pass through them."""
    assert run["params"] == {"layers": "12"}
    assert run["metrics"] == {"loss": 0.25}
    assert run["artifact"]
    assert run["artifact_uri"].startswith("mlflow-artifacts:/")


def test_the_artifact_lies_in_the_site_store(platform: Platform, run: dict[str, Any]) -> None:
    """The server wrote the object to the bucket under its own prefix."""
    key = f"mlflow/{run['experiment']}/{run['run']}/artifacts/model/model.bin"

    assert f"<Key>{key}</Key>" in platform.objects()


@pytest.mark.parametrize("user", [None, ("admin", "wrong"), ("admin", "password1234"), ("nobody", "wrong")])
def test_wrong_credentials_are_refused(platform: Platform, user: tuple[str, str] | None) -> None:
    """Without the right login nothing is answered."""
    assert platform.ask("/api/2.0/mlflow/experiments/get?experiment_id=0", user) == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("mlflow", 200),
        ("mlflow:5000", 200),
        ("mlflow.mlflow.svc.cluster.local:5000", 200),
        ("localhost:5000", 200),
        ("mlflow.example.org", 200),
        ("evil.example.org", 403),
        ("10.16.128.7:5000", 403),
        ("mlflow.evil.example.org", 403),
    ],
)
def test_only_listed_hosts_are_answered(platform: Platform, host: str, status: int) -> None:
    """A Host header that is not listed is refused, also with the right login."""
    assert (
        platform.ask("/api/2.0/mlflow/experiments/get?experiment_id=0", platform.admin, host=host) == status
    )


def test_probes_need_neither_login_nor_host(platform: Platform) -> None:
    """The kubelet asks with the pod's address and no credentials."""
    assert platform.ask("/health", server=1, host="10.16.128.7:5000") == 200


def test_the_gateway_is_off(platform: Platform) -> None:
    """Nothing is passed on to providers of models that the environment file does not name."""
    body = {"model": "any", "messages": "any"}

    assert platform.ask("/gateway/mlflow/v1/chat/completions", platform.admin, body=body) == 501


def test_another_user_sees_nothing_by_default(platform: Platform, run: dict[str, Any]) -> None:
    """A new user has no right to what others made, until it is given."""
    user = ("scientist", "a-long-enough-password")
    body = {"username": user[0], "password": user[1]}
    path = f"/api/2.0/mlflow/runs/get?run_id={run['run']}"

    assert platform.ask("/api/2.0/mlflow/users/create", platform.admin, body=body) == 200
    assert platform.ask(path, user, server=1) == 403
    assert platform.ask(path, platform.admin, server=1) == 200


def test_a_new_password_is_used_by_the_next_connection(platform: Platform, run: dict[str, Any]) -> None:
    """When the password changes, refreshing the file is enough: no server restarts."""
    assert platform.change_password() > 0
    for server in (0, 1):
        assert platform.ask(f"/api/2.0/mlflow/runs/get?run_id={run['run']}", platform.admin, server) == 200


def test_the_probe_of_the_refresher_holds(platform: Platform) -> None:
    """What the kubelet asks the container that keeps the password fresh, answered by the running one."""
    cluster = platform.cluster
    pod = cluster.pod("kubernetes_deployment_v1", "tracking")
    (container,) = [each for each in pod["container"] if each["name"] == "passwords"]
    environment = cluster.given(cluster.container(pod, "passwords")[1])
    for probe in ("liveness_probe", "readiness_probe"):
        command = [cluster.replace(part) for part in container[probe]["exec"]["command"]]

        assert subprocess.run(command, env=environment, timeout=20, check=False).returncode == 0


def test_files_with_passwords_are_private(platform: Platform) -> None:
    """Nobody but its owner reads the password, nor the login file."""
    for name in ("run/passfile", "login/basic_auth.ini"):
        assert (platform.cluster.folder / name).stat().st_mode & 0o777 == 0o600


def test_no_secret_is_in_logs_or_terraform(platform: Platform, run: dict[str, Any], synthesized: str) -> None:
    """What the servers, jobs and database wrote, and what Terraform will keep, hold no password."""
    logs = {path.name: path.read_text("utf-8", "replace") for path in platform.cluster.folder.glob("*.log")}
    texts = {**logs, "terraform": synthesized}

    assert run
    assert {"migrate.log", "passwords.log", "database.log", "admin-secret.log", "postgres.log"} <= set(logs)
    for secret in platform.secrets():
        assert [name for name, text in texts.items() if secret in text] == []
