"""What a comment says of one object, one finding and one flow; whatever is not ours in it stands in code or is escaped."""

import re
from collections.abc import Iterator
from typing import Final

from polder_previews.changes import Change
from polder_previews.escape import clipped, code, prose, word
from polder_previews.findings import FindingRecord
from polder_previews.flows import FlowRecord
from polder_previews.plan import Action
from polder_previews.preview import StackPreview

ALARM: Final = "⚠️"
"""The only sign: before what holds data or must not be missed."""

NAME: Final = 200
"""Characters of an address or a name."""

VALUE: Final = 100
"""Characters of a value inside of a sentence."""

WORDS: Final = 400
"""Characters of a sentence of others."""

_MOST_FORCING: Final = 3
_LINK: Final = re.compile(r"https?://[^\s\"'<>()\[\]`\\]+")

_DONE: Final = {
    Action.DELETE: "destroyed",
    Action.REPLACE: "replaced",
    Action.REPLACE_CREATE_FIRST: "replaced",
    Action.REPLACE_FORGET: "replaced",
    Action.FORGET: "no longer managed",
}

_HOW: Final = {
    Action.REPLACE_CREATE_FIRST: "the new one is made first",
    Action.REPLACE_FORGET: "the old one stays where it is, and nothing manages it",
    Action.FORGET: "it stays where it is",
}


def name(text: str, *, cell: bool = False) -> str:
    """Write a name or an address."""
    return code(clipped(text, NAME), cell=cell)


def link(address: str) -> str:
    """Give an address that may be linked; blank for any other."""
    return address if _LINK.fullmatch(address) else ""


def loss(stack: StackPreview, change: Change) -> str:
    """Write a destroy or a replacement in a sentence, with what forces it and what goes with it."""
    told = f"**{done(change)}** {name(change.address)} in {name(stack.name)}"
    told += "".join(f", {each}" for each in _why(change)) + "."
    told += "".join(f" {each}" for each in _stake(change))
    return f"{ALARM} {told}" if change.endangers else told


def short_loss(change: Change) -> str:
    """Write the address of what is destroyed or replaced, with what forces it."""
    forced = f" ({code(clipped(change.forced_by[0], VALUE))})" if change.forced_by else ""
    return f"{f'{ALARM} ' if change.endangers else ''}{name(change.address)}{forced}"


def done(change: Change) -> str:
    """Say what is done, in a word or two."""
    return _DONE.get(change.action, "less protected")


def _why(change: Change) -> Iterator[str]:
    if change.forced_by:
        shown = [_forcing(change, path) for path in change.forced_by[:_MOST_FORCING]]
        more = len(change.forced_by) - _MOST_FORCING
        yield f"forced by {', '.join(shown)}{f' and {more} more' if more > 0 else ''}"
    if change.reason:
        yield prose(clipped(change.reason, WORDS))
    if change.deposed:
        yield "left over from an earlier replacement"
    if change.action in _HOW:
        yield _HOW[change.action]


def _forcing(change: Change, path: str) -> str:
    """Write an attribute that forces a replacement, with what it was and will be."""
    for difference in change.differences:
        if difference.path == path and difference.kind in ("changed", "added", "removed"):
            before, after = (clipped(each, VALUE) for each in (difference.before, difference.after))
            return f"{name(path)}: {code(before or 'null')} → {code(after or 'null')}"
    return name(path)


def _stake(change: Change) -> Iterator[str]:
    what, _, consequence = change.holds.partition("; ")
    if change.destroys and change.stake == "data":
        yield f"**Holds {what}**{f': {consequence}' if consequence else ''}."
    elif change.destroys and change.stake == "unknown":
        yield f"Nobody knows whether a {code(clipped(change.type, VALUE))} holds data."
    elif change.lowered and what:
        yield f"Holds {what}."
    if change.unprotected:
        yield f"Protection that is off: {', '.join(map(code, change.unprotected))}."
    if change.lowered:
        yield f"Takes away {', '.join(map(code, change.lowered))}."


def finding(record: FindingRecord) -> str:
    """Write a finding in a sentence."""
    words = {"standing": "as before", "waived": "newly waived" if record.waived_now else "waived"}.get(
        record.standing, record.standing
    )
    rule = f"[{prose(record.rule)}]({record.link})" if link(record.link) else code(record.rule)
    said = record.info if record.standing in ("new", "standing") and record.info else record.title
    waiver = f" Waiver: {code(clipped(record.waiver, VALUE))}." if record.waiver else ""
    return (
        f"{f'{ALARM} ' if record.blocks else ''}**{words}{', blocks' if record.blocks else ''}** {rule} at"
        f" {name(record.subject)} ({name(record.position)}): {prose(clipped(said, WORDS))}{waiver}"
    )


def flow(record: FlowRecord, *, added: bool) -> str:
    """Write a flow of data that comes or goes in a sentence."""
    what = "added" if added else "removed"
    made = ", made from it" if record.derived else ""
    source, target = (
        f"{name(node)} in {word(clipped(place, VALUE))}"
        for node, place in ((record.source, record.source_place), (record.target, record.target_place))
    )
    over = f", over {code(clipped(record.link, VALUE))}" if record.link else ""
    return (
        f"**{what}** {code(clipped(record.dataset, VALUE))} ({word(record.form)}{made}), {word(record.kind)}: {source} → {target}"
        f"{_crossing(record, added=added)}{over}"
    )


def _crossing(record: FlowRecord, *, added: bool) -> str:
    if record.crosses_countries:
        return ", **to another country**" if added else ", to another country"
    return ", to another site" if record.crosses_sites else ""
