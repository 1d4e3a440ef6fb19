"""Plans of stacks, in the order in which they are applied, two at a time.

A stack that reads what another one has yet to make is not planned: its plan would fail, or show what will not be so.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final, Literal

from polder_previews.plan import Action, Plan
from polder_previews.reading import BadPlan, read_plan
from polder_rehearsal.order import run_in_order
from polder_rehearsal.rehearse import Audience
from polder_rehearsal.runs import Ran
from polder_rehearsal.stack_run import Where
from polder_rehearsal.terraform_json import Told, read
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.ground import Ground

WORKERS: Final = 2
"""Stacks that Terraform runs in at a time; each has providers of some hundred megabytes in memory."""

PLAN: Final = "polder.tfplan"
COMMON: Final = ("-input=false", "-no-color")
_READ_ONLY: Final = ("-lock=false",)
"""A preview writes nothing, so an identity that may only read is enough."""

_FRAME: Final = "╷│╵ "
"""What Terraform draws around what it says to people."""


@dataclass(frozen=True)
class Result:
    """What came of a stack.

    Args:
        state: Whether it was planned, and if not, why.
        plan: Its plan, where it was planned.
        content: The plan's JSON as Terraform wrote it, where it was planned.
        waits_for: For `known-after`: the stacks that have to be applied before.
        said: For `failed`: what Terraform said. It may hold what is secret.
    """

    state: Literal["planned", "unchanged", "known-after", "failed"]
    plan: Plan | None = None
    content: bytes = b""
    waits_for: tuple[str, ...] = ()
    said: str = ""


class _Failed(Exception):  # noqa: N818 - it reads as what it says
    """Terraform refused something; the message is what it said."""


@dataclass
class Planner:
    """Plans stacks.

    Args:
        ground: Where Terraform runs.
        stacks: All stacks of the revision, in the order in which they are applied.
        wanted: Names of those that are to be planned; of the others it is only looked at whether they have to wait.
        audience: Who is told what.
        options: Options of `terraform plan`.
        broken: Stacks that cannot be planned, with the reason.
    """

    ground: Ground
    stacks: Mapping[str, Emitted]
    wanted: Collection[str]
    audience: Audience = field(default_factory=Audience)
    options: tuple[str, ...] = _READ_ONLY
    broken: Mapping[str, str] = field(default_factory=dict[str, str])
    results: dict[str, Result] = field(default_factory=dict[str, Result])
    _applied: dict[str, frozenset[str] | str] = field(default_factory=dict[str, "frozenset[str] | str"])
    _reading: Lock = field(default_factory=Lock)

    def run(self) -> Mapping[str, Result]:
        """Plan everything that can be planned; give what came of each stack."""
        needs = {name: stack.needs for name, stack in self.stacks.items()}
        run_in_order(needs, self._decided, WORKERS)
        return {name: self.results[name] for name in self.stacks}

    def planned(self, name: str, *options: str) -> Result:
        """Plan one stack, whatever came of others."""
        if name in self.broken:
            return Result("failed", said=self.broken[name])
        try:
            self._step(name, "init", "init", *COMMON)
            self._step(name, "plan", "plan", *COMMON, "-json", *self.options, *options, f"-out={PLAN}")
            shown = self._step(name, "show", "show", "-no-color", "-json", PLAN)
            content = shown.output.encode()
            return Result("planned", read_plan(content, Path(f"{name}.tfplan")), content)
        except _Failed as failed:
            return Result("failed", said=str(failed))
        except BadPlan as bad:
            return Result("failed", said="\n".join(f"{each.key}: {each.what}" for each in bad.problems))

    def _decided(self, name: str) -> bool:
        try:
            waits = tuple(
                need for need in self.stacks[name].needs if need in self.stacks and self._keeps(name, need)
            )
        except _Failed as failed:
            self.results[name] = Result("failed", said=str(failed))
            return True
        if waits:
            self.results[name] = Result("known-after", waits_for=waits)
        elif name in self.wanted:
            self.results[name] = self.planned(name)
        else:
            self.results[name] = Result("unchanged")
        return True

    def _keeps(self, name: str, need: str) -> bool:
        """Say whether a stack has to wait until another one is applied."""
        read = self.stacks[name].reads(self.stacks[need])
        is_wanted = name in self.wanted
        before = self.results[need]
        if before.plan is not None:
            actions = {output.name: output.action for output in before.plan.outputs}
            if any(actions.get(each) is not Action.NO_OP for each in read):
                return True
            return is_wanted and not read and is_new(before.plan)
        if before.state == "known-after":
            return is_wanted or bool(read)
        if before.state == "failed":
            return is_wanted
        return is_wanted and bool(read) and not read <= self._outputs(need)

    def _outputs(self, name: str) -> frozenset[str]:
        """Read the names of outputs that a stack has which is not planned itself."""
        with self._reading:
            if name not in self._applied:
                try:
                    self._step(name, "init", "init", *COMMON)
                    shown = self._step(name, "read", "output", "-no-color", "-json")
                    self._applied[name] = frozenset(json.loads(shown.output))
                except _Failed as failed:
                    self._applied[name] = f"what it reads of {name} cannot be read:\n{failed}"
        found = self._applied[name]
        if isinstance(found, str):
            raise _Failed(found)
        return found

    def _step(self, stack: str, step: str, *arguments: str) -> Ran:
        self.audience.began(stack, step)
        ran = self.ground.terraform(stack, *arguments)
        if ran.code:
            raise _Failed("\n\n".join(self._told(stack, ran)))
        return ran

    def _told(self, stack: str, ran: Ran) -> Iterator[str]:
        yield from told(stack, ran, self.ground, self.audience.where)


def is_new(plan: Plan) -> bool:
    """Say whether nothing of a stack is there before its plan is applied."""
    managed = [change for change in plan.changes if change.mode == "managed"]
    return bool(managed) and all(change.before is None for change in managed)


def told(stack: str, ran: Ran, ground: Ground, where: Where) -> Iterator[str]:
    """Write what Terraform refused, and the line of the environment that it comes from. It may hold what is secret."""
    found = [one for one in read(ran.output, ran.errors).told if one.severity == "error"]
    if not found:
        yield f"Terraform ended with exit code {ran.code}"
    for one in found:
        yield "\n".join(_lines(one, stack, ground, where))


def _lines(one: Told, stack: str, ground: Ground, where: Where) -> Iterator[str]:
    summary, detail = _bare(one.summary), _bare(one.detail)
    # What is not JSON is one text, of which the summary is the first line.
    if not detail.startswith("Error:"):
        yield f"Error: {summary}"
    if detail:
        yield detail
    if one.address:
        yield f"  resource: {one.address}"
    line = where(stack, ground.construct(stack, one.address) if one.address else None)
    if line:
        yield f"  environment: {line}"


def _bare(text: str) -> str:
    lines = [
        line.lstrip(_FRAME).rstrip() if line[:1] in _FRAME else line.rstrip() for line in text.splitlines()
    ]
    return "\n".join(lines).strip()
