"""The MLflow tracking server on a site's cluster: internal, logged in to, and with no secret in Terraform.

Typed resources and not the official chart: that has no login, no database password that changes, and no job that
prepares either. Sources: `docker/Dockerfile.full` and `charts/` of mlflow/mlflow (what the image carries, how it is
probed); the provider's pages at https://registry.terraform.io/providers/hashicorp/kubernetes/2.38.0/docs.
"""

from dataclasses import dataclass

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.kubernetes import (
    DeploymentV1,
    DeploymentV1Metadata,
    DeploymentV1Spec,
    DeploymentV1SpecSelector,
    DeploymentV1SpecStrategy,
    DeploymentV1SpecStrategyRollingUpdate,
    DeploymentV1SpecTemplateSpecTopologySpreadConstraint,
    DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector,
    DeploymentV1Timeouts,
    JobV1,
    NamespaceV1,
    NamespaceV1Metadata,
    PodDisruptionBudgetV1,
    PodDisruptionBudgetV1Metadata,
    PodDisruptionBudgetV1Spec,
    PodDisruptionBudgetV1SpecSelector,
    ServiceAccountV1,
    ServiceAccountV1Metadata,
    ServiceV1,
    ServiceV1Metadata,
    ServiceV1Spec,
    ServiceV1SpecPort,
)
from polder_constructs.identity.contract import WorkloadIdentity
from polder_constructs.site.contract import TrackingInfrastructure
from polder_constructs.tracking.configuration import configuration
from polder_constructs.tracking.jobs import jobs
from polder_constructs.tracking.kits import DEPLOYMENT
from polder_constructs.tracking.network_policies import network_policies
from polder_constructs.tracking.pod import Pod
from polder_constructs.tracking.pods import server_pod
from polder_constructs.tracking.process import PORT, SERVICE, SETUP_ACCOUNT
from polder_constructs.tracking.render import template
from polder_environments.topology import SitePlan

LABELS = {"app.kubernetes.io/name": "mlflow"}
ROLLOUT = "15m"


@dataclass(frozen=True)
class Tracking:
    """A tracking server that exists.

    Args:
        namespace: Its namespace.
        url: Its address inside the cluster.
    """

    namespace: str
    url: str


def tracking(scope: Construct, plan: SitePlan, infrastructure: TrackingInfrastructure) -> Tracking:
    """Create the tracking server.

    Raises:
        ValueError: The site has no tracking server, or a value that has to be known is a reference.
    """
    if plan.mlflow is None:
        raise ValueError(f"site {plan.name} has no tracking server")
    space = _namespace(scope, plan.mlflow.identity.namespace)
    namespace = space.metadata.name
    setup = infrastructure.database.setup
    accounts = (
        _account(
            scope,
            "tracking-account",
            plan.mlflow.identity.service_account,
            namespace,
            infrastructure.identity,
        ),
        _account(
            scope, "tracking-setup-account", SETUP_ACCOUNT, namespace, setup.identity if setup else None
        ),
    )
    files = configuration(scope, namespace, infrastructure.database)
    policies = network_policies(scope, namespace, plan.network, infrastructure)
    ready = jobs(scope, plan, infrastructure, files, after=[*accounts, *policies])
    pod = server_pod(plan, infrastructure, files.digest)
    _deployment(scope, namespace, pod, plan.mlflow.replicas, ready)
    _disruption_budget(scope, namespace, pod)
    _service(scope, namespace, pod)
    return Tracking(
        namespace=namespace, url=f"http://{SERVICE}.{plan.mlflow.identity.namespace}.svc.cluster.local:{PORT}"
    )


def _namespace(scope: Construct, name: str) -> NamespaceV1:
    standard = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
    return NamespaceV1(
        scope, "tracking-namespace", metadata=NamespaceV1Metadata(name=name, labels={**LABELS, **standard})
    )


def _account(
    scope: Construct, id_: str, name: str, namespace: str, identity: WorkloadIdentity | None
) -> ServiceAccountV1:
    annotations = dict(identity.service_account_annotations) if identity else {}
    return ServiceAccountV1(
        scope,
        id_,
        metadata=ServiceAccountV1Metadata(
            name=name, namespace=namespace, labels=LABELS, annotations=annotations or None
        ),
        automount_service_account_token=False,
    )


def _deployment(scope: Construct, namespace: str, pod: Pod, replicas: int, ready: JobV1) -> DeploymentV1:
    spread = [
        DeploymentV1SpecTemplateSpecTopologySpreadConstraint(
            max_skew=1,
            topology_key=key,
            # A site may have one zone or one system node: an even spread is a wish there, not a condition.
            when_unsatisfiable="ScheduleAnyway",
            label_selector=[
                DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector(match_labels=pod.selector())
            ],
        )
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]
    return DeploymentV1(
        scope,
        "tracking",
        depends_on=[ready],
        metadata=DeploymentV1Metadata(name=SERVICE, namespace=namespace, labels=LABELS),
        spec=DeploymentV1Spec(
            replicas=str(replicas),
            revision_history_limit=3,
            selector=DeploymentV1SpecSelector(match_labels=pod.selector()),
            strategy=DeploymentV1SpecStrategy(
                type="RollingUpdate",
                rolling_update=DeploymentV1SpecStrategyRollingUpdate(max_surge="1", max_unavailable="0"),
            ),
            template=template(DEPLOYMENT, pod, restart="Always", spread=spread),
        ),
        wait_for_rollout=True,
        timeouts=DeploymentV1Timeouts(create=ROLLOUT, update=ROLLOUT),
    )


def _disruption_budget(scope: Construct, namespace: str, pod: Pod) -> PodDisruptionBudgetV1:
    # At most one away, and not at least one there: with a single replica that would block every node upgrade.
    return PodDisruptionBudgetV1(
        scope,
        "tracking-disruption-budget",
        metadata=PodDisruptionBudgetV1Metadata(name=SERVICE, namespace=namespace, labels=LABELS),
        spec=PodDisruptionBudgetV1Spec(
            max_unavailable="1", selector=PodDisruptionBudgetV1SpecSelector(match_labels=pod.selector())
        ),
    )


def _service(scope: Construct, namespace: str, pod: Pod) -> ServiceV1:
    return ServiceV1(
        scope,
        "tracking-service",
        metadata=ServiceV1Metadata(name=SERVICE, namespace=namespace, labels=LABELS),
        spec=ServiceV1Spec(
            type="ClusterIP",
            selector=pod.selector(),
            port=[ServiceV1SpecPort(name="http", port=PORT, target_port="http", protocol="TCP")],
        ),
    )
