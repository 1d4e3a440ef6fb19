"""What came of a rehearsal."""

from dataclasses import dataclass
from typing import Literal

from polder_rehearsal.terraform_json import Changes, Severity

Status = Literal["passed", "refused", "not run"]

DOES_NOT_PROVE = (
    "A rehearsal proves that Terraform accepts what was written, in order, twice, and takes it down again. It does not"
    " prove that a cloud does: quotas, permissions, names that others took, capacity, prices, what an API refuses"
    " beyond its provider's schema, and what runs on the machines are not rehearsed."
)
ALTERED = (
    "Terraform ran on a copy: state lies in local files in place of the clouds' stores, and prevent_destroy is taken"
    " out for the last step, destroy, alone."
)


@dataclass(frozen=True)
class Finding:
    """A diagnostic of Terraform, led back to where it came from.

    Args:
        stack: The stack.
        step: What Terraform was doing.
        severity: Whether it refused.
        summary: What is wrong.
        detail: Why.
        address: The resource.
        construct: The path of the construct that wrote it.
        position: The file, line and column of the environment.
    """

    stack: str
    step: str
    severity: Severity
    summary: str
    detail: str
    address: str | None = None
    construct: str | None = None
    position: str | None = None


@dataclass(frozen=True)
class Step:
    """One run of Terraform.

    Args:
        name: What it was to do.
        passed: Whether it did.
        seconds: How long it took.
    """

    name: str
    passed: bool
    seconds: float


@dataclass(frozen=True)
class StackResult:
    """What came of one stack.

    Args:
        stack: Its name.
        status: Whether all of it passed.
        changes: What the first plan said.
        destroyed: How many resources were taken down.
        steps: What was run.
        findings: What Terraform said.
        notes: What the rehearsal says of it.
    """

    stack: str
    status: Status
    changes: Changes
    destroyed: int
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return sum(step.seconds for step in self.steps)


@dataclass(frozen=True)
class Result:
    """What came of a rehearsal.

    Args:
        tool: The Terraform that ran.
        stacks: What came of each stack, in the order of the output.
        seconds: How long all of it took.
    """

    tool: str
    stacks: tuple[StackResult, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether Terraform refused nothing."""
        return all(stack.status == "passed" for stack in self.stacks)
