"""Stand-ins for the clouds on which the base revision stands: a fork's pull request is planned there without credentials."""

import os
import tempfile
from collections.abc import Collection, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from polder_rehearsal.order import run_in_order
from polder_rehearsal.project import unprotect
from polder_rehearsal.rehearse import Audience
from polder_rehearsal.runs import Ran, Runs
from polder_rehearsal.stage import stage
from polder_rehearsal.tool import Tool
from polder_rehearsal.wishes import Wish
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.ground import Ground, StandInGround
from polder_stacks.preview.planning import COMMON, WORKERS, told
from polder_stacks.preview.situation import Situation

_SAFE_PATH: Final = "PYTHONSAFEPATH"


@dataclass
class BothGround:
    """Stand-ins of two revisions, which share states.

    Args:
        grounds: Where each stack is run.
        broken: Stacks that could not be applied as the base revision has them, with what Terraform said.
    """

    grounds: Mapping[str, StandInGround]
    broken: Mapping[str, str] = field(default_factory=dict[str, str])

    def terraform(self, stack: str, *arguments: str) -> Ran:
        """Run Terraform in the folder of a stack, and wait for it."""
        return self.grounds[stack].terraform(stack, *arguments)

    def construct(self, stack: str, address: str) -> str | None:
        """Find the path of the construct that wrote a resource."""
        return self.grounds[stack].construct(stack, address)

    def rescue(self, stack: str) -> Path | None:
        """Give nothing: what stand-ins know is thrown away."""
        del stack

    def stop(self) -> None:
        """Interrupt what runs, and start nothing more."""
        for ground in self.grounds.values():
            ground.stop()


@contextmanager
def stand_in_ground(
    tool: Tool, situation: Situation, wanted: Collection[str], audience: Audience
) -> Generator[BothGround]:
    """Apply the base revision on stand-ins, as far as the wanted stacks and those they need go; then let both stand.

    Args:
        tool: The Terraform to run.
        situation: The two revisions.
        wanted: Names of the head revision's stacks that are to be planned.
        audience: Who is told what.

    Raises:
        NoSchema: A provider or type is used that no bindings are installed for.
    """
    removed = [stack.name for stack in situation.removed]
    deployed = _with_needs({*wanted, *removed}, situation.all_stacks) & situation.before.stacks.keys()
    with ExitStack() as stages:
        stages.enter_context(_own_modules())
        states = Path(stages.enter_context(tempfile.TemporaryDirectory(prefix="polder-states-")))
        grounds: dict[str, StandInGround] = {}
        broken: dict[str, str] = {}
        if deployed and situation.before.out:
            base = ExitStack()
            with base:
                standing = base.enter_context(
                    stage(situation.before.out, Wish(stacks=tuple(sorted(deployed)), keep=states))
                )
                ground = StandInGround(standing, Runs(tool, standing.stand_ins))
                _apply(
                    ground, {name: stack.needs for name, stack in standing.stacks.items()}, audience, broken
                )
                for name in removed:
                    unprotect(standing.stacks[name])
                    grounds[name] = ground
                if removed:
                    # What is taken down is planned as the base revision has it.
                    stages.push(base.pop_all())
        if wanted and situation.after.out:
            standing = stages.enter_context(
                stage(situation.after.out, Wish(stacks=tuple(sorted(wanted)), keep=states))
            )
            ground = StandInGround(standing, Runs(tool, standing.stand_ins))
            grounds |= dict.fromkeys(standing.stacks, ground)
        yield BothGround(grounds, broken)


@contextmanager
def _own_modules() -> Generator[None]:
    """Let no Python that is started find modules in the folder it starts in: in a pull request, that is anybody's code."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _with_needs(names: Collection[str], stacks: Mapping[str, Emitted]) -> set[str]:
    found = set(names)
    while more := {need for name in found if name in stacks for need in stacks[name].needs} - found:
        found |= more
    return found


def _apply(
    ground: Ground, needs: Mapping[str, Collection[str]], audience: Audience, broken: dict[str, str]
) -> None:
    """Apply stacks in their order; what cannot be applied is told, and so is what needs it."""

    def apply(stack: str) -> bool:
        for step, arguments in (
            ("init", ("init", *COMMON)),
            ("apply the base revision", ("apply", *COMMON, "-json", "-auto-approve")),
        ):
            audience.began(stack, step)
            ran = ground.terraform(stack, *arguments)
            if ran.code:
                said = "\n\n".join(told(stack, ran, ground, audience.where))
                broken[stack] = f"the base revision cannot be applied on stand-ins:\n{said}"
                return False
        return True

    for stack in run_in_order(needs, apply, WORKERS):
        broken[stack] = "the base revision cannot be applied on stand-ins: what it needs cannot"
