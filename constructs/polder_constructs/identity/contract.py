"""What an identity gives to the Kubernetes objects that use it, whatever the cloud."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class WorkloadIdentity:
    """An identity of the cloud that a Kubernetes service account acts as.

    Args:
        principal: The identity's name in the cloud, as grants and logs show it.
        service_account_annotations: Annotations that bind the Kubernetes service account; empty where the
            cloud binds it from its own side (EKS Pod Identity).
        pod_labels: Labels that pods need for the cloud to inject credentials (Azure).
        credential_endpoints: Link-local address and TCP port where pods of the identity fetch credentials; the pods'
            network policy denies all other link-local traffic. EKS Pod Identity: 169.254.170.23:80. GKE:
            169.254.169.252:988 and 169.254.169.254:80. Empty where a file holds them (Azure).
    """

    principal: str
    service_account_annotations: Mapping[str, str] = field(default_factory=dict[str, str])
    pod_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    credential_endpoints: tuple[tuple[str, int], ...] = ()
