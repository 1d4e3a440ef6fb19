"""What a Kubernetes cluster offers to those that use it, whatever the cloud."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cluster:
    """A cluster that exists.

    Args:
        name: Its name in the cloud.
        endpoint: `https://` address of its API, private unless ranges are authorised.
        ca_certificate: Its certificate authority, PEM in base64; public, not a secret.
    """

    name: str
    endpoint: str
    ca_certificate: str
