"""Plans that somebody else made, in files: saved plans, or their JSON."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from polder_environments.problems import InvalidInput, Position, Problem
from polder_previews.belonging import misplaced
from polder_previews.reading import BadPlan, read_plan
from polder_previews.secrets import Secrets
from polder_rehearsal.order import run_in_order
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.ground import Ground
from polder_stacks.preview.planning import COMMON, WORKERS, Result, told

_SAVED: Final = b"PK\x03\x04"
"""How a saved plan begins: it is a zip."""

_LARGEST: Final = 1 << 30
"""Bytes of a file that is read."""


@dataclass(frozen=True)
class GivenPlan:
    """A plan and what it is given for.

    Args:
        stack: The stack.
        file: Where it lies.
    """

    stack: str
    file: Path


def given_plans(
    texts: Sequence[str], stacks: Mapping[str, Emitted], ground: Callable[[], AbstractContextManager[Ground]]
) -> dict[str, Result]:
    """Read plans.

    Args:
        texts: `STACK=FILE`, each.
        stacks: The stacks that there are, those that are to be taken down included.
        ground: Gives where Terraform runs that turns saved plans into JSON; it is asked for only when there are some.

    Returns:
        The plans, by stack.

    Raises:
        InvalidInput: With everything that is wrong with all of them.
    """
    problems: list[Problem] = []
    contents: dict[GivenPlan, bytes] = {}
    for text in texts:
        try:
            plan = _given(text, {each.stack for each in contents}, stacks)
            contents[plan] = _content(plan.file)
        except InvalidInput as invalid:
            problems += invalid.problems
    saved = [plan for plan, content in contents.items() if content.startswith(_SAVED)]
    if saved:
        with ground() as standing:
            for plan, shown in _shown(saved, standing).items():
                if isinstance(shown, Problem):
                    problems.append(shown)
                    del contents[plan]
                else:
                    contents[plan] = shown
    written = {name: stack.written for name, stack in stacks.items()}
    results: dict[str, Result] = {}
    for each, content in contents.items():
        try:
            plan = read_plan(content, each.file)
        except BadPlan as bad:
            problems += bad.problems
            continue
        problems += misplaced(plan, each.stack, written)
        results[each.stack] = Result("planned", plan, content)
    if problems:
        raise InvalidInput(tuple(problems))
    return results


def _given(text: str, known: set[str], stacks: Mapping[str, Emitted]) -> GivenPlan:
    stack, separator, file = text.partition("=")
    if not separator or not stack or not file:
        _refuse(Path(text), "this is no STACK=FILE", "--plan prod-frankfurt-infra=plan.json")
    if stack not in stacks:
        _refuse(Path(file), f"it is given for {stack}, and no stack is called so", ", ".join(stacks))
    if stack in known:
        _refuse(Path(file), f"another plan is given for {stack}", "one plan a stack")
    return GivenPlan(stack, Path(file))


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            _refuse(file, "the file is larger than a gibibyte", "a plan")
        return file.read_bytes()
    except OSError as error:
        _refuse(file, f"it cannot be read: {error.strerror or error}", "a plan")


def _refuse(file: Path, what: str, allowed: str) -> NoReturn:
    raise InvalidInput((Problem(Position(file), "", what, allowed, "bad-plan"),))


def _shown(plans: Sequence[GivenPlan], ground: Ground) -> dict[GivenPlan, "bytes | Problem"]:
    """Let Terraform write saved plans as JSON; it needs the providers for that, and no credentials."""
    by_stack = {plan.stack: plan for plan in plans}
    found: dict[GivenPlan, bytes | Problem] = {}

    def show(stack: str) -> bool:
        plan = by_stack[stack]
        for arguments in (
            ("init", *COMMON, "-backend=false"),
            ("show", "-no-color", "-json", str(plan.file.absolute())),
        ):
            ran = ground.terraform(stack, *arguments)
            if ran.code:
                said = " ".join(told(stack, ran, ground, lambda _stack, _construct: None))
                what = f"Terraform cannot read it: {Secrets().text(said)}"
                allowed = "a whole saved plan, of a Terraform that is not newer than the one here"
                found[plan] = Problem(Position(plan.file), "", what, allowed, "bad-plan")
                return True
        found[plan] = ran.output.encode()
        return True

    run_in_order(dict.fromkeys(by_stack, ()), show, WORKERS)
    return found
