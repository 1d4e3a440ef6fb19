"""How Terraform reaches a cluster on Azure: with a short-lived Entra token that kubelogin fetches when it is needed.

Sources: provider pages "Kubernetes Provider" and "Helm Provider" (exec plugins); kubelogin "get-token" (the
environment variable `AAD_LOGIN_METHOD` wins over `--login`; `chained` tries what the environment offers).
"""

from polder_constructs.bindings.cdktf import Fn, TerraformStack
from polder_constructs.bindings.helm import HelmProvider, HelmProviderKubernetes, HelmProviderKubernetesExec
from polder_constructs.bindings.kubernetes import KubernetesProvider, KubernetesProviderExec
from polder_constructs.cluster.contract import Cluster
from polder_constructs.site.azure_partition import partition
from polder_environments.topology import SitePlan

_AKS = "6dae42f8-4368-4678-94ff-3960e28e3630"
"""Application id of AKS in Entra ID, the same in every tenant and partition."""

_API = "client.authentication.k8s.io/v1"


def cluster_access(stack: TerraformStack, site: SitePlan, cluster: Cluster) -> None:
    """Configure the Kubernetes and Helm providers for the cluster.

    Whoever is signed in to the Azure CLI is who they act as; `AAD_LOGIN_METHOD` says otherwise, in a pipeline for
    instance `workloadidentity`.
    """
    command = "kubelogin"
    arguments = [
        "get-token",
        "--login",
        "azurecli",
        "--environment",
        partition(site).kubelogin,
        "--server-id",
        _AKS,
    ]
    authority = Fn.base64decode(cluster.ca_certificate)
    KubernetesProvider(
        stack,
        "kubernetes",
        host=cluster.endpoint,
        cluster_ca_certificate=authority,
        exec=[KubernetesProviderExec(api_version=_API, command=command, args=arguments)],
    )
    HelmProvider(
        stack,
        "helm",
        kubernetes=HelmProviderKubernetes(
            host=cluster.endpoint,
            cluster_ca_certificate=authority,
            exec=HelmProviderKubernetesExec(api_version=_API, command=command, args=arguments),
        ),
    )
