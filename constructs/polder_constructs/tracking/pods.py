"""The pods of the tracking server: the server itself, what prepares its login and database, and what migrates it."""

from polder_constructs.site.contract import TrackingInfrastructure
from polder_constructs.tracking import process
from polder_constructs.tracking.configuration import digest
from polder_constructs.tracking.pod import (
    ACCOUNT,
    ADMIN,
    DATABASE_CA,
    LOGIN,
    PASSWORD,
    SCRIPTS,
    Container,
    Pod,
    Probe,
    Volume,
)
from polder_constructs.tracking.process import Process
from polder_environments.topology import MLflowPlan, SitePlan

SERVER, SETUP, MIGRATION = "server", "setup", "migration"
"""Components, by which services and network policies tell the pods apart."""


def server_pod(plan: SitePlan, infrastructure: TrackingInfrastructure, configuration: str) -> Pod:
    """Return the server's pod: a first password, then the server and beside it what keeps the password fresh.

    The refresher is an ordinary container: the Kubernetes provider 2.38 knows no `restartPolicy` of an init
    container, so the first password has an init container of its own.
    """
    mlflow = _mlflow(plan)
    files = _database_files(infrastructure)
    check = process.passwords(infrastructure, "--check").command
    health = "/health"
    return Pod(
        component=SERVER,
        service_account=mlflow.identity.service_account,
        image=mlflow.image,
        pool=plan.cluster.system.name,
        taints=plan.cluster.system.taints,
        labels=infrastructure.identity.pod_labels,
        annotations={"polder.dev/configuration": configuration},
        init=(_first_password(infrastructure),),
        containers=(
            Container(
                name="mlflow",
                process=process.server(mlflow, infrastructure),
                reads=(*files, PASSWORD, ADMIN),
                writes=(LOGIN,),
                cpu=("500m", "2"),
                memory=("1536Mi", "4Gi"),
                port=process.PORT,
                startup=Probe(path=health, period=5, failures=60),
                liveness=Probe(path=health, period=20, failures=5, timeout=10),
                readiness=Probe(path=health, period=10, failures=3),
                drain=5,
            ),
            Container(
                name="passwords",
                process=process.passwords(infrastructure),
                reads=files,
                writes=(PASSWORD,),
                liveness=Probe(command=check, period=60, failures=3, timeout=10),
                readiness=Probe(command=check, period=30, failures=3, timeout=10),
            ),
        ),
        grace=60,
    )


def migration_pod(plan: SitePlan, infrastructure: TrackingInfrastructure) -> Pod:
    """Return the pod that brings the database to the server's version, as the server's own identity."""
    mlflow = _mlflow(plan)
    return Pod(
        component=MIGRATION,
        service_account=mlflow.identity.service_account,
        image=mlflow.image,
        pool=plan.cluster.system.name,
        taints=plan.cluster.system.taints,
        labels=infrastructure.identity.pod_labels,
        init=(_first_password(infrastructure),),
        containers=(
            Container(
                name="migrate",
                process=process.migration(infrastructure),
                reads=(*_database_files(infrastructure), PASSWORD),
                cpu=("200m", "1"),
                memory=("512Mi", "1Gi"),
            ),
        ),
    )


def setup_pod(plan: SitePlan, infrastructure: TrackingInfrastructure) -> Pod:
    """Return the pod that makes the database's user, where the cloud does not, and then the first login."""
    mlflow = _mlflow(plan)
    setup = infrastructure.database.setup
    init: tuple[Container, ...] = ()
    if setup is not None:
        init = (
            Container(
                name="database",
                process=Process(
                    process.script("setup_database"),
                    {**process.base_environment(infrastructure), **setup.environment},
                ),
                reads=_database_files(infrastructure),
            ),
        )
    return Pod(
        component=SETUP,
        service_account=process.SETUP_ACCOUNT,
        image=mlflow.image,
        pool=plan.cluster.system.name,
        taints=plan.cluster.system.taints,
        labels=setup.identity.pod_labels if setup is not None else {},
        init=init,
        containers=(
            Container(
                name="admin-secret",
                process=Process(
                    process.script("admin_secret"),
                    {
                        **process.base_environment(infrastructure),
                        "POLDER_KUBERNETES_API": "https://kubernetes.default.svc",
                        "POLDER_KUBERNETES_ACCOUNT": process.ACCOUNT_PATH,
                        "POLDER_SECRET_NAME": process.ADMIN_SECRET,
                        "POLDER_SECRET_NAMESPACE": mlflow.identity.namespace,
                    },
                ),
                reads=(SCRIPTS, ACCOUNT),
            ),
        ),
    )


def run_of(pod: Pod, configuration: str) -> str:
    """Return a suffix that changes when a pod would do something else, and so has to run again.

    Environments are left out: they may hold references, and Terraform replaces a Job whose environment changes.
    """
    parts = {
        container.name: "\0".join(container.process.command) for container in (*pod.init, *pod.containers)
    }
    return digest({**parts, "": f"{pod.image}\0{configuration}"})[:8]


def _first_password(infrastructure: TrackingInfrastructure) -> Container:
    return Container(
        name="password",
        process=process.passwords(infrastructure, "--once"),
        reads=_database_files(infrastructure),
        writes=(PASSWORD,),
    )


def _database_files(infrastructure: TrackingInfrastructure) -> tuple[Volume, ...]:
    return (SCRIPTS,) if infrastructure.database.ca_certificate is None else (SCRIPTS, DATABASE_CA)


def _mlflow(plan: SitePlan) -> MLflowPlan:
    if plan.mlflow is None:
        raise ValueError(f"site {plan.name} has no tracking server")
    return plan.mlflow
