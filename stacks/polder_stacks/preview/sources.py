"""Where plans come from: Terraform on the clouds, Terraform on stand-ins, or files."""

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from polder_rehearsal.order import run_in_order
from polder_rehearsal.rehearse import Audience
from polder_rehearsal.tool import Tool
from polder_stacks.preview.given import given_plans
from polder_stacks.preview.ground import Ground, cloud_ground, stopping
from polder_stacks.preview.planning import WORKERS, Planner, Result
from polder_stacks.preview.situation import Situation
from polder_stacks.preview.stand_in_ground import BothGround, stand_in_ground


@dataclass(frozen=True)
class Way:
    """How plans are come by.

    Args:
        tool: The Terraform to run.
        audience: Who is told what.
        rehearsed: Whether it runs on stand-ins.
    """

    tool: Tool
    audience: Audience
    rehearsed: bool = False

    @contextmanager
    def ground(self, situation: Situation, wanted: Collection[str]) -> Generator[Ground]:
        """Give where Terraform runs.

        Args:
            situation: The two revisions.
            wanted: Names of the stacks that are to be planned.
        """
        if self.rehearsed:
            chosen = set(wanted) & situation.after.stacks.keys()
            with (
                stand_in_ground(self.tool, situation, chosen, self.audience) as ground,
                stopping(ground.stop),
            ):
                yield ground
            return
        stacks = situation.after.stacks
        needs = {need for name in wanted if name in stacks for need in stacks[name].needs}
        placed = [stack for name, stack in stacks.items() if name in {*wanted, *needs}]
        with cloud_ground(self.tool, placed, situation.removed) as ground, stopping(ground.stop):
            yield ground


def planned_results(
    situation: Situation, wanted: Collection[str], way: Way, ground: Ground, options: Sequence[str] = ()
) -> dict[str, Result]:
    """Plan stacks, and what is to be taken down.

    Args:
        situation: The two revisions.
        wanted: Names of the stacks that are to be planned.
        way: How plans are come by.
        ground: Where Terraform runs.
        options: Options of `terraform plan`, in place of those that write nothing.
    """
    planner = planner_of(situation, wanted, way, ground, options)
    results = dict(planner.run())

    def take_down(name: str) -> bool:
        results[name] = planner.planned(name, "-destroy")
        return True

    run_in_order({stack.name: () for stack in situation.removed}, take_down, WORKERS)
    return results


def planner_of(
    situation: Situation, wanted: Collection[str], way: Way, ground: Ground, options: Sequence[str] = ()
) -> Planner:
    """Make a planner; see `planned_results`."""
    planner = Planner(ground, situation.after.stacks, wanted, way.audience)
    if isinstance(ground, BothGround):
        planner.broken = ground.broken
    if options:
        planner.options = tuple(options)
    return planner


def read_results(
    situation: Situation, wanted: Collection[str], way: Way, plans: Sequence[str]
) -> dict[str, Result]:
    """Read plans from files; nothing is planned beside them.

    Args:
        situation: The two revisions.
        wanted: Names of the stacks that a plan has to be given for.
        way: How saved plans are turned into JSON.
        plans: `STACK=FILE`, each.

    Returns:
        What came of each stack. One that changes and has no plan has failed: nobody knows what becomes of it. Where
        there is no base revision nobody knows what changes either, and only what is given is there.

    Raises:
        InvalidInput: With everything that is wrong with all of them.
    """
    named = [plan.partition("=")[0] for plan in plans]
    ground = partial(way.ground, situation, [name for name in named if name in situation.after.stacks])
    given = given_plans(plans, situation.all_stacks, ground)
    if not situation.base.commit:
        return given
    return {
        **{name: Result("unchanged") for name in situation.after.stacks},
        **dict(_missing(situation, wanted, given)),
        **given,
    }


def _missing(
    situation: Situation, wanted: Collection[str], given: Mapping[str, Result]
) -> Iterator[tuple[str, Result]]:
    for name in (*wanted, *(stack.name for stack in situation.removed)):
        if name not in given:
            yield name, Result("failed", said=f"no plan of it is given: --plan {name}=FILE")
