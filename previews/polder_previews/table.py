"""A preview on a terminal: the verdict, the stacks, what is destroyed, and what the rules say.

Import it where it is used: rich costs 100 ms.
"""

from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from polder_previews.changes import Change, sign
from polder_previews.cost import MINUS, Costs, amount, summed
from polder_previews.cost import change as cost_change
from polder_previews.escape import clipped, visible
from polder_previews.findings import FindingRecord, Policy
from polder_previews.flows import FlowRecord
from polder_previews.headline import headline
from polder_previews.preview import Counts, Preview, StackPreview

_LONGEST: Final = 200
_LONGEST_SENTENCE: Final = 800
_MOST: Final = 25
_COUNTED: Final = (
    ("+", "created", "green", True),
    ("~", "updated", "yellow", True),
    ("replace", "replaced", "bold red", True),
    (MINUS, "destroyed", "bold red", True),
    ("moved", "moved", "", False),
    ("imported", "imported", "", False),
    ("drift", "drifted", "yellow", False),
)
"""Columns of counts: title, what they count, how it looks, and whether they stand when all of it is 0."""


def show(preview: Preview, console: Console) -> None:
    """Print a preview; no text of others is read as markup or sent to the terminal as it is."""
    for sentence in headline(preview):
        console.print(Text(sentence.text, style="bold red" if sentence.alarming else ""))
    shown = [stack for stack in preview.stacks if not stack.is_quiet]
    if shown:
        console.print(_table(preview, shown))
    if quiet := len(preview.stacks) - len(shown):
        console.print(Text(f"{quiet} stack{'' if quiet == 1 else 's'} without changes", style="dim"))
    for stack, change in preview.losses:
        console.print(_loss(stack, change))
    for stack in preview.failed:
        console.print(Text(f"{_short(stack.name)} could not be planned:", style="bold red"))
        console.print(Text("\n".join(map(visible, stack.failure.splitlines()[:_MOST]))))
    _rules(preview, console)
    if preview.costs:
        console.print(_total(preview.costs))


def _short(text: str, longest: int = _LONGEST) -> str:
    return visible(clipped(text, longest))


def _table(preview: Preview, shown: list[StackPreview]) -> Table:
    counts = [each for each in _COUNTED if each[3] or getattr(preview.counts, each[1])]
    cost = summed(stack.cost for stack in preview.stacks)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("stack", overflow="fold")
    table.add_column("site", overflow="fold")
    for title, *_ in counts:
        table.add_column(title, justify="right")
    if cost is not None:
        currency = f"{_short(preview.costs.currency)} " if preview.costs else ""
        table.add_column(f"{currency}a month", justify="right")
    table.add_column("policy")
    for stack in shown:
        where = f"{stack.where.site}, {stack.where.cloud} {stack.where.region}"
        costs = [] if cost is None else [Text(cost_change(stack.cost.change) if stack.cost else "")]
        numbers = [_number(stack.counts if stack.state == "planned" else None, *each[1:3]) for each in counts]
        table.add_row(_name(stack), Text(_short(where)), *numbers, *costs, _policy(stack.policy))
    if len(shown) > 1:
        costs = [] if cost is None else [Text(cost_change(cost.change))]
        numbers = [_number(preview.counts, *each[1:3]) for each in counts]
        table.add_row(Text("all", style="bold"), Text(), *numbers, *costs)
    return table


def _number(counts: Counts | None, counted: str, style: str) -> Text:
    number: int = getattr(counts, counted) if counts else 0
    return Text(str(number) if number else "", style=style)


def _name(stack: StackPreview) -> Text:
    name = Text(_short(stack.name))
    if stack.state == "failed":
        name.append(" failed", style="bold red")
    elif stack.state == "known-after":
        name.append(f" known after {', '.join(map(_short, stack.waits_for))}", style="dim")
    elif stack.presence != "kept":
        name.append({"added": " new", "removed": " to be taken down"}[stack.presence], style="bold")
    return name


def _policy(policy: Policy | None) -> Text:
    if policy is None:
        return Text()
    if not policy.holds:
        return Text(f"fails ({policy.blocking})", style="bold red")
    return Text(f"holds, {policy.waived} waived" if policy.waived else "holds")


def _loss(stack: StackPreview, change: Change) -> Text:
    text = Text(f"{sign(change.action) or '~'} ", style="red")
    text.append(_short(change.address), style="bold")
    text.append(f" in {_short(stack.name)}")
    if change.forced_by:
        text.append(f", forced by {_short(', '.join(change.forced_by))}")
    if change.reason:
        text.append(f", {_short(change.reason)}")
    if change.destroys and change.stake == "data":
        text.append(f", holds {change.holds.partition(';')[0]}", style="bold red")
    elif change.destroys and change.stake == "unknown":
        text.append(", may hold data", style="bold red")
    for lowered in change.lowered:
        text.append(f", takes away {_short(lowered)}", style="bold red")
    return text


def _rules(preview: Preview, console: Console) -> None:
    findings, flows = preview.findings, preview.flows
    told = [record for record in findings.records if record.standing != "standing" or record.blocks]
    texts = [
        *map(_finding, told[:_MOST]),
        *(_flow("added", record) for record in flows.added[:_MOST]),
        *(_flow("removed", record) for record in flows.removed[:_MOST]),
    ]
    for text in texts:
        console.print(text)
    if more := len(told) + len(flows.added) + len(flows.removed) - len(texts):
        console.print(Text(f"and {more} more findings and flows", style="dim"))


def _finding(record: FindingRecord) -> Text:
    said = record.info if record.standing in ("new", "standing") and record.info else record.title
    words = f"{record.standing} {record.rule} at {record.subject} ({record.position}): {said}"
    return Text(_short(words, _LONGEST_SENTENCE), style="red" if record.blocks else "")


def _flow(what: str, flow: FlowRecord) -> Text:
    words = (
        f"flow {what}: {flow.dataset} ({flow.form}), {flow.kind}: {flow.source} ({flow.source_place}) →"
        f" {flow.target} ({flow.target_place})"
    )
    return Text(_short(words, _LONGEST_SENTENCE), style="yellow" if flow.crosses_countries else "")


def _total(costs: Costs) -> Text:
    before, after = amount(costs.total.before), amount(costs.total.after)
    day = costs.priced_on.isoformat()
    return Text(
        f"a month: {before} {_short(costs.currency)} before, {after} after (prices of {day} or later)"
    )
