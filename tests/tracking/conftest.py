"""A site with a tracking server, and the services stack that is synthesized for it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from emission import topology_of
from kubernetes_api import FakeKubernetes
from polder_constructs.bindings.cdktf import App, TerraformStack
from polder_constructs.bindings.kubernetes import KubernetesProvider
from polder_constructs.database.contract import Database, DatabaseSetup, PasswordSource
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.object_store.contract import ObjectStore
from polder_constructs.site.contract import TrackingInfrastructure
from polder_constructs.tracking.server import tracking
from polder_environments.topology import SitePlan

PRINT_TOKEN = """
import os
from pathlib import Path

print(Path(os.environ["FAKE_PASSWORD_FILE"]).read_text("utf-8"))
"""

MAKE_USER = """
# A text that looks like a template, "${aws_db.x.password} %{ if true }", stays as it is.
import os
from pathlib import Path

import psycopg2
from psycopg2 import sql

user = os.environ["POLDER_DATABASE_USER"]
address = {key: os.environ["POLDER_DATABASE_" + key.upper()] for key in ("host", "port")}
master = Path(os.environ["MASTER_PASSWORD_FILE"]).read_text("utf-8")
connection = psycopg2.connect(user="master", password=master, dbname=os.environ["POLDER_DATABASE_NAME"], **address)
connection.autocommit = True
with connection.cursor() as cursor:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (user,))
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(user)))
    cursor.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(user)))
connection.close()
"""


ENVIRONMENT = """
environment: prod
owner: ml-platform@example.org
platform:
  kubernetes: "1.34"
  pools: {system: {size: medium, nodes: [2, 4]}}
  stores: {artifacts: {}}
  tracking: {mlflow: {version: 3.17.2, allowed_hosts: [mlflow.example.org]}}
sites:
  frankfurt:
    cloud: aws
    region: eu-central-1
    account: "111122223333"
    role: primary
    network: {cidr: 10.16.0.0/16}
"""
TAINT = ("CriticalAddonsOnly", "true", "NoSchedule")


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SitePlan:
    """Return a site with an MLflow server, whose system pool keeps other pods away."""
    file = tmp_path_factory.mktemp("environments") / "prod.yaml"
    file.write_text(ENVIRONMENT, "utf-8")
    (site,) = topology_of(file).sites
    system = site.cluster.system.model_copy(update={"taints": (TAINT,)})
    return site.model_copy(update={"cluster": site.cluster.model_copy(update={"system": system})})


@pytest.fixture(scope="session")
def infrastructure() -> TrackingInfrastructure:
    """Return what the server stands on: a user whose name needs encoding, and a setup with an identity of its own."""
    return TrackingInfrastructure(
        database=Database(
            host="db.internal",
            port=5432,
            name="mlflow",
            user="mlflow@acme-ml-prod.iam",
            password=PasswordSource(PRINT_TOKEN, {"FAKE_PASSWORD_FILE": "/nowhere/password"}),
            parameters={"sslmode": "verify-full"},
            ca_certificate="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            setup=DatabaseSetup(
                MAKE_USER,
                {"MASTER_PASSWORD_FILE": "/nowhere/master"},
                WorkloadIdentity(
                    "setup",
                    service_account_annotations={"example.org/identity": "setup"},
                    credential_endpoints=(("169.254.170.23", 80),),
                ),
            ),
        ),
        identity=WorkloadIdentity(
            "mlflow",
            service_account_annotations={"example.org/identity": "mlflow"},
            pod_labels={"example.org/use": "true"},
            credential_endpoints=(("169.254.170.23", 80),),
        ),
        artifacts=ObjectStore("arn:aws:s3:::prod-frankfurt-artifacts", "s3://prod-frankfurt-artifacts"),
        environment={"AWS_REGION": "eu-central-1"},
    )


def synthesize(folder: Path, plan: SitePlan, infrastructure: TrackingInfrastructure) -> str:
    """Return the services stack as Terraform would read it."""
    app = App(outdir=str(folder), skip_validation=True)
    stack = TerraformStack(app, "prod-frankfurt-services")
    KubernetesProvider(stack, "kubernetes", host="https://example.org")
    tracking(stack, plan, infrastructure)
    app.synth()
    return (folder / "stacks" / "prod-frankfurt-services" / "cdk.tf.json").read_text("utf-8")


@pytest.fixture(scope="session")
def synthesize_text() -> Callable[[Path, SitePlan, TrackingInfrastructure], str]:
    """Return what synthesizes the services stack into a folder."""
    return synthesize


@pytest.fixture(scope="session")
def synthesized(
    tmp_path_factory: pytest.TempPathFactory, plan: SitePlan, infrastructure: TrackingInfrastructure
) -> str:
    """Return the text of the synthesized services stack."""
    return synthesize(tmp_path_factory.mktemp("services"), plan, infrastructure)


@pytest.fixture(scope="session")
def resources(synthesized: str) -> dict[str, dict[str, Any]]:
    """Return the resources of the services stack by type and name."""
    return json.loads(synthesized)["resource"]


@pytest.fixture(scope="module")
def kubernetes() -> Iterator[FakeKubernetes]:
    """Return a Kubernetes API on loopback that is gone after the module's tests."""
    server = FakeKubernetes()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
