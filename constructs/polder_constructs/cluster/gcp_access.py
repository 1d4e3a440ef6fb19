"""Who reaches the cluster of a site on Google Cloud, and how: Terraform with a short-lived token, people by IAM.

No token is in the state. Sources: provider pages of kubernetes 2.38 and helm 3.1 (`exec`); GKE "Install
gke-gcloud-auth-plugin"; IAM "Resource attributes" (`container.googleapis.com`; read 2026-11).
"""

from hashlib import sha256

from polder_constructs.bindings.cdktf import Construct, Fn, ITerraformDependable, TerraformStack
from polder_constructs.bindings.google import ProjectIamMember, ProjectIamMemberCondition
from polder_constructs.bindings.helm import HelmProvider, HelmProviderKubernetes, HelmProviderKubernetesExec
from polder_constructs.bindings.kubernetes import KubernetesProvider, KubernetesProviderExec
from polder_constructs.cluster.contract import Cluster
from polder_environments.topology import SitePlan

_API_VERSION = "client.authentication.k8s.io/v1beta1"
_COMMAND = "gke-gcloud-auth-plugin"


def cluster_access(stack: TerraformStack, cluster: Cluster) -> None:
    """Configure the Kubernetes and Helm providers."""
    authority: str = Fn.base64decode(cluster.ca_certificate)
    KubernetesProvider(
        stack,
        "kubernetes",
        host=cluster.endpoint,
        cluster_ca_certificate=authority,
        exec=[KubernetesProviderExec(api_version=_API_VERSION, command=_COMMAND)],
    )
    HelmProvider(
        stack,
        "helm",
        kubernetes=HelmProviderKubernetes(
            host=cluster.endpoint,
            cluster_ca_certificate=authority,
            exec=HelmProviderKubernetesExec(api_version=_API_VERSION, command=_COMMAND),
        ),
    )


def administrators(scope: Construct, site: SitePlan, after: list[ITerraformDependable]) -> None:
    """Let the people that the file names administer this cluster, `after` it exists, and no other of the project."""
    name = f"projects/{site.tenancy}/locations/{site.region}/clusters/{site.cluster.name}"
    for member in site.cluster.administrators:
        ProjectIamMember(
            scope,
            # CDKTF drops signs that Terraform takes in no name, and two members could fall together.
            f"administrator_{sha256(member.encode()).hexdigest()[:8]}",
            project=site.tenancy,
            role="roles/container.admin",
            member=member,
            condition=ProjectIamMemberCondition(
                title=f"{site.cluster.name}"[:100],
                description=f"Only the cluster {site.cluster.name}",
                expression=f'resource.name == "{name}" || resource.name.startsWith("{name}/")',
            ),
            depends_on=after,
        )
