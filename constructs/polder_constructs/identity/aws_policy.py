"""IAM policy documents as JSON: what one says can be read in the plan, without a data source to look up.

Values may hold CDKTF tokens; they are resolved inside the JSON string.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Condition = Mapping[str, Mapping[str, str | Sequence[str]]]
Principal = Mapping[str, str | Sequence[str]] | Literal["*"]


@dataclass(frozen=True)
class Statement:
    """One statement of a policy.

    Args:
        sid: What the statement is for, in letters and digits.
        actions: Actions it covers.
        resources: ARNs it covers; empty in a role's trust policy, which has none.
        principal: Whom it covers; None in policies of an identity.
        condition: When it holds.
        effect: `Allow` or `Deny`.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[str] = ()
    principal: Principal | None = None
    condition: Condition | None = None
    effect: Literal["Allow", "Deny"] = "Allow"

    def document(self) -> dict[str, object]:
        """The statement as IAM wants it."""
        document: dict[str, object] = {"Sid": self.sid, "Effect": self.effect, "Action": list(self.actions)}
        if self.principal is not None:
            document["Principal"] = self.principal
        if self.resources:
            document["Resource"] = list(self.resources)
        if self.condition is not None:
            document["Condition"] = self.condition
        return document


def policy(*statements: Statement) -> str:
    """A policy document of these statements."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [statement.document() for statement in statements]}
    )
