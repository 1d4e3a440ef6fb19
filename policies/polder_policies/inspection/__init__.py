"""Reads emitted Terraform independently of the constructs that wrote it, and holds it against the topology.

Whatever a construct, an override or a default did: every attribute that says where something lies must name the site's
own place, nothing may be public, and what nobody has classified fails.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from polder_environments.topology import SitePlan
from polder_policies.inspection.classification import Classification, built_in
from polder_policies.inspection.emitted import read_stack, read_strictly, stack_of
from polder_policies.inspection.findings import KINDS, Complaint, Finding, StackSummary
from polder_policies.inspection.inspect import inspect
from polder_policies.inspection.place import Place
from polder_policies.inspection.plan import NotAPlan, plan_of, read_plan
from polder_policies.inspection.stack import Stack

__all__ = [
    "KINDS",
    "Classification",
    "Complaint",
    "Finding",
    "NotAPlan",
    "Stack",
    "StackSummary",
    "built_in",
    "inspect_site",
    "inspect_stack",
    "plan_of",
    "read_plan",
    "read_stack",
    "read_strictly",
    "stack_of",
]


def inspect_site(
    site: SitePlan,
    stacks: Sequence[Stack],
    *,
    beside: Sequence[Stack] = (),
    classification: Classification | None = None,
) -> Mapping[str, StackSummary]:
    """Judge the stacks of a site, together, for they refer to each other.

    Args:
        site: The site.
        stacks: What is judged; all of one kind, synthesized or planned.
        beside: Other stacks of the site that references may lead to.
        classification: What is known of types; what Polder knows if None.

    Returns:
        What each holds, by its name.
    """
    known = classification or built_in()
    place = Place(site, [*stacks, *beside], known.named("group"))
    return {stack.name: inspect(stack, place, known) for stack in stacks}


def inspect_stack(file: Path, site: SitePlan) -> StackSummary:
    """Count and judge what stands in one `cdk.tf.json`; `inspect_site` also judges what a site's stacks lack."""
    known = built_in()
    stack = read_stack(file)
    return inspect(stack, Place(site, [stack], known.named("group")), known, whole=False)
