"""Whether a plan is of the stack that it is given for. A plan does not name its stack; its configuration shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from polder_environments.problems import Position, Problem
from polder_previews.escape import visible
from polder_previews.plan import Plan
from polder_previews.secrets import Secrets
from polder_previews.telling import tells
from polder_previews.values import Json, as_list, as_map

Name: TypeAlias = tuple[str, str, str]
"""Section, type and name: `("resource", "aws_vpc", "network")`."""

_MOST_NAMED: Final = 3
_ELSEWHERE: Final = ("terraform_remote_state",)
"""Types whose arguments say where states lie, which a rehearsal changes."""


@dataclass(frozen=True)
class _Compared:
    """A configuration as far as two of them can be compared.

    Args:
        providers: What is written out in providers' configurations, by provider and argument.
        arguments: What is written out in resources and data sources.
    """

    providers: Mapping[tuple[str, str], Json]
    arguments: Mapping[Name, Mapping[str, Json]]


def misplaced(plan: Plan, stack: str, stacks: Mapping[str, Mapping[str, object]]) -> tuple[Problem, ...]:
    """Find out whether a plan was made from what was synthesized for a stack.

    Args:
        plan: The plan.
        stack: The stack it is given for.
        stacks: Parsed `cdk.tf.json` of all stacks; for one that is to be taken down, as the base revision has it.

    Returns:
        Nothing when it was; else one problem that says what it is of.
    """
    if stack not in stacks:
        known = ", ".join(sorted(stacks))
        return (_problem(plan, f"it is given for {visible(stack)}, and no stack is called so", known),)
    planned = _planned(plan)
    if not planned.arguments and not planned.providers and plan.changes:
        return (
            _problem(
                plan, "it does not hold the configuration that was planned", "a plan with its configuration"
            ),
        )
    reason = _reason(planned, _written(stacks[stack]), stack)
    if not reason:
        return ()
    fitting = [
        name for name, body in stacks.items() if name != stack and not _reason(planned, _written(body), name)
    ]
    if fitting:
        return (
            _problem(plan, f"it is a plan of {fitting[0]}, not of {stack}: {reason}", f"a plan of {stack}"),
        )
    return (
        _problem(
            plan,
            f"it is no plan of {stack} as this revision has it: {reason}",
            f"a plan that was made from what `polder synth` writes for {stack} now",
        ),
    )


def _problem(plan: Plan, what: str, allowed: str) -> Problem:
    return Problem(Position(plan.file), "", what, allowed, "misplaced-plan")


def _reason(planned: _Compared, written: _Compared, stack: str) -> str:
    """Say what tells the two apart; blank when nothing does."""
    for (provider, argument), value in planned.providers.items():
        expected = written.providers.get((provider, argument))
        if expected != value:
            return f"it sets {argument} of {provider} to {_shown(argument, value)}, {stack} to {_shown(argument, expected)}"
    foreign = [name for name in planned.arguments if name not in written.arguments]
    missing = [name for name in written.arguments if name not in planned.arguments]
    if foreign:
        return f"it has {_named(foreign)}, which {stack} has not"
    if missing:
        return f"it lacks {_named(missing)}"
    for name, arguments in planned.arguments.items():
        if name[1] in _ELSEWHERE:
            continue
        for argument, value in arguments.items():
            if written.arguments[name].get(argument) != value:
                return f"{argument} of {_address(name)} is another"
    return ""


def _shown(argument: str, value: Json) -> str:
    """Write a value of a provider's configuration, which may be a credential."""
    if value is None:
        return "nothing"
    return "something else" if tells(argument) else visible(Secrets().text(str(value)))


def _named(names: list[Name]) -> str:
    shown = ", ".join(map(_address, names[:_MOST_NAMED]))
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown


def _address(name: Name) -> str:
    section, kind, own = name
    return visible(Secrets().text(f"data.{kind}.{own}" if section == "data" else f"{kind}.{own}"))


def _planned(plan: Plan) -> _Compared:
    root = as_map(plan.configuration.get("root_module"))
    arguments: dict[Name, Mapping[str, Json]] = {}
    for body in map(as_map, as_list(root.get("resources"))):
        section = "data" if body.get("mode") == "data" else "resource"
        name = (section, str(body.get("type")), str(body.get("name")))
        arguments[name] = dict(_constants(as_map(body.get("expressions"))))
    providers: dict[tuple[str, str], Json] = {}
    for key, entry in as_map(plan.configuration.get("provider_config")).items():
        for argument, value in _constants(as_map(as_map(entry).get("expressions"))):
            providers[key, argument] = value
    return _Compared(providers, arguments)


def _constants(expressions: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Give arguments that are one value, as they are written: in JSON, that is also so where it refers to others."""
    for argument, expression in expressions.items():
        body = as_map(expression)
        if _is_scalar(body.get("constant_value")):
            yield argument, body["constant_value"]


def _written(body: Mapping[str, object]) -> _Compared:
    arguments: dict[Name, Mapping[str, Json]] = {}
    for section in ("resource", "data"):
        for kind, named in as_map(body.get(section)).items():
            for own, written in as_map(named).items():
                arguments[section, kind, own] = as_map(written)
    providers: dict[tuple[str, str], Json] = {}
    for name, entries in as_map(body.get("provider")).items():
        for entry in entries if isinstance(entries, list) else [entries]:
            settings = as_map(entry)
            key = f"{name}.{settings['alias']}" if "alias" in settings else name
            for argument, value in settings.items():
                if argument != "alias" and _is_scalar(value):
                    providers[key, argument] = value
    return _Compared(providers, arguments)


def _is_scalar(value: Json) -> bool:
    return isinstance(value, str | int | float)
