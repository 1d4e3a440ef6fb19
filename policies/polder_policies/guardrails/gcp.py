"""Guardrails of Google Cloud: the organization policy `gcp.resourceLocations` of a project."""

from typing import Final

from polder_policies.guardrails.contract import Adapter, Guardrail, Tenancy


def guardrails(tenancy: Tenancy) -> tuple[Guardrail, ...]:
    """Make the policy of a project: the value group of each region, which holds the region and its zones, and no more."""
    path = f"{tenancy.folder}/resource-locations.json"
    name = f"projects/{tenancy.name}/policies/gcp.resourceLocations"
    values = [f"in:{region}-locations" for region in tenancy.regions]
    return (
        Guardrail(
            path=path,
            content={"name": name, "spec": {"rules": [{"values": {"allowedValues": values}}]}},
            holds="resources that have a location are created in these regions and their zones alone, in no multi-region",
            commands=(f"gcloud org-policies set-policy {path}",),
        ),
    )


ADAPTER: Final = Adapter(
    guardrails=guardrails,
    gaps=(
        "global resources and services that have no location to choose",
        "services that do not support the constraint; Google lists those that do",
        "what was created before the policy was set",
    ),
    who="Organization Policy Administrator (roles/orgpolicy.policyAdmin), which is granted on the organization alone",
)
