"""What has to run before the server does: its database user and first login, then its database schema."""

from collections.abc import Sequence

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.kubernetes import (
    JobV1,
    JobV1Metadata,
    JobV1Spec,
    JobV1Timeouts,
    RoleBindingV1,
    RoleBindingV1Metadata,
    RoleBindingV1RoleRef,
    RoleBindingV1Subject,
    RoleV1,
    RoleV1Metadata,
    RoleV1Rule,
)
from polder_constructs.site.contract import TrackingInfrastructure
from polder_constructs.tracking.configuration import Configuration
from polder_constructs.tracking.kits import JOB
from polder_constructs.tracking.pod import Pod
from polder_constructs.tracking.pods import migration_pod, run_of, setup_pod
from polder_constructs.tracking.process import ADMIN_SECRET, SETUP_ACCOUNT
from polder_constructs.tracking.render import template
from polder_environments.topology import SitePlan

ATTEMPTS = 6
"""More than one: a cloud takes a minute until a new grant or identity holds everywhere."""

DEADLINE_SECONDS = 1800
WAIT = "35m"


def jobs(
    scope: Construct,
    plan: SitePlan,
    infrastructure: TrackingInfrastructure,
    files: Configuration,
    after: Sequence[ITerraformDependable],
) -> JobV1:
    """Create the jobs, one after the other; what comes next waits for the returned one, which is the last.

    Each has a name that changes with what it does, so a new version runs again. They have no time to live after they
    are done: Terraform would find a job that is gone and run it again with every apply.
    """
    first = [*after, *files.resources]
    setup = _job(
        scope, "setup", setup_pod(plan, infrastructure), files, [*first, *_rights(scope, files.namespace)]
    )
    return _job(scope, "migration", migration_pod(plan, infrastructure), files, [*first, setup])


def _rights(scope: Construct, namespace: str) -> tuple[RoleV1, RoleBindingV1]:
    """Allow the setup job to make the one Secret.

    Kubernetes cannot limit `create` to a name; what limits it is the namespace, in which nothing else keeps Secrets.
    See https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources.
    """
    role = RoleV1(
        scope,
        "tracking-setup-role",
        metadata=RoleV1Metadata(name=SETUP_ACCOUNT, namespace=namespace),
        rule=[
            RoleV1Rule(api_groups=[""], resources=["secrets"], resource_names=[ADMIN_SECRET], verbs=["get"]),
            RoleV1Rule(api_groups=[""], resources=["secrets"], verbs=["create"]),
        ],
    )
    binding = RoleBindingV1(
        scope,
        "tracking-setup-role-binding",
        metadata=RoleBindingV1Metadata(name=SETUP_ACCOUNT, namespace=namespace),
        role_ref=RoleBindingV1RoleRef(
            api_group="rbac.authorization.k8s.io", kind="Role", name=role.metadata.name
        ),
        subject=[RoleBindingV1Subject(kind="ServiceAccount", name=SETUP_ACCOUNT, namespace=namespace)],
    )
    return role, binding


def _job(
    scope: Construct, name: str, pod: Pod, files: Configuration, after: Sequence[ITerraformDependable]
) -> JobV1:
    return JobV1(
        scope,
        f"tracking-{name}",
        depends_on=list(after),
        metadata=JobV1Metadata(
            name=f"mlflow-{name}-{run_of(pod, files.digest)}",
            namespace=files.namespace,
            labels=pod.selector(),
        ),
        spec=JobV1Spec(
            backoff_limit=ATTEMPTS,
            active_deadline_seconds=DEADLINE_SECONDS,
            completions=1,
            parallelism=1,
            template=template(JOB, pod, restart="Never"),
        ),
        wait_for_completion=True,
        timeouts=JobV1Timeouts(create=WAIT, update=WAIT),
    )
