"""Guardrails of AWS: service control policies of the organization.

A service control policy cannot say where data goes, only what may be asked of which region. So one denies everything
outside the regions but what has no region, and one denies what copies data elsewhere though it is asked of a region.
"""

from collections.abc import Iterator
from typing import Final

from polder_policies.guardrails.contract import Adapter, Guardrail, Tenancy, TooLarge, written
from polder_policies.guardrails.tables import limit, table


def guardrails(tenancy: Tenancy) -> tuple[Guardrail, ...]:
    """Make the policies of an account.

    Raises:
        TooLarge: There are more regions or copies to deny than one policy holds.
    """
    return (
        _policy(tenancy, "scp-regions", [_regions(tenancy)], "nothing is asked of any other region"),
        *(
            _policy(tenancy, name, statements, "nothing is copied out of a region")
            for name, statements in _copies(tenancy)
        ),
    )


def _regions(tenancy: Tenancy) -> dict[str, object]:
    return {
        "Sid": "DenyOtherRegions",
        "Effect": "Deny",
        "NotAction": [row["action"] for row in table("exempt")],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(tenancy.regions)}},
    }


def _copies(tenancy: Tenancy) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Policies against copies; where buckets are too many for one, as many as they need."""
    everywhere = [row["action"] for row in table("copies") if row["resource"] == "*"]
    of_buckets = [row["action"] for row in table("copies") if row["resource"] == "bucket"]
    first: list[dict[str, object]] = [
        {"Sid": "DenyCopies", "Effect": "Deny", "Action": everywhere, "Resource": "*"}
    ]
    arns = [f"arn:{tenancy.partition}:s3:::{store}" for store in tenancy.stores]
    parts = [arns[start : start + _BUCKETS] for start in range(0, len(arns), _BUCKETS)]
    for number, part in enumerate(parts):
        buckets: dict[str, object] = {
            "Sid": "DenyCopiesOfStores",
            "Effect": "Deny",
            "Action": of_buckets,
            "Resource": part,
        }
        yield (
            f"scp-copies{f'-{number + 1}' if number else ''}",
            [*first, buckets] if not number else [buckets],
        )
    if not parts:
        yield "scp-copies", first


def _policy(tenancy: Tenancy, name: str, statements: list[dict[str, object]], holds: str) -> Guardrail:
    content = {"Version": "2012-10-17", "Statement": statements}
    path = f"{tenancy.folder}/{name}.json"
    size, most = len(written(content)), limit("scp-size")
    if size > most:
        raise TooLarge(
            f"{path} would have {size} characters, and a service control policy has at most {most}"
        )
    title = f"polder-{'-'.join(tenancy.environments)}-{name}"
    return Guardrail(
        path=path,
        content=content,
        holds=holds,
        commands=(
            f"aws organizations create-policy --type SERVICE_CONTROL_POLICY --name {title} --description Polder --content file://{path}",
            f"aws organizations attach-policy --policy-id POLICY_ID --target-id {tenancy.name}",
        ),
    )


_BUCKETS: Final = 80
"""Bucket ARNs of one policy: at most 63 + 20 characters each, so that they fit with what stands around them."""

ADAPTER: Final = Adapter(
    guardrails=guardrails,
    gaps=(
        "the management account of the organization, which no service control policy binds",
        "what has no region: the exempt actions are listed in the policy; support cases are among them",
        "data that somebody who may read it carries out by hand",
        "copies that were set up before the policy was attached",
    ),
    who="an administrator of the organization's policies (management account or delegated administrator); service control policies enabled",
)
