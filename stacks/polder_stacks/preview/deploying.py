"""From a preview that was reviewed to what stands deployed: planned again, compared, and applied."""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from polder_previews.guards import Guards
from polder_previews.preview import Footer, Preview, StackPreview
from polder_rehearsal.terminal import audience
from polder_stacks.gate import admitted
from polder_stacks.judged import Judged, today
from polder_stacks.preview.answer import terraform
from polder_stacks.preview.applying import WAITING, Applied, Applier, Status, counts
from polder_stacks.preview.assembling import Aspects, assembled
from polder_stacks.preview.making import guards_told, readings
from polder_stacks.preview.planning import Result
from polder_stacks.preview.refusal import BadRequest, Refused
from polder_stacks.preview.revisions import choose
from polder_stacks.preview.situation import Situation, situated
from polder_stacks.preview.sources import Way, planned_results, planner_of
from polder_stacks.preview.tie import Reviewed, Tie, differing_inputs, differing_plan, read_reviewed, tie_of

_MOST: Final = 40
"""Lines of what differs that are told."""


@dataclass(frozen=True)
class Order:
    """What is to be deployed.

    Args:
        environment: Name or path of the environment.
        reviewed: The preview.json that was reviewed; None where nobody reviewed one.
        base: The revision that stands deployed; what it has and the head revision has not is taken down.
        stacks: Patterns of names; none means all.
        late: Whether stacks are deployed whose plan could not be reviewed, since it waits for others.
        rehearsed: Whether it is deployed on stand-ins, and thrown away.
        redact: A file of the user's own patterns for secrets.
    """

    environment: str
    reviewed: Path | None = None
    base: str | None = None
    stacks: tuple[str, ...] = ()
    late: bool = False
    rehearsed: bool = False
    redact: Path | None = None


@dataclass(frozen=True)
class Audience:
    """Who is asked and told.

    Args:
        agrees: Is shown a preview that nobody reviewed, and says whether to apply it.
        finished: Called with a stack and what came of it; from several threads.
    """

    agrees: Callable[[Preview], bool]
    finished: Callable[[str, Applied], None]


