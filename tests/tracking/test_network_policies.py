"""Whom the tracking server's pods hear, and whom they reach."""

from ipaddress import IPv4Network
from typing import Any

import pytest

from polder_environments.topology import SitePlan

Resources = dict[str, dict[str, Any]]


def allowed(policy: dict[str, Any], address: str, port: int) -> bool:
    """Whether a policy lets a packet out to an address outside Kubernetes' own selectors."""
    target = IPv4Network(address)
    return any(
        target.subnet_of(IPv4Network(peer["ip_block"]["cidr"]))
        and not any(target.subnet_of(IPv4Network(each)) for each in peer["ip_block"].get("except", []))
        for rule in policy["spec"]["egress"]
        for peer in rule["to"]
        if "ip_block" in peer and str(port) in [each["port"] for each in rule["ports"]]
    )


REACH: dict[tuple[str, int], set[str]] = {
    ("database", 5432): {"server", "migration", "setup"},
    ("endpoints", 443): {"server", "migration", "setup"},
    ("52.219.1.1", 443): {
        "server",
        "migration",
        "setup",
    },  # an object store at a public address, through the egress
    ("169.254.170.23", 80): {"server", "migration", "setup"},  # the credentials of the identity
    ("169.254.20.10", 53): {"server", "migration", "setup"},  # DNS on the node
    ("services", 53): {"server", "migration", "setup"},
    ("nodes", 443): {"setup"},  # where the Kubernetes API may stand
    ("control_plane", 443): {"setup"},
    ("169.254.169.254", 80): set(),  # the node's own credentials
    ("169.254.169.254", 443): set(),
    ("pods", 8080): set(),
    ("52.219.1.1", 80): set(),
    ("52.219.1.1", 5432): set(),
}


@pytest.mark.parametrize(("where", "port"), REACH)
def test_egress(resources: Resources, plan: SitePlan, where: str, port: int) -> None:
    """The pods reach their database, their cloud's services and their credentials; the setup the API as well."""
    ranges = plan.network.model_dump()
    address = str(ranges[where][9]) if where in ranges else where
    found = {
        pod
        for pod in ("server", "migration", "setup")
        if allowed(resources["kubernetes_network_policy_v1"][f"tracking-policy-{pod}"], address, port)
    }

    assert found == REACH[where, port]


def test_ingress_is_from_labelled_namespaces_to_the_server_alone(resources: Resources) -> None:
    """Everything is denied to everybody else, and the jobs hear nobody."""
    policies = resources["kubernetes_network_policy_v1"]
    assert policies["tracking-policy-deny"]["spec"] == {
        "pod_selector": {},
        "policy_types": ["Ingress", "Egress"],
    }
    assert policies["tracking-policy-server"]["spec"]["ingress"] == [
        {
            "from": [
                {"namespace_selector": {"match_labels": {"polder.dev/tracking": "true"}}},
                {"pod_selector": {}},
            ],
            "ports": [{"port": "5000", "protocol": "TCP"}],
        }
    ]
    assert [name for name, policy in policies.items() if "ingress" in policy["spec"]] == [
        "tracking-policy-server"
    ]


def test_every_pod_has_a_policy_of_its_own(resources: Resources) -> None:
    """The labels that policies select are those that the pods have."""
    selected = [
        policy["spec"]["pod_selector"].get("match_labels")
        for policy in resources["kubernetes_network_policy_v1"].values()
    ]
    templates = [
        resource["spec"]["template"]
        for kind in ("kubernetes_deployment_v1", "kubernetes_job_v1")
        for resource in resources[kind].values()
    ]
    assert len(templates) == 3
    for template in templates:
        labels = template["metadata"]["labels"]
        own = {key: labels[key] for key in ("app.kubernetes.io/name", "app.kubernetes.io/component")}
        assert own in selected
