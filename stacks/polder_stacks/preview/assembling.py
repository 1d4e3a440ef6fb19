"""From plans, verdicts and flows of both revisions to one preview."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from polder_environments.declarations import NamedChange
from polder_environments.flows.graph import FlowGraph
from polder_policies.verdict import Verdict
from polder_previews.changes import Guarded, Reading, guarded_by
from polder_previews.cost import Costs, MonthlyCost
from polder_previews.findings import Findings, compare_findings, policy_of
from polder_previews.flows import Flows, compare_flows
from polder_previews.guards import GuardedDeed, Guards, guard
from polder_previews.preview import (
    Footer,
    Presence,
    Preview,
    StackPreview,
    failed,
    known_after,
    planned,
    unchanged,
    with_verdict,
)
from polder_previews.secrets import Secrets
from polder_previews.sets import Sets, sets_of
from polder_rehearsal.schemas import NoSchema, UnknownShape, provider_schemas, used_by
from polder_stacks.judged import Judged
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.planning import Result
from polder_stacks.preview.situation import Situation

_MOST_NAMED: Final = 5
"""Stacks that a note names."""

_FEW: Final = 3
"""Objects of a stack that a note names."""


@dataclass(frozen=True)
class Aspects:
    """What a preview tells beside plans.

    Args:
        id: What the comment is found again by.
        footer: What it was made from.
        secrets: What is secret.
        costs: What each stack costs, and what all cost.
    """

    id: str
    footer: Footer
    secrets: Secrets = field(default_factory=Secrets)
    costs: tuple[Mapping[str, MonthlyCost], Costs | None] = field(default_factory=lambda: ({}, None))


def assembled(
    situation: Situation, results: Mapping[str, Result], aspects: Aspects
) -> tuple[Preview, Guards]:
    """Put a preview together, and look at it as the guards do.

    Args:
        situation: The two revisions.
        results: What came of each stack that the preview is to tell of.
        aspects: What is told beside.
    """
    told = {name: stack for name, stack in situation.all_stacks.items() if name in results}
    sets = _sets([stack for name, stack in told.items() if results[name].plan is not None])
    by_stack, costs = aspects.costs
    verdicts = {each.verdict.environment: each.verdict for each in situation.head}
    stacks: list[StackPreview] = []
    for name, stack in told.items():
        shown = _shown(situation, stack, results[name], aspects.secrets, sets)
        verdict = verdicts.get(stack.environment)
        policy = policy_of(verdict, stack.where.site) if verdict else None
        stacks.append(with_verdict(shown, policy, by_stack.get(name)))
    findings, flows = _judged(situation)
    preview = Preview(
        aspects.id,
        tuple([each.verdict.environment for each in situation.head] + list(situation.chosen.removed)),
        tuple(stacks),
        findings,
        flows,
        costs,
        aspects.footer,
    )
    guards = guard(preview, _named(situation), situation.day)
    notes = (
        *_guard_notes(guards),
        *_withheld(situation),
        *_left_out(situation, results),
        *situation.notes,
        *aspects.footer.notes,
    )
    return replace(preview, footer=replace(aspects.footer, notes=notes)), guards


def _sets(stacks: Sequence[Emitted]) -> Sets:
    """Find out what is a set. Without schemas, order that says nothing is told as one."""
    if not stacks:
        return Sets()
    try:
        return sets_of(provider_schemas(used_by([stack.written for stack in stacks])))
    except (NoSchema, UnknownShape):
        return Sets()


def _shown(
    situation: Situation, stack: Emitted, result: Result, secrets: Secrets, sets: Sets
) -> StackPreview:
    presence = _presence(situation, stack)
    if result.plan is not None:
        before, after = (revision.stacks.get(stack.name) for revision in (situation.before, situation.after))
        guarded = Guarded(
            guarded_by(before.written) if before else frozenset(),
            guarded_by(after.written) if after else frozenset(),
        )
        reading = Reading(secrets, sets, guarded)
        return planned(stack.name, stack.where, result.plan, reading, presence=presence)
    if result.state == "known-after":
        return known_after(stack.name, stack.where, result.waits_for, presence=presence)
    if result.state == "failed":
        return replace(failed(stack.name, stack.where, result.said, secrets), presence=presence)
    return unchanged(stack.name, stack.where)


def _presence(situation: Situation, stack: Emitted) -> Presence:
    if stack.environment not in situation.compared:
        return "kept"
    if stack.name not in situation.after.stacks:
        return "removed"
    return "kept" if stack.name in situation.before.stacks else "added"


def _judged(situation: Situation) -> tuple[Findings, Flows]:
    """Compare what the rules say, and where data moves, environment by environment."""
    pairs: list[tuple[Judged | None, Judged | None]] = [
        (situation.base.judged.get(each.verdict.environment), each) for each in situation.head
    ]
    pairs += [(situation.base.judged[name], None) for name in situation.chosen.removed]
    findings: list[Findings] = []
    flows: list[Flows] = []
    for base, head in pairs:
        environment = _environment(base, head)
        has_base = environment in situation.compared
        nothing = _no_verdict(environment, situation.day)
        verdict = base.verdict if base else nothing if has_base else None
        findings.append(compare_findings(verdict, head.verdict if head else nothing))
        graph = base.graph if base else _no_graph() if has_base else None
        flows.append(compare_flows(environment, graph, head.graph if head else _no_graph()))
    return sum(findings[1:], findings[0]), sum(flows[1:], flows[0])


def _environment(*sides: Judged | None) -> str:
    return next(each.verdict.environment for each in sides if each is not None)


def _no_verdict(environment: str, day: date) -> Verdict:
    """What is said of an environment that is not there."""
    return Verdict(environment, day, (), (), ())


def _no_graph() -> FlowGraph:
    return FlowGraph({}, (), {}, {})


def _named(situation: Situation) -> Mapping[str, Mapping[str, NamedChange]]:
    """Give the changes that environment files name; of an environment that goes, its last file has named them."""
    found = {each.verdict.environment: each.loaded.environment.changes for each in situation.head}
    for name in situation.chosen.removed:
        found[name] = situation.base.judged[name].loaded.environment.changes
    return found


def _guard_notes(guards: Guards) -> Iterator[str]:
    if guards.open:
        many = len(guards.open)
        what = "change by which data may go is" if many == 1 else "changes by which data may go are"
        yield f"Guards fail: {many} {what} not named under `changes` in the environment file: {_listed(guards.open)}."
        refused = dict.fromkeys(reason for deed in guards.open for reason in deed.refused)
        if refused:
            yield f"Named, and it does not count: {'; '.join(refused)}."
    named: dict[str, list[GuardedDeed]] = {}
    for deed in guards.deeds:
        if deed.allowed_by:
            named.setdefault(deed.allowed_by, []).append(deed)
    for name, deeds in named.items():
        yield f"Named by changes.{name} ({deeds[0].approver}, {deeds[0].ticket}): {_listed(deeds)}."
    for idle in guards.idle:
        yield f"{idle[0].upper()}{idle[1:]}."


def _listed(deeds: Sequence[GuardedDeed]) -> str:
    """Name deeds, a few of each kind in each stack: the section of what is destroyed has all."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for deed in deeds:
        grouped.setdefault((deed.deed, deed.stack), []).append(deed.address)
    return _few(
        [f"{what} {_few(each, _FEW)} in {stack}" for (what, stack), each in grouped.items()], _MOST_NAMED
    )


def _few(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _left_out(situation: Situation, results: Mapping[str, Result]) -> Iterator[str]:
    missing = [name for name in situation.all_stacks if name not in results]
    if missing:
        yield f"Not a part of this preview, for no plan of them is given: {_few(missing, _MOST_NAMED)}."


def _withheld(situation: Situation) -> Iterator[str]:
    if situation.withheld:
        yield f"Nothing of {', '.join(situation.withheld)} was planned: while its rules fail, nothing is built."
