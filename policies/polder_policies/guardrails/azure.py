"""Guardrails of Azure: assignments of built-in policies to a subscription, as the REST interface takes them."""

from typing import Final

from polder_policies.guardrails.contract import Adapter, Guardrail, Tenancy
from polder_policies.guardrails.tables import table

_API: Final = "2023-04-01"
_DEFINITIONS: Final = "/providers/Microsoft.Authorization/policyDefinitions"
_ASSIGNMENTS: Final = "providers/Microsoft.Authorization/policyAssignments"


def guardrails(tenancy: Tenancy) -> tuple[Guardrail, ...]:
    """Make the assignments of a subscription; each denies, and a row of the data file is all that one is."""
    return tuple(_assignment(tenancy, row) for row in table("assignments"))


def _assignment(tenancy: Tenancy, row: dict[str, str]) -> Guardrail:
    path = f"{tenancy.folder}/{row['name']}.json"
    environments = ", ".join(tenancy.environments)
    values = row["values"].split() or list(tenancy.regions)
    return Guardrail(
        path=path,
        content={
            "properties": {
                "displayName": f"Polder: {row['title']}",
                "description": f"Keeps what environments {environments} hold where their files say.",
                "policyDefinitionId": f"{_DEFINITIONS}/{row['definition']}",
                "parameters": {row["parameter"]: {"value": values}},
                "enforcementMode": "Default",
                "nonComplianceMessages": [
                    {"message": f"Polder ({environments}): {row['holds']}; see docs/guardrails.md."}
                ],
                "metadata": {"assignedBy": "Polder"},
            }
        },
        holds=row["holds"],
        commands=(
            f"az rest --method put --url '/subscriptions/{tenancy.name}/{_ASSIGNMENTS}/polder-{row['name']}?api-version={_API}' --body @{path}",
        ),
    )


ADAPTER: Final = Adapter(
    guardrails=guardrails,
    gaps=(
        "resources of the location global, such as DNS zones and Front Door, which the built-in policy leaves out",
        "copies to another region that a service makes of itself by a setting of its own: databases, backup vaults",
        "what was created before the assignment: it is reported as not compliant and stays",
    ),
    who="Resource Policy Contributor or Owner of the subscription; `az account set` to the cloud and tenant that it is of",
)
