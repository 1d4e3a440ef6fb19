"""How Terraform reaches the cluster of a site on AWS: with a token that the AWS CLI signs when it is needed.

No token is in the state, and none outlives its fifteen minutes. Sources: provider pages of kubernetes 2.38 and
helm 3.1 (`exec`); AWS CLI `eks get-token`.
"""

from polder_constructs.bindings.cdktf import Fn, TerraformStack
from polder_constructs.bindings.helm import HelmProvider, HelmProviderKubernetes, HelmProviderKubernetesExec
from polder_constructs.bindings.kubernetes import KubernetesProvider, KubernetesProviderExec
from polder_constructs.cluster.contract import Cluster
from polder_environments.topology import SitePlan

_API_VERSION = "client.authentication.k8s.io/v1beta1"
"""The version that every AWS CLI since 2.6 answers in."""


def cluster_access(stack: TerraformStack, site: SitePlan, cluster: Cluster) -> None:
    """Configure the Kubernetes and Helm providers."""
    arguments = [
        "eks",
        "get-token",
        "--cluster-name",
        cluster.name,
        "--region",
        site.region,
        "--output",
        "json",
    ]
    authority: str = Fn.base64decode(cluster.ca_certificate)
    KubernetesProvider(
        stack,
        "kubernetes",
        host=cluster.endpoint,
        cluster_ca_certificate=authority,
        exec=[KubernetesProviderExec(api_version=_API_VERSION, command="aws", args=arguments)],
    )
    HelmProvider(
        stack,
        "helm",
        kubernetes=HelmProviderKubernetes(
            host=cluster.endpoint,
            cluster_ca_certificate=authority,
            exec=HelmProviderKubernetesExec(api_version=_API_VERSION, command="aws", args=arguments),
        ),
    )
