"""Who may reach the tracking server and whom it may reach; all else is denied in its namespace.

Sources: https://kubernetes.io/docs/concepts/services-networking/network-policies/;
https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html (169.254.170.23);
https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy (metadata server and DNS).
"""

from collections.abc import Iterable, Sequence

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.kubernetes import (
    NetworkPolicyV1,
    NetworkPolicyV1Metadata,
    NetworkPolicyV1Spec,
    NetworkPolicyV1SpecEgress,
    NetworkPolicyV1SpecEgressPorts,
    NetworkPolicyV1SpecEgressTo,
    NetworkPolicyV1SpecEgressToIpBlock,
    NetworkPolicyV1SpecEgressToNamespaceSelector,
    NetworkPolicyV1SpecIngress,
    NetworkPolicyV1SpecIngressFrom,
    NetworkPolicyV1SpecIngressFromNamespaceSelector,
    NetworkPolicyV1SpecIngressFromPodSelector,
    NetworkPolicyV1SpecIngressPorts,
    NetworkPolicyV1SpecPodSelector,
)
from polder_constructs.site.contract import TrackingInfrastructure
from polder_constructs.tracking.pod import selector
from polder_constructs.tracking.pods import MIGRATION, SERVER, SETUP
from polder_constructs.tracking.process import PORT
from polder_environments.topology import NetworkPlan

CLIENT_LABEL = ("polder.dev/tracking", "true")
"""The label of a namespace whose pods may reach the server."""

ANYWHERE, LINK_LOCAL = "0.0.0.0/0", "169.254.0.0/16"
HTTPS, DNS = 443, 53


def network_policies(
    scope: Construct, namespace: str, network: NetworkPlan, infrastructure: TrackingInfrastructure
) -> tuple[NetworkPolicyV1, ...]:
    """Create the policies; traffic needs one that allows it, and `tracking-deny` alone allows none."""
    identity, database = infrastructure.identity, infrastructure.database
    backend = [_dns(network), _egress([str(network.cidr)], [database.port])]
    # Cloud services are reached at private endpoints or through the network's egress; the rest of the site's own
    # network, nodes and control plane among it, is none of the server's business.
    inside = [
        network.nodes,
        network.pods,
        network.services,
        network.control_plane,
        network.database,
        network.edge,
    ]
    services = _egress([ANYWHERE], [HTTPS], outside=[*sorted(str(each) for each in inside), LINK_LOCAL])
    # The Kubernetes API stands where the cloud puts it: a node subnet, a range of its own or a public address.
    api = _egress([ANYWHERE], [HTTPS], outside=[LINK_LOCAL])
    setup_identity = database.setup.identity if database.setup is not None else None
    policies = {
        "deny": _spec({}),
        "server": _spec(
            selector(SERVER), [*backend, services, *_credentials(identity.credential_endpoints)], [_clients()]
        ),
        "migration": _spec(
            selector(MIGRATION), [*backend, services, *_credentials(identity.credential_endpoints)]
        ),
        "setup": _spec(
            selector(SETUP),
            [*backend, api, *_credentials(setup_identity.credential_endpoints if setup_identity else ())],
        ),
    }
    return tuple(
        NetworkPolicyV1(
            scope,
            f"tracking-policy-{name}",
            metadata=NetworkPolicyV1Metadata(name=f"mlflow-{name}", namespace=namespace),
            spec=spec,
        )
        for name, spec in policies.items()
    )


def _spec(
    pods: dict[str, str],
    egress: Sequence[NetworkPolicyV1SpecEgress] = (),
    ingress: Sequence[NetworkPolicyV1SpecIngress] = (),
) -> NetworkPolicyV1Spec:
    return NetworkPolicyV1Spec(
        pod_selector=NetworkPolicyV1SpecPodSelector(match_labels=pods or None),
        policy_types=["Ingress", "Egress"],
        ingress=list(ingress) or None,
        egress=list(egress) or None,
    )


def _clients() -> NetworkPolicyV1SpecIngress:
    key, value = CLIENT_LABEL
    return NetworkPolicyV1SpecIngress(
        from_=[
            NetworkPolicyV1SpecIngressFrom(
                namespace_selector=NetworkPolicyV1SpecIngressFromNamespaceSelector(match_labels={key: value})
            ),
            NetworkPolicyV1SpecIngressFrom(pod_selector=NetworkPolicyV1SpecIngressFromPodSelector()),
        ],
        ports=[NetworkPolicyV1SpecIngressPorts(port=str(PORT), protocol="TCP")],
    )


def _dns(network: NetworkPlan) -> NetworkPolicyV1SpecEgress:
    """Allow name resolution wherever a cloud does it: pods of kube-system, their service, or the node itself."""
    return NetworkPolicyV1SpecEgress(
        to=[
            NetworkPolicyV1SpecEgressTo(
                namespace_selector=NetworkPolicyV1SpecEgressToNamespaceSelector(
                    match_labels={"kubernetes.io/metadata.name": "kube-system"}
                )
            ),
            *_blocks([str(network.services), LINK_LOCAL]),
        ],
        ports=[
            NetworkPolicyV1SpecEgressPorts(port=str(DNS), protocol="UDP"),
            NetworkPolicyV1SpecEgressPorts(port=str(DNS), protocol="TCP"),
        ],
    )


def _credentials(endpoints: Iterable[tuple[str, int]]) -> list[NetworkPolicyV1SpecEgress]:
    return [_egress([f"{address}/32"], [port]) for address, port in endpoints]


def _egress(
    ranges: Iterable[str], ports: Iterable[int], outside: Sequence[str] | None = None
) -> NetworkPolicyV1SpecEgress:
    return NetworkPolicyV1SpecEgress(
        to=_blocks(ranges, outside),
        ports=[NetworkPolicyV1SpecEgressPorts(port=str(port), protocol="TCP") for port in ports],
    )


def _blocks(ranges: Iterable[str], outside: Sequence[str] | None = None) -> list[NetworkPolicyV1SpecEgressTo]:
    return [
        NetworkPolicyV1SpecEgressTo(
            ip_block=NetworkPolicyV1SpecEgressToIpBlock(cidr=cidr, except_=list(outside) if outside else None)
        )
        for cidr in ranges
    ]
