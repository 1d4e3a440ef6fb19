"""The verdict on a change in one line: first what a reviewer must not miss."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from polder_previews.preview import Counts, Preview


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the verdict; it holds nobody's words but ours.

    Args:
        text: The sentence.
        alarming: Whether it must not be missed.
    """

    text: str
    alarming: bool = False


def headline(preview: Preview) -> tuple[Sentence, ...]:
    """Give the verdict, what is alarming first."""
    return tuple(sorted(_sentences(preview), key=lambda sentence: not sentence.alarming))


def plain(preview: Preview) -> str:
    """Write the verdict as plain text."""
    return " ".join(sentence.text for sentence in headline(preview))


def counted(counts: Counts) -> str:
    """Write counts in words, those that are not 0: `1 to add, 2 to change`."""
    words = (
        (counts.created, "to add"),
        (counts.updated, "to change"),
        (counts.replaced, "to replace"),
        (counts.destroyed, "to destroy"),
        (counts.forgotten, "no longer managed"),
        (counts.moved, "moved"),
        (counts.imported, "imported"),
    )
    return ", ".join(f"{number} {word}" for number, word in words if number)


def _sentences(preview: Preview) -> Iterator[Sentence]:
    if preview.failed:
        yield Sentence(f"{_many(len(preview.failed), 'plan')} failed.", alarming=True)
    yield from _policy(preview)
    yield from _data(preview)
    yield from _changes(preview)


def _policy(preview: Preview) -> Iterator[Sentence]:
    findings = preview.findings
    if not findings.judged:
        yield Sentence("The rules were not asked.")
        return
    new, waived = findings.of("new"), findings.of("waived")
    blocking = [record for record in findings.of("new", "standing") if record.blocks]
    if not findings.holds:
        added = sum(record.blocks for record in new)
        also = f", {added} of them new" if findings.compared and 0 < added < len(blocking) else ""
        kind = "new finding" if added == len(blocking) else "finding"
        verb = "blocks" if len(blocking) == 1 else "block"
        yield Sentence(f"Policy fails: {_many(len(blocking), kind)} {verb}{also}.", alarming=True)
    else:
        accepted = f", {_many(len(waived), 'finding')} waived" if waived else ""
        yield Sentence(f"Policy holds{accepted}.")


def _data(preview: Preview) -> Iterator[Sentence]:
    held: Counter[str] = Counter()
    unknown = lowered = 0
    for _, change in preview.endangered:
        if change.destroys and change.stake == "data":
            held[change.holds.partition(";")[0]] += 1
        elif change.destroys and change.stake == "unknown":
            unknown += 1
        elif change.lowered:
            lowered += 1
    if held:
        named = ", ".join(f"{what} ({number})" if number > 1 else what for what, number in held.items())
        yield Sentence(f"Destroys what holds data: {named}.", alarming=True)
    if unknown:
        yield Sentence(
            f"Destroys {_many(unknown, 'object')} of which nobody knows whether data goes with it.",
            alarming=True,
        )
    if lowered:
        yield Sentence(f"Takes away the protection of {_many(lowered, 'object')} with data.", alarming=True)


def _changes(preview: Preview) -> Iterator[Sentence]:
    total = len(preview.stacks)
    changing = sum(stack.does_something for stack in preview.stacks)
    waiting = sum(stack.state == "known-after" for stack in preview.stacks)
    words = counted(preview.counts) or "outputs alone"
    if changing:
        of = f"{changing} of {_many(total, 'stack')}" if changing < total else f"{_many(total, 'stack')}"
        yield Sentence(f"{of} {'changes' if changing == 1 else 'change'}: {words}.")
    elif not total:
        yield Sentence("Nothing was planned.")
    elif not waiting and not preview.failed:
        yield Sentence(f"Nothing changes in {_many(total, 'stack')}.")
    if waiting:
        yield Sentence(f"{_many(waiting, 'stack')} {'waits' if waiting == 1 else 'wait'} for others.")
    if drifted := preview.counts.drifted:
        were = "was" if drifted == 1 else "were"
        yield Sentence(f"{_many(drifted, 'object')} {were} changed outside of Terraform.")


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
