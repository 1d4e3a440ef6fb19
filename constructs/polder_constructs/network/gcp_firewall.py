"""What may talk to whom in a site's network on Google Cloud: all else is denied, in both directions, and logged.

The only machines in the network are the cluster's nodes, so rules name ranges and no tags. GKE adds rules of its own
for its control plane and for load balancers. Sources: provider page `google_compute_firewall` (6.50); GKE
"Automatically created firewall rules" (443 and 8132 to the control plane, 443 and 10250 from it; read 2026-11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from polder_constructs.bindings.cdktf import Construct, ITerraformDependable
from polder_constructs.bindings.google import (
    ComputeFirewall,
    ComputeFirewallAllow,
    ComputeFirewallDeny,
    ComputeFirewallLogConfig,
    ComputeNetwork,
)
from polder_environments.topology import NetworkPlan

POSTGRESQL = "5432"
WEBHOOKS = ("443", "8443", "9443", "10250")
"""Where admission webhooks and kubelets listen."""

ALLOW, DENY = 1000, 65534
"""Priorities: `DENY` is the last before the rules that every network has, which allow all egress."""


@dataclass(frozen=True)
class _Allow:
    name: str
    direction: Literal["INGRESS", "EGRESS"]
    ranges: Sequence[str]
    protocol: str = "tcp"
    ports: Sequence[str] = ()


def firewall(
    scope: Construct, plan: NetworkPlan, vpc: ComputeNetwork, apis: str
) -> list[ITerraformDependable]:
    """Create the rules; `apis` is the address of Google's APIs."""
    inside = [str(plan.nodes), str(plan.pods)]
    control_plane = [str(plan.control_plane)]
    allowed = [
        _Allow("inside-out", "EGRESS", inside, "all"),
        _Allow("inside-in", "INGRESS", inside, "all"),
        _Allow("to-control-plane", "EGRESS", control_plane, ports=("443", "8132")),
        _Allow("from-control-plane", "INGRESS", control_plane, ports=WEBHOOKS),
        _Allow("to-google-apis", "EGRESS", [f"{apis}/32"], ports=("443",)),
        _Allow("to-database", "EGRESS", [str(plan.database)], ports=(POSTGRESQL,)),
    ]
    if plan.egress == "nat":
        allowed.append(_Allow("to-internet", "EGRESS", ["0.0.0.0/0"], "all"))
    rules: list[ITerraformDependable] = [_allow(scope, plan, vpc, rule) for rule in allowed]
    rules.append(_deny(scope, plan, vpc, "EGRESS"))
    rules.append(_deny(scope, plan, vpc, "INGRESS"))
    return rules


def _allow(scope: Construct, plan: NetworkPlan, vpc: ComputeNetwork, rule: _Allow) -> ComputeFirewall:
    inward = rule.direction == "INGRESS"
    return ComputeFirewall(
        scope,
        f"network_allow_{rule.name}",
        name=f"{plan.name}-allow-{rule.name}",
        network=vpc.id,
        direction=rule.direction,
        priority=ALLOW,
        source_ranges=list(rule.ranges) if inward else None,
        destination_ranges=None if inward else list(rule.ranges),
        allow=[ComputeFirewallAllow(protocol=rule.protocol, ports=list(rule.ports) or None)],
    )


def _deny(
    scope: Construct, plan: NetworkPlan, vpc: ComputeNetwork, direction: Literal["INGRESS", "EGRESS"]
) -> ComputeFirewall:
    everywhere = ["0.0.0.0/0"]
    inward = direction == "INGRESS"
    return ComputeFirewall(
        scope,
        f"network_deny_{direction.lower()}",
        name=f"{plan.name}-deny-{direction.lower()}",
        network=vpc.id,
        direction=direction,
        priority=DENY,
        source_ranges=everywhere if inward else None,
        destination_ranges=None if inward else everywhere,
        deny=[ComputeFirewallDeny(protocol="all")],
        log_config=ComputeFirewallLogConfig(metadata="INCLUDE_ALL_METADATA"),
    )