@dataclass(frozen=True)
class Deployed:
    """What came of a deployment.

    Args:
        stacks: What came of each stack that was to be applied, in their order. What was said holds no secret.
        quiet: How many stacks there is nothing to do in.
        left: Stacks that were left as they are, since they wait for others and nobody saw their plan.
        interrupted: Whether it was interrupted.
    """

    stacks: Mapping[str, Applied] = field(default_factory=dict[str, Applied])
    quiet: int = 0
    left: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    interrupted: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything stands deployed that was to be."""
        return (
            not self.left
            and not self.interrupted
            and all(each.status == "applied" for each in self.stacks.values())
        )


def deployed(order: Order, who: Audience) -> Deployed:
    """Deploy an environment; on a bad one say everything that is wrong with it, and end.

    Args:
        order: What is to be deployed.
        who: Who is asked and told.

    Raises:
        BadRequest: Something is asked for that cannot be had.
        InvalidInput: A file is wrong.
        NoTerraform: There is no Terraform.
        Refused: Nothing was applied, for what would be is not what was reviewed, or something stands against it.
        ToolMissing: There is no git.
    """
    reviewed = read_reviewed(order.reviewed) if order.reviewed else None
    read = readings(order.redact, None)
    day = today()
    chosen = choose((order.environment,), _base(order, reviewed), day)
    if not chosen.head:
        raise BadRequest(
            f"{order.environment} is no environment of this revision. What is left of one that is gone is taken down with"
            " terraform destroy, from what `polder synth` wrote of it"
        )
    (head,) = admitted(chosen.head)
    with tempfile.TemporaryDirectory(prefix="polder-deploy-") as scratch:
        situation = situated(chosen, [head], day, Path(scratch))
        if reviewed:
            _refuse_inputs(reviewed, tie_of(situation, read.redact, rehearsed=order.rehearsed), head)
        deployment = _Deployment(order, who, situation, Aspects("", Footer(), read.secrets), reviewed)
        return deployment.run()


def _base(order: Order, reviewed: Reviewed | None) -> str | None:
    """Give the base revision: that of the preview, so that the same is taken down, and the same guarded."""
    if reviewed is None:
        return order.base
    if order.base:
        raise BadRequest("--reviewed names the base revision already: leave --base out")
    return reviewed.tie.base or None


def _refuse_inputs(reviewed: Reviewed, now: Tie, head: Judged) -> None:
    environment = head.verdict.environment
    found = list(differing_inputs(reviewed, now, environment, head.verdict))
    if found:
        _refuse(reviewed, found)


def _refuse(reviewed: Reviewed, found: Collection[str]) -> None:
    lines = list(found)
    more = [f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    told = "\n".join(f"  {line}" for line in (*lines[:_MOST], *more))
    made_by = ", ".join(f"{name} {version}" for name, version in reviewed.versions.items())
    raise Refused(
        f"nothing was applied: this is not what was reviewed in {reviewed.file} ({made_by}):\n{told}\nPreview again, and let"
        " it be reviewed"
    )


@dataclass
class _Deployment:
    """A deployment whose inputs are those that were reviewed."""

    order: Order
    who: Audience
    situation: Situation
    aspects: Aspects
    reviewed: Reviewed | None

    def run(self) -> Deployed:
        chosen = self._chosen()
        wanted = [name for name in self.situation.after.stacks if name in chosen]
        removed = {stack.name: stack for stack in self.situation.removed if stack.name in chosen}
        if not wanted and not removed:
            return Deployed(quiet=len(self.situation.after.stacks))
        with ExitStack() as standing:
            with audience(self.situation.line) as told:
                way = Way(terraform(), told, rehearsed=self.order.rehearsed)
                ground = standing.enter_context(way.ground(self.situation, wanted))
                results = planned_results(self.situation, wanted, way, ground, (WAITING,))
            results = {name: each for name, each in results.items() if name in chosen}
            preview, guards = assembled(self.situation, results, self.aspects)
            late = self._refused(preview, guards)
            left = {} if self.order.late else late
            applied = {
                stack.name: stack
                for stack in preview.stacks
                if (stack.does_something or stack.state == "known-after") and stack.name not in left
            }
            # Whoever is asked sees no sign of life run through the question.
            if not self.reviewed and applied and not self.who.agrees(preview):
                raise Refused("nothing was applied")
            with audience(self.situation.line) as told:
                planner = planner_of(self.situation, wanted, replace(way, audience=told), ground, (WAITING,))
                applier = Applier(
                    ground,
                    planner,
                    {name: self.situation.after.stacks[name] for name in applied if name not in removed},
                    {name: stack for name, stack in removed.items() if name in applied},
                    {name for name, stack in applied.items() if stack.state == "known-after"},
                    self._objection,
                    self._finished,
                )
                came = applier.run()
        quiet = len(self.situation.all_stacks) - len(came) - len(left)
        return Deployed(came, quiet, left, applier.interrupted)

    def _refused(self, preview: Preview, guards: Guards) -> dict[str, tuple[str, ...]]:
        """Refuse what may not be applied; give the stacks whose plan nobody saw, with what they wait for."""
        shown = {stack.name: stack for stack in preview.stacks}
        self._refuse_failed(shown)
        late = {name: shown[name].waits_for for name in self._late(shown)}
        self._refuse_other_plans(shown, late)
        self._refuse_guarded(guards)
        return late

    def _chosen(self) -> frozenset[str]:
        """Give the names of stacks that are to be planned: those that were reviewed, and that a pattern names."""
        stacks = self.situation.all_stacks
        patterns = self.order.stacks
        named = [name for name in stacks if not patterns or any(fnmatchcase(name, each) for each in patterns)]
        if not named:
            raise BadRequest(f"no stack is called {' or '.join(patterns)}; there are {', '.join(stacks)}")
        if self.reviewed is None:
            return frozenset(named)
        states = {name: each.get("state") for name, each in self.reviewed.stacks.items()}
        failed = [name for name in named if states.get(name) == "failed"]
        if failed:
            _refuse(self.reviewed, [f"{name} could not be planned when it was reviewed" for name in failed])
        return frozenset(name for name in named if states.get(name) in ("planned", "known-after"))

    def _refuse_failed(self, shown: Mapping[str, StackPreview]) -> None:
        failed = [stack for stack in shown.values() if stack.state == "failed"]
        if failed:
            told = "\n\n".join(f"{stack.name}:\n{stack.failure}" for stack in failed)
            raise Refused(f"nothing was applied: {len(failed)} plans failed\n\n{told}")

    def _late(self, shown: Mapping[str, StackPreview]) -> list[str]:
        """Give the names of stacks whose plan nobody saw: they wait now, or they waited when they were reviewed."""
        reviewed = self.reviewed.stacks.items() if self.reviewed else ()
        waited = {name for name, each in reviewed if each.get("state") == "known-after"}
        return [
            name
            for name, stack in shown.items()
            if stack.state == "known-after" or (name in waited and stack.does_something)
        ]

    def _refuse_other_plans(self, shown: Mapping[str, StackPreview], late: Collection[str]) -> None:
        if self.reviewed is None:
            return
        found: list[str] = []
        for name, stack in shown.items():
            was = self.reviewed.stacks[name]
            if was.get("state") == "planned" and name in late:
                found.append(f"{name} was planned, and now waits for {', '.join(stack.waits_for)}")
            elif was.get("state") == "planned" and (stack.does_something or stack.state != "planned"):
                # Where nothing is left to do, an earlier attempt has done it; nothing is applied that nobody saw.
                found += [f"{name}: {line}" for line in differing_plan(was, stack)]
        if found:
            _refuse(self.reviewed, found)

    def _refuse_guarded(self, guards: Guards) -> None:
        if not guards.hold:
            raise Refused("\n".join(("nothing was applied:", *guards_told(guards, self.situation))))

    def _objection(self, name: str, result: Result) -> str:
        """Let the guards look at a plan that could not be made before."""
        _, guards = assembled(self.situation, {name: result}, self.aspects)
        return "\n".join(guards_told(guards, self.situation))

    def _finished(self, name: str, applied: Applied) -> None:
        said = self.aspects.secrets.text(applied.said) if applied.said else ""
        self.who.finished(name, replace(applied, said=said))


def told(came: Deployed) -> Iterator[str]:
    """Say what came of a deployment, in a few lines."""
    by_status: dict[Status, list[str]] = {}
    for name, each in came.stacks.items():
        by_status.setdefault(each.status, []).append(name)
    for status, names in by_status.items():
        done = counts(came.stacks[name].changes for name in names)
        yield f"{status}: {', '.join(names)}{f' ({done})' if status != 'not applied' else ''}"
    if came.left:
        waits = ", ".join(
            f"{name} (known after {', '.join(each) or 'others'})" for name, each in came.left.items()
        )
        yield f"left as they are, for nobody has seen their plans: {waits}"
    if came.quiet:
        yield f"nothing to do: {came.quiet} stack{'' if came.quiet == 1 else 's'}"


def line(name: str, applied: Applied) -> str:
    """Say what came of a stack."""
    return f"{name}: {applied.status} in {applied.seconds:.0f} s, {counts([applied.changes])}"
