"""What a change does, as one report: every stack, the rules, the flows of data and the cost. Nothing in it is secret."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

from polder_previews.changes import Change, Reading, changes_of, drift_of, outputs_of
from polder_previews.cost import Costs, MonthlyCost
from polder_previews.differences import Difference
from polder_previews.escape import visible
from polder_previews.findings import Findings, Policy
from polder_previews.flows import Flows
from polder_previews.plan import Action, Plan
from polder_previews.plan_hash import combined_hash, plan_hash
from polder_previews.secrets import Secrets

State = Literal["planned", "unchanged", "known-after", "failed"]
"""`unchanged`: its Terraform is that of the base revision, so that it was not planned. `known-after`: its inputs are
not applied yet. `failed`: its plan could not be made or read."""

Presence = Literal["kept", "added", "removed"]
"""Whether the stack is in both revisions, in the head revision alone, or in the base revision alone."""

_PLANNED: Final = ("planned",)
_STAKES: Final = ("data", "unknown", "nothing")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a stack stands.

    Args:
        site: Name of the site.
        cloud: Name of its cloud.
        region: Its region.
    """

    site: str
    cloud: str
    region: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many objects a plan does what to. A replacement is counted once, though it destroys and creates."""

    created: int = 0
    updated: int = 0
    replaced: int = 0
    destroyed: int = 0
    forgotten: int = 0
    moved: int = 0
    imported: int = 0
    drifted: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add two counts."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in Counts.__slots__))

    @property
    def changes(self) -> bool:
        """Whether applying does anything; drift alone is nothing that it does."""
        return any(getattr(self, name) for name in Counts.__slots__ if name != "drifted")


@dataclass(frozen=True)
class StackPreview:
    """What a change does to one stack.

    Args:
        name: Its name.
        where: Where it stands.
        state: Whether it was planned, and if not, why.
        presence: Whether it is new, or to be taken down.
        waits_for: For `known-after`: the stacks that have to be applied before.
        failure: For `failed`: what was said, without secrets.
        changes: What is done to each object, no-ops and reads included.
        drift: What was changed past Terraform.
        outputs: What happens to outputs.
        invocations: Actions that are invoked beside the changes.
        plan_hash: Hash of what is done; blank where nothing was planned.
        tool: What planned it: `1.11.4`; blank where nothing was planned.
        cost: What it costs a month; None where nobody says.
        policy: What the rules say of it; None where nobody asked.
    """

    name: str
    where: Where
    state: State = "planned"
    presence: Presence = "kept"
    waits_for: tuple[str, ...] = ()
    failure: str = ""
    changes: tuple[Change, ...] = ()
    drift: tuple[Change, ...] = ()
    outputs: tuple[Difference, ...] = ()
    invocations: tuple[str, ...] = ()
    plan_hash: str = ""
    tool: str = ""
    cost: MonthlyCost | None = None
    policy: Policy | None = None

    @cached_property
    def counts(self) -> Counts:
        """How many objects it does what to."""
        managed = [change for change in self.changes if change.managed]
        return Counts(
            created=sum(change.action is Action.CREATE for change in managed),
            updated=sum(change.action is Action.UPDATE for change in managed),
            replaced=sum(change.action.replaces for change in managed),
            destroyed=sum(change.action is Action.DELETE for change in managed),
            forgotten=sum(change.action is Action.FORGET for change in managed),
            moved=sum(bool(change.moved_from) for change in managed),
            imported=sum(bool(change.imported) for change in managed),
            drifted=len(self.drift),
        )

    @property
    def does_something(self) -> bool:
        """Whether applying it does anything."""
        return self.counts.changes or bool(self.outputs or self.invocations)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say of it but that nothing changes."""
        return (
            self.state in ("planned", "unchanged")
            and self.presence == "kept"
            and not self.does_something
            and not self.drift
            and not (self.cost and self.cost.change)
        )


