"""The table of stacks: its columns, of which those are left out in which nothing would stand, and their cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from polder_previews.cost import MINUS, summed
from polder_previews.cost import change as cost_change
from polder_previews.escape import clipped, code, word
from polder_previews.preview import Counts, Preview, StackPreview
from polder_previews.sentences import VALUE, name

_MOST_WAITED_FOR: Final = 5
_COUNTED: Final = (
    ("+", "created", True),
    ("~", "updated", True),
    ("replace", "replaced", True),
    (MINUS, "destroyed", True),
    ("moved", "moved", False),
    ("imported", "imported", False),
    ("drift", "drifted", False),
)
"""Columns of counts: title, what they count, and whether they stand when all of it is 0."""


@dataclass(frozen=True)
class Column:
    """A column.

    Args:
        title: What stands above it.
        cell: Gives what stands in it for a stack.
        total: What stands in it for all stacks.
        is_number: Whether it holds numbers.
    """

    title: str
    cell: Callable[[StackPreview], str]
    total: str = ""
    is_number: bool = False


def columns(preview: Preview, *, wide: bool) -> list[Column]:
    """Give the columns of a preview.

    Args:
        preview: The preview.
        wide: Whether they say where a stack stands.
    """
    where = [
        Column("site", lambda stack: _word(stack.where.site)),
        Column("cloud", lambda stack: _word(stack.where.cloud)),
        Column("region", lambda stack: _word(stack.where.region)),
    ]
    return [Column("stack", _name, "all"), *(where if wide else ()), *_counts(preview), *_said(preview)]


def _word(text: str) -> str:
    return word(clipped(text, VALUE), cell=True)


def _counts(preview: Preview) -> Iterator[Column]:
    for title, counted, always in _COUNTED:
        total = _number(counted, preview.counts)
        if total or always:
            yield Column(title, partial(_count, counted), total, is_number=True)


def _count(counted: str, stack: StackPreview) -> str:
    return _number(counted, stack.counts) if stack.state == "planned" else ""


def _number(counted: str, counts: Counts) -> str:
    """Write a number; 0 is blank, so that what is not catches the eye."""
    number: int = getattr(counts, counted)
    return str(number) if number else ""


def _said(preview: Preview) -> Iterator[Column]:
    """Give the columns of what others say of a stack."""
    cost = summed(stack.cost for stack in preview.stacks)
    if cost is not None:
        currency = f"{_word(preview.costs.currency)} " if preview.costs else ""
        yield Column(f"{currency}a month", _cost, cost_change(cost.change), is_number=True)
    if any(stack.policy is not None for stack in preview.stacks):
        yield Column("policy", _policy)


def _name(stack: StackPreview) -> str:
    """Write a stack's name, and what its numbers do not say."""
    words = {"added": " new", "removed": " **to be taken down**", "kept": ""}[stack.presence]
    if stack.state == "failed":
        words += " **failed**"
    elif stack.state == "known-after":
        waits = [code(clipped(each, VALUE), cell=True) for each in stack.waits_for[:_MOST_WAITED_FOR]]
        words += f" known after {', '.join(waits)} {'applies' if len(waits) == 1 else 'apply'}"
    return name(stack.name, cell=True) + words


def _cost(stack: StackPreview) -> str:
    return cost_change(stack.cost.change) if stack.cost else ""


def _policy(stack: StackPreview) -> str:
    policy = stack.policy
    if policy is None:
        return ""
    if not policy.holds:
        return f"**fails ({policy.blocking})**"
    return f"holds, {policy.waived} waived" if policy.waived else "holds"
