"""Pods of the tracking server as data, before they become a Deployment or a Job.

Everything that the `restricted` pod security standard asks for is not part of the data: it holds for every pod here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from polder_constructs.tracking.process import (
    ACCOUNT_PATH,
    ADMIN_PATH,
    CA_PATH,
    LOGIN_PATH,
    PASSWORD_PATH,
    SCRIPTS_PATH,
    Process,
)

UID = 10001
"""Numeric, so that the kubelet can tell it from root; above the users of the host."""


@dataclass(frozen=True)
class Probe:
    """How the kubelet asks a container: a command in it, or GET of a path on its port."""

    period: int
    failures: int
    command: tuple[str, ...] = ()
    path: str = ""
    timeout: int = 5


@dataclass(frozen=True)
class Volume:
    """A volume of a pod. Exactly one of the sources is set.

    Args:
        name: Its name.
        path: Where every container that has it mounts it.
        memory: Size of a volume in memory.
        disk: Size of a volume on the node's encrypted disk.
        config_map: Name of a ConfigMap.
        secret: Name of a Secret.
        account_token: Whether it holds a token of the pod's service account, for the Kubernetes API.
    """

    name: str
    path: str
    memory: str = ""
    disk: str = ""
    config_map: str = ""
    secret: str = ""
    account_token: bool = False


@dataclass(frozen=True)
class Container:
    """A container of a pod.

    Args:
        name: Its name.
        process: What it runs.
        reads: Volumes it mounts read-only.
        writes: Volumes it mounts writable, beside `/tmp`.
        cpu: Requested and most CPU.
        memory: Requested and most memory.
        port: Port it listens on.
        startup: Probe until the first success.
        liveness: Probe that restarts it.
        readiness: Probe that gives it traffic.
        drain: Seconds it goes on serving after it left the service.
    """

    name: str
    process: Process
    reads: tuple[Volume, ...] = ()
    writes: tuple[Volume, ...] = ()
    cpu: tuple[str, str] = ("50m", "500m")
    memory: tuple[str, str] = ("128Mi", "512Mi")
    port: int | None = None
    startup: Probe | None = None
    liveness: Probe | None = None
    readiness: Probe | None = None
    drain: int | None = None


@dataclass(frozen=True)
class Pod:
    """A pod.

    Args:
        component: What it is, a label that services and network policies select by.
        service_account: What it runs as.
        image: Image of all its containers.
        pool: Name of the pool whose nodes it runs on.
        taints: Taints of that pool, which it tolerates.
        labels: Labels that the cloud's identity needs.
        init: Containers that run before, one after the other.
        containers: Containers that run together.
    """

    component: str
    service_account: str
    image: str
    pool: str
    taints: tuple[tuple[str, str, str], ...]
    labels: Mapping[str, str]
    containers: tuple[Container, ...]
    init: tuple[Container, ...] = ()
    grace: int = 30
    annotations: Mapping[str, str] = field(default_factory=dict[str, str])

    def selector(self) -> dict[str, str]:
        """Return the labels that select these pods."""
        return selector(self.component)

    def volumes(self) -> tuple[Volume, ...]:
        """Return the volumes of all containers, each once, sorted by name."""
        found = {
            volume.name: volume
            for container in (*self.init, *self.containers)
            for volume in (*container.reads, *container.writes, TEMPORARY)
        }
        return tuple(found[name] for name in sorted(found))


def selector(component: str) -> dict[str, str]:
    """Return the labels that select the pods of a component."""
    return {"app.kubernetes.io/name": "mlflow", "app.kubernetes.io/component": component}


TEMPORARY = Volume("tmp", "/tmp", disk="20Gi")  # noqa: S108 - a volume of the pod's own
"""Artifacts on their way between client and store lie here: larger ones than this the server cannot pass on."""

SCRIPTS = Volume("scripts", SCRIPTS_PATH, config_map="mlflow-scripts")
PASSWORD = Volume("password", PASSWORD_PATH, memory="1Mi")
LOGIN = Volume("login", LOGIN_PATH, memory="1Mi")
ADMIN = Volume("admin", ADMIN_PATH, secret="mlflow-admin")  # noqa: S106 - the name of a Secret
DATABASE_CA = Volume("database-ca", CA_PATH, config_map="mlflow-database-ca")
ACCOUNT = Volume("account", ACCOUNT_PATH, account_token=True)