@dataclass(frozen=True, slots=True)
class Footer:
    """What a preview was made from.

    Args:
        commit: The head revision; blank where nobody says.
        base: The base revision it is compared with; blank where there is none.
        versions: Names and versions of the tools.
        report: Address of the whole report; blank where there is none. Only http and https are linked.
        notes: What else a reader has to know: that the plans are of stand-ins.
    """

    commit: str = ""
    base: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    report: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a change does.

    Args:
        id: What the comment is found again by: one comment an id stands under a pull request.
        environments: Names of the environments.
        stacks: In the order in which they are applied.
        findings: What the rules say.
        flows: Which flows of data come and go.
        costs: What all of it costs; None where nobody says.
        footer: What it was made from.
    """

    id: str
    environments: tuple[str, ...]
    stacks: tuple[StackPreview, ...]
    findings: Findings = field(default_factory=Findings)
    flows: Flows = field(default_factory=Flows)
    costs: Costs | None = None
    footer: Footer = field(default_factory=Footer)

    @cached_property
    def counts(self) -> Counts:
        """How many objects all plans do what to."""
        return sum((stack.counts for stack in self.stacks), Counts())

    @property
    def changes_anything(self) -> bool:
        """Whether applying does anything, as far as it is known: what waits for other stacks counts as if it did."""
        return any(stack.does_something or stack.state == "known-after" for stack in self.stacks)

    @cached_property
    def hidden(self) -> int:
        """How many values are not shown, or not wholly."""
        changes = (change for stack in self.stacks for change in (*stack.changes, *stack.drift))
        outputs = (output for stack in self.stacks for output in stack.outputs)
        return sum(change.hidden for change in changes) + sum(output.hidden for output in outputs)

    @property
    def failed(self) -> tuple[StackPreview, ...]:
        """Stacks whose plan could not be made."""
        return tuple(stack for stack in self.stacks if stack.state == "failed")

    @cached_property
    def plan_hash(self) -> str:
        """Hash of what all plans do; blank where nothing was planned, or a plan is missing."""
        hashes = {stack.name: stack.plan_hash for stack in self.stacks if stack.state in _PLANNED}
        return combined_hash(hashes) if hashes and not self.failed else ""

    @cached_property
    def losses(self) -> tuple[tuple[StackPreview, Change], ...]:
        """Everything that is destroyed, replaced or no longer managed, or that loses protection, with its stack.

        What endangers data is first: what holds some, then what may hold some.
        """
        found = [
            (stack, change)
            for stack in self.stacks
            for change in stack.changes
            if change.is_loss or change.lowered
        ]
        return tuple(sorted(found, key=lambda each: (not each[1].endangers, _STAKES.index(each[1].stake))))

    @cached_property
    def endangered(self) -> tuple[tuple[StackPreview, Change], ...]:
        """Every change by which data may go, with its stack: what a guard looks at."""
        return tuple((stack, change) for stack in self.stacks for change in stack.changes if change.endangers)


def planned(
    name: str, where: Where, plan: Plan, reading: Reading, *, presence: Presence = "kept"
) -> StackPreview:
    """Tell what a plan does to a stack.

    Args:
        name: The stack.
        where: Where it stands.
        plan: Its plan.
        reading: What the plan is read with.
        presence: Whether the stack is new, or to be taken down.
    """
    changes, outputs = changes_of(plan, reading), outputs_of(plan, reading)
    return StackPreview(
        name=name,
        where=where,
        presence=presence,
        changes=changes,
        drift=drift_of(plan, reading),
        outputs=outputs,
        invocations=tuple(visible(reading.secrets.text(each)) for each in plan.invocations),
        plan_hash=plan_hash(plan, changes, outputs),
        tool=plan.terraform_version,
    )


def unchanged(name: str, where: Where) -> StackPreview:
    """Tell that a stack's Terraform is that of the base revision."""
    return StackPreview(name, where, "unchanged")


def known_after(
    name: str, where: Where, waits_for: Iterable[str], *, presence: Presence = "kept"
) -> StackPreview:
    """Tell that a stack cannot be planned before others are applied."""
    return StackPreview(name, where, "known-after", presence, tuple(waits_for))


def failed(name: str, where: Where, said: str, secrets: Secrets | None = None) -> StackPreview:
    """Tell that a stack could not be planned.

    Args:
        name: The stack.
        where: Where it stands.
        said: What the tool said.
        secrets: What is secret of it.
    """
    told = (secrets or Secrets()).text(said.strip())
    return StackPreview(name, where, "failed", failure=told or "(nothing was said)")


def with_verdict(stack: StackPreview, policy: Policy | None, cost: MonthlyCost | None) -> StackPreview:
    """Say beside what the rules say of a stack, and what it costs."""
    return replace(stack, policy=policy, cost=cost)
