"""What the services stack says of the tracking server."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from polder_constructs.database.contract import Database, PasswordSource
from polder_constructs.site.contract import TrackingInfrastructure
from polder_constructs.tracking import process
from polder_constructs.tracking.configuration import scripts
from polder_constructs.tracking.process import service_hosts
from polder_environments.topology import SitePlan

Resources = dict[str, dict[str, Any]]
Synthesize = Callable[[SitePlan, TrackingInfrastructure], Resources]


@pytest.fixture
def synthesize(request: pytest.FixtureRequest, tmp_path: Path) -> Synthesize:
    """Return what synthesizes another plan or other infrastructure."""
    text: Callable[[Path, SitePlan, TrackingInfrastructure], str] = request.getfixturevalue("synthesize_text")
    runs = iter(range(100))

    def resources(plan: SitePlan, infrastructure: TrackingInfrastructure) -> Resources:
        return json.loads(text(tmp_path / str(next(runs)), plan, infrastructure))["resource"]

    return resources


def pods(resources: Resources) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the pod template of every workload with its address."""
    for kind in ("kubernetes_deployment_v1", "kubernetes_job_v1"):
        for name, resource in resources[kind].items():
            yield f"{kind}.{name}", resource["spec"]["template"]


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all containers of a pod template."""
    return [*pod["spec"].get("init_container", []), *pod["spec"]["container"]]


def test_every_pod_meets_the_restricted_standard(resources: Resources) -> None:
    """The namespace demands it, and each pod and container says so itself."""
    labels = resources["kubernetes_namespace_v1"]["tracking-namespace"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"

    found = dict(pods(resources))
    assert len(found) == 3
    for address, pod in found.items():
        spec = pod["spec"]
        assert spec["security_context"] == {
            "fs_group": "10001",
            "run_as_group": "10001",
            "run_as_non_root": True,
            "run_as_user": "10001",
            "seccomp_profile": {"type": "RuntimeDefault"},
        }, address
        assert spec["automount_service_account_token"] is False
        assert {key for volume in spec["volume"] for key in volume} <= {
            "name",
            "config_map",
            "empty_dir",
            "projected",
            "secret",
        }
        for container in containers(pod):
            security = container["security_context"]
            assert security["capabilities"] == {"drop": ["ALL"]}, address
            assert security["allow_privilege_escalation"] is False
            assert security["read_only_root_filesystem"] is True
            assert container["resources"].keys() == {"limits", "requests"}


def test_the_token_of_the_api_is_mounted_in_one_container_alone(resources: Resources) -> None:
    """Only what creates the Secret can speak to the Kubernetes API, with a token that ends within the hour."""
    having = [
        (address, container["name"])
        for address, pod in pods(resources)
        for container in containers(pod)
        if any(mount["name"] == "account" for mount in container["volume_mount"])
    ]
    assert having == [("kubernetes_job_v1.tracking-setup", "admin-secret")]


def test_the_setup_job_may_touch_one_secret(resources: Resources) -> None:
    """It reads its Secret by name and creates Secrets of its namespace; nothing else."""
    assert resources["kubernetes_role_v1"]["tracking-setup-role"]["rule"] == [
        {"api_groups": [""], "resource_names": ["mlflow-admin"], "resources": ["secrets"], "verbs": ["get"]},
        {"api_groups": [""], "resources": ["secrets"], "verbs": ["create"]},
    ]
    (subject,) = resources["kubernetes_role_binding_v1"]["tracking-setup-role-binding"]["subject"]
    assert (subject["kind"], subject["name"]) == ("ServiceAccount", "mlflow-setup")


def test_workloads_run_one_after_the_other(resources: Resources) -> None:
    """User and login, then schema, then the server; each waited for."""
    jobs, deployments = resources["kubernetes_job_v1"], resources["kubernetes_deployment_v1"]
    assert all(job["wait_for_completion"] is True for job in jobs.values())
    assert all("ttl_seconds_after_finished" not in job["spec"] for job in jobs.values())
    assert "kubernetes_job_v1.tracking-setup" in jobs["tracking-migration"]["depends_on"]
    assert deployments["tracking"]["depends_on"] == ["kubernetes_job_v1.tracking-migration"]
    for policy in resources["kubernetes_network_policy_v1"]:
        assert f"kubernetes_network_policy_v1.{policy}" in jobs["tracking-setup"]["depends_on"]


def test_identities_are_bound_to_accounts_and_pods(resources: Resources) -> None:
    """The server and the migration act as one identity, the setup as another."""
    accounts = resources["kubernetes_service_account_v1"]
    assert accounts["tracking-account"]["metadata"]["annotations"] == {"example.org/identity": "mlflow"}
    assert accounts["tracking-setup-account"]["metadata"]["annotations"] == {"example.org/identity": "setup"}
    used = {address: pod["spec"]["service_account_name"] for address, pod in pods(resources)}
    assert used == {
        "kubernetes_deployment_v1.tracking": "mlflow",
        "kubernetes_job_v1.tracking-setup": "mlflow-setup",
        "kubernetes_job_v1.tracking-migration": "mlflow",
    }
    assert (
        dict(pods(resources))["kubernetes_deployment_v1.tracking"]["metadata"]["labels"]["example.org/use"]
        == "true"
    )


def test_the_system_pool_runs_the_server(resources: Resources) -> None:
    """Pods choose the pool and tolerate its taints; replicas spread over zones and nodes."""
    for _, pod in pods(resources):
        assert pod["spec"]["node_selector"] == {"polder.dev/pool": "system"}
        assert pod["spec"]["toleration"] == [
            {"effect": "NoSchedule", "key": "CriticalAddonsOnly", "operator": "Equal", "value": "true"}
        ]
    spread = resources["kubernetes_deployment_v1"]["tracking"]["spec"]["template"]["spec"][
        "topology_spread_constraint"
    ]
    assert [each["topology_key"] for each in spread] == [
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]


def test_the_server_is_reached_inside_only(resources: Resources) -> None:
    """No load balancer, no node port, no ingress."""
    assert resources["kubernetes_service_v1"]["tracking-service"]["spec"]["type"] == "ClusterIP"
    assert set(resources) == {
        "kubernetes_config_map_v1",
        "kubernetes_deployment_v1",
        "kubernetes_job_v1",
        "kubernetes_namespace_v1",
        "kubernetes_network_policy_v1",
        "kubernetes_pod_disruption_budget_v1",
        "kubernetes_role_binding_v1",
        "kubernetes_role_v1",
        "kubernetes_service_account_v1",
        "kubernetes_service_v1",
    }


def test_terraform_knows_no_secret(synthesized: str, resources: Resources) -> None:
    """No Secret is a resource, and no environment comes from one; the login is a file that the cluster made."""
    assert "kubernetes_secret" not in synthesized
    assert "value_from" not in synthesized
    assert "env_from" not in synthesized
    spec = resources["kubernetes_deployment_v1"]["tracking"]["spec"]["template"]["spec"]
    (admin,) = [volume for volume in spec["volume"] if volume["name"] == "admin"]
    assert admin["secret"] == {"default_mode": "0440", "secret_name": "mlflow-admin"}


def test_passwords_live_in_memory(resources: Resources) -> None:
    """The password and the login file are never on a disk, and the server cannot change the password."""
    spec = resources["kubernetes_deployment_v1"]["tracking"]["spec"]["template"]["spec"]
    volumes = {volume["name"]: volume for volume in spec["volume"]}
    for name in ("password", "login"):
        assert volumes[name]["empty_dir"]["medium"] == "Memory"
    (server,) = [container for container in spec["container"] if container["name"] == "mlflow"]
    mounts = {mount["name"]: mount["read_only"] for mount in server["volume_mount"]}
    assert mounts == {
        "admin": True,
        "database-ca": True,
        "login": False,
        "password": True,
        "scripts": True,
        "tmp": False,
    }


def test_a_cloud_script_never_becomes_an_expression(synthesized: str, resources: Resources) -> None:
    """What looks like a template in a script reaches the pod as it was written."""
    text = resources["kubernetes_config_map_v1"]["tracking-scripts"]["data"]["setup_database.py"]
    assert "$${aws_db.x.password} %%{ if true }" in text
    unescaped = re.findall(r"(?<!\$)\$\{[^}]*\}", synthesized)
    assert {re.sub(r"\[0\].*", "", each) for each in unescaped} == {
        "${kubernetes_namespace_v1.tracking-namespace.metadata",
        "${kubernetes_role_v1.tracking-setup-role.metadata",
    }


def test_a_script_with_a_reference_is_refused(infrastructure: TrackingInfrastructure) -> None:
    """A reference inside a script would put a value of the state into code."""
    source = PasswordSource("print('${TfToken[TOKEN.7]}')")

    with pytest.raises(ValueError, match=r"password\.py holds a Terraform reference"):
        scripts(dataclasses.replace(infrastructure.database, password=source))


def test_a_port_that_is_a_reference_is_refused(infrastructure: TrackingInfrastructure) -> None:
    """CDKTF writes an unknown number as a huge negative one; a policy cannot be made of it."""
    with pytest.raises(ValueError, match="give it as a literal"):
        process.database_environment(dataclasses.replace(infrastructure.database, port=-(10**300)))


@pytest.mark.parametrize(
    ("changes", "root"),
    [
        ({}, "/etc/polder/database-ca/ca.pem"),
        ({"ca_certificate": None}, process.PUBLIC_CAS),
        (
            {"ca_certificate": None, "parameters": {"sslmode": "verify-full", "sslrootcert": "system"}},
            process.PUBLIC_CAS,
        ),
        (
            {"ca_certificate": None, "parameters": {"sslmode": "verify-ca", "sslrootcert": "/own.pem"}},
            "/own.pem",
        ),
        ({"ca_certificate": None, "parameters": {"sslmode": "require"}}, None),
    ],
)
def test_the_database_certificate_is_checked_against(
    infrastructure: TrackingInfrastructure, changes: dict[str, Any], root: str | None
) -> None:
    """The cloud's own authority where it gives one, the image's public ones otherwise."""
    database: Database = dataclasses.replace(infrastructure.database, **changes)
    found = json.loads(process.database_environment(database)["POLDER_DATABASE_PARAMETERS"])

    assert found.get("sslrootcert") == root


def test_without_setup_and_ca_there_is_nothing_of_them(
    plan: SitePlan, infrastructure: TrackingInfrastructure, synthesize: Synthesize
) -> None:
    """A cloud that makes the user itself needs no job for it; the login is made all the same."""
    database = dataclasses.replace(infrastructure.database, setup=None, ca_certificate=None)
    resources = synthesize(plan, dataclasses.replace(infrastructure, database=database))

    setup = resources["kubernetes_job_v1"]["tracking-setup"]["spec"]["template"]["spec"]
    assert "init_container" not in setup
    assert (
        "annotations" not in resources["kubernetes_service_account_v1"]["tracking-setup-account"]["metadata"]
    )
    assert list(resources["kubernetes_config_map_v1"]) == ["tracking-scripts"]


def test_a_new_version_runs_the_jobs_again_and_nothing_else_does(
    plan: SitePlan, infrastructure: TrackingInfrastructure, synthesize: Synthesize
) -> None:
    """The names of the jobs follow the image and the scripts, not the number of replicas."""

    def names(plan: SitePlan, infrastructure: TrackingInfrastructure = infrastructure) -> list[str]:
        jobs = synthesize(plan, infrastructure)["kubernetes_job_v1"].values()
        return [job["metadata"]["name"] for job in jobs]

    assert plan.mlflow is not None
    first = names(plan)
    newer = plan.mlflow.model_copy(update={"image": "ghcr.io/mlflow/mlflow:v3.18.0-full"})
    wider = plan.mlflow.model_copy(update={"replicas": 3})
    source = dataclasses.replace(infrastructure.database, password=PasswordSource("print(1)"))

    assert names(plan.model_copy(update={"mlflow": wider})) == first
    assert not set(names(plan.model_copy(update={"mlflow": newer}))) & set(first)
    assert not set(names(plan, dataclasses.replace(infrastructure, database=source))) & set(first)
    assert all(re.fullmatch(r"mlflow-(setup|migration)-[0-9a-f]{8}", name) for name in first)


def test_two_runs_are_identical(
    plan: SitePlan, infrastructure: TrackingInfrastructure, synthesize: Synthesize, resources: Resources
) -> None:
    """The stack is a function of plan and infrastructure."""
    assert json.dumps(synthesize(plan, infrastructure)) == json.dumps(resources)


def test_the_synthesized_server_is_the_described_process(
    plan: SitePlan, infrastructure: TrackingInfrastructure, resources: Resources
) -> None:
    """The pure description and the stack cannot drift apart."""
    assert plan.mlflow is not None
    described = process.server(plan.mlflow, infrastructure)
    spec = resources["kubernetes_deployment_v1"]["tracking"]["spec"]["template"]["spec"]
    (server,) = [container for container in spec["container"] if container["name"] == "mlflow"]

    assert tuple(server["command"]) == described.command
    assert {each["name"]: each["value"] for each in server["env"]} == described.environment
    assert f"--artifacts-destination={infrastructure.artifacts.uri}/mlflow" in described.command


def test_hosts_and_origins_follow_the_file(plan: SitePlan, infrastructure: TrackingInfrastructure) -> None:
    """The service's own names are always allowed; a name of the file is a host and, with TLS, an origin."""
    assert plan.mlflow is not None
    bare = plan.mlflow.model_copy(update={"allowed_hosts": ()})
    hosts = process.allowed_hosts(plan.mlflow)

    assert {"mlflow.example.org", *service_hosts("mlflow"), "localhost:*"} <= set(hosts)
    assert "*" not in hosts
    assert (
        "--cors-allowed-origins=https://mlflow.example.org"
        in process.server(plan.mlflow, infrastructure).command
    )
    assert not [part for part in process.server(bare, infrastructure).command if "cors" in part]
