"""The changes of a stack as lines of a diff, which forges colour by their first character."""

from collections.abc import Iterable, Iterator
from typing import Final

from polder_previews.changes import Change
from polder_previews.detail import Detail
from polder_previews.differences import Difference
from polder_previews.escape import clipped
from polder_previews.plan import Action
from polder_previews.preview import StackPreview
from polder_previews.values import UNKNOWN

_FEW: Final = 120

_SIGNS: Final = {
    Action.CREATE: "+",
    Action.UPDATE: "!",
    Action.DELETE: "-",
    Action.REPLACE: "-/+",
    Action.REPLACE_CREATE_FIRST: "-/+",
    Action.REPLACE_FORGET: "-/+",
    Action.FORGET: "!",
    Action.NO_OP: " ",
}

_HOW: Final = {
    Action.FORGET: "no longer managed, and stays where it is",
    Action.REPLACE_CREATE_FIRST: "the new one is made first",
    Action.REPLACE_FORGET: "the old one stays where it is, and nothing manages it",
}


def body(stack: StackPreview, detail: Detail) -> list[str]:
    """Write what is done to each object of a stack; nothing when nothing is done."""
    lines: list[str] = []
    for change in stack.changes:
        if change.does_something and change.managed:
            lines += _change(change, detail)
    lines += [f"! invokes {clipped(each, detail.value)}" for each in stack.invocations]
    return [*lines, *_outputs(stack.outputs, detail)]


def drift(stack: StackPreview, detail: Detail) -> list[str]:
    """Write what was changed past Terraform."""
    return [line for change in stack.drift for line in _drifted(change, detail)]


def _title(change: Change, detail: Detail) -> str:
    """Write the line that an object begins with: its sign, its address and what is to be known of it."""
    notes = "; ".join(_notes(change, detail))
    return f"{_SIGNS.get(change.action, '!')} {clipped(change.address, detail.value)}{f'  # {notes}' if notes else ''}"


def _notes(change: Change, detail: Detail) -> Iterator[str]:
    if change.moved_from:
        yield f"moved from {clipped(change.moved_from, detail.value)}"
    if change.imported:
        yield f"imported by {clipped(change.imported, detail.value)}"
    if change.deposed:
        yield "left over from an earlier replacement"
    if change.action in _HOW:
        yield _HOW[change.action]
    if change.forced_by:
        yield f"forced by {clipped(', '.join(change.forced_by), detail.value)}"
    if change.reason:
        yield change.reason
    if change.is_loss and change.stake == "data":
        yield f"holds {change.holds}"
    if change.lowered:
        yield f"takes away {', '.join(change.lowered)}"


def _change(change: Change, detail: Detail) -> Iterator[str]:
    yield _title(change, detail)
    shown = detail.creates if change.action is Action.CREATE or change.action.replaces else detail.updates
    if not shown:
        return
    if detail.unchanged and change.differences:
        yield from (f"      {name} = {clipped(value, detail.value)}" for name, value in change.known_by)
    creating = change.action is Action.CREATE
    yield from _limited(
        (line for each in change.differences for line in _lines(each, detail, creating=creating)), detail
    )
    if change.action is Action.UPDATE and not change.differences:
        yield "      # nothing that can be told apart: empty values, or another way of writing"
    if detail.unchanged and change.unknown:
        yield f"      # {change.unknown} attributes are known after apply"
    if detail.unchanged and change.unchanged:
        yield f"      # {change.unchanged} attributes stay as they are"


def _drifted(change: Change, detail: Detail) -> Iterator[str]:
    gone = change.action is Action.DELETE
    notes = [*(["it is gone"] if gone else []), *(["it leads to a change above"] if change.relevant else [])]
    told = f"  # {'; '.join(notes)}" if notes else ""
    yield f"{'-' if gone else '!'} {clipped(change.address, detail.value)}{told}"
    if detail.updates:
        yield from _limited(
            (line for each in change.differences for line in _lines(each, detail, creating=False)), detail
        )


def _outputs(outputs: Iterable[Difference], detail: Detail) -> Iterator[str]:
    readable = [output for output in outputs if not output.hidden]
    hidden = sum(output.hidden for output in outputs)
    if detail.updates:
        for output in readable:
            first, *rest = _lines(output, detail, creating=False)
            yield f"{first[0]} output {first[1:].lstrip()}"
            yield from rest
    elif readable:
        yield f"! {len(readable)} outputs"
    if hidden:
        yield f"! {hidden} outputs whose values are not shown"


def _lines(difference: Difference, detail: Detail, *, creating: bool) -> Iterator[str]:
    """Write one difference; its first character is its sign."""
    path = clipped(difference.path, detail.value)
    # What something was is worth few words where nobody knows yet what it will be.
    known = difference.after != UNKNOWN.value
    before = clipped(difference.before, detail.value if known else min(detail.value, _FEW))
    after = clipped(difference.after, detail.value)
    match difference.kind:
        case "added":
            yield f"+     {path} = {after}"
        case "removed":
            yield f"-     {path} = {before}"
        case "changed" if before == after:
            yield f"!     {path} = {before}  # what is not shown of it differs"
        case "changed":
            yield f"!     {path} = {before} → {after}"
        case "order":
            yield f"!     {path} = {before} → {after}  # the same in another order"
        case "form":
            yield f"!     {path}  # {after}, written otherwise"
        case "lines" if creating:
            yield f"+     {path} = ({len(difference.lines)} lines)"
        case "lines":
            yield f"!     {path}:"
            for line in difference.lines:
                sign, text = line[:1], line[1:]
                yield f"{sign}         {clipped(text, detail.value)}"


def _limited(lines: Iterable[str], detail: Detail) -> Iterator[str]:
    written = list(lines)
    yield from written[: detail.lines]
    if len(written) > detail.lines:
        yield f"      # {len(written) - detail.lines} more in the whole report"
