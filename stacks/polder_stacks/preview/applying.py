"""Plans that are applied: the very files that were looked at, in order, until the first one fails."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from polder_rehearsal.order import run_in_order
from polder_rehearsal.terraform_json import Changes, read
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.ground import Ground
from polder_stacks.preview.planning import COMMON, PLAN, WORKERS, Planner, Result, told

WAITING: Final = "-lock-timeout=60s"
"""How long Terraform waits for a state that somebody else has locked."""

Status = Literal["applied", "failed", "not applied"]


@dataclass(frozen=True)
class Applied:
    """What came of a stack.

    Args:
        status: Whether it was applied; `not applied` when something before it failed.
        changes: What was done.
        seconds: How long it took.
        said: For `failed`: what Terraform said, or what stands against it. It may hold what is secret.
    """

    status: Status
    changes: Changes = field(default_factory=Changes)
    seconds: float = 0.0
    said: str = ""


@dataclass
class Applier:
    """Applies plans.

    Args:
        ground: Where Terraform runs; the plans lie in the stacks' folders there.
        planner: What made the plans, and makes those that could not be made before.
        stacks: The stacks that are applied, in their order.
        removed: The stacks that are taken down, in their order; after all others.
        late: Names of stacks that are planned only when those they need are applied.
        objection: Says what stands against a plan that nobody has looked at yet; blank when nothing does.
        finished: Called with a stack and what came of it; from several threads.
    """

    ground: Ground
    planner: Planner
    stacks: Mapping[str, Emitted]
    removed: Mapping[str, Emitted]
    late: Collection[str]
    objection: Callable[[str, Result], str]
    finished: Callable[[str, Applied], None]
    results: dict[str, Applied] = field(default_factory=dict[str, Applied])
    interrupted: bool = False
    _halted: bool = False

    def run(self) -> Mapping[str, Applied]:
        """Apply; give what came of each stack, in their order."""
        try:
            run_in_order(self._needs(), self._one, WORKERS)
        except (KeyboardInterrupt, SystemExit):
            # What ran has ended in order by now: whoever interrupted this has to know what was done.
            self.interrupted = True
        whole = (*self.stacks, *self.removed)
        return {name: self.results.get(name, Applied("not applied")) for name in whole}

    def _needs(self) -> dict[str, tuple[str, ...]]:
        up = {name: stack.needs for name, stack in self.stacks.items()}
        down = {
            name: (*self.stacks, *(other for other, stack in self.removed.items() if name in stack.needs))
            for name in self.removed
        }
        return {**up, **down}

    def _one(self, name: str) -> bool:
        if self._halted:
            return False
        applied = self._applied(name)
        self.results[name] = applied
        self._halted = self._halted or applied.status != "applied"
        self.finished(name, applied)
        return applied.status == "applied"

    def _applied(self, name: str) -> Applied:
        started = time.monotonic()
        if name in self.late:
            result = self.planner.planned(name)
            stands = result.said if result.plan is None else self.objection(name, result)
            if stands:
                return Applied("failed", said=stands, seconds=time.monotonic() - started)
        self.planner.audience.began(name, "apply")
        ran = self.ground.terraform(name, "apply", *COMMON, "-json", WAITING, PLAN)
        output = read(ran.output, ran.errors)
        seconds = time.monotonic() - started
        if not ran.code:
            return Applied("applied", output.changes, seconds)
        said = list(told(name, ran, self.ground, self.planner.audience.where))
        state = self.ground.rescue(name)
        if state:
            said.append(
                f"Terraform could not write the state. It lies in {state}: `terraform state push` brings it back"
            )
        return Applied("failed", output.changes, seconds, "\n\n".join(said))


def counts(changes: Iterable[Changes]) -> str:
    """Add up what was done, in words."""
    each = list(changes)
    added, changed, removed = (
        sum(getattr(one, name) for one in each) for name in ("add", "change", "remove")
    )
    return f"{added} added, {changed} changed, {removed} destroyed"
