"""How much a comment tells. What it leaves out first, and what last, is always the same."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Detail:
    """What is told.

    Args:
        unchanged: By what an object is known, and how many of its attributes stay as they are.
        updates: What differs in objects that are changed in place, in drift and in outputs.
        creates: What objects that are new or replaced will be.
        stacks: A section for each stack.
        quiet: Names of the stacks in which nothing changes.
        wide: Where a stack stands, in the table.
        losses: Destroys and replacements each in a sentence; else in a few words each.
        lines: Of one object; more are counted.
        value: Characters of one value; a longer one is cut in its middle.
        items: Of lists of flows, findings and costs; more are counted.
    """

    unchanged: bool = True
    updates: bool = True
    creates: bool = True
    stacks: bool = True
    quiet: bool = True
    wide: bool = True
    losses: bool = True
    lines: int = 60
    value: int = 240
    items: int = 25


@dataclass(frozen=True, slots=True)
class Level:
    """A step on the way from everything to the least.

    Args:
        detail: What is told.
        left_out: What is left out here that the step before told.
    """

    detail: Detail
    left_out: str = ""


_WHOLE: Final = Detail(lines=1_000_000, value=4000, items=1_000_000)
_KNOWN: Final = replace(Detail(), unchanged=False)
_UPDATES: Final = replace(_KNOWN, updates=False)
_CREATES: Final = replace(_UPDATES, creates=False)
_STACKS: Final = replace(_CREATES, stacks=False)
_QUIET: Final = replace(_STACKS, quiet=False)
_WIDE: Final = replace(_QUIET, wide=False, items=5, value=160)
_LOSSES: Final = replace(_WIDE, losses=False)

LEVELS: Final = (
    Level(_WHOLE),
    Level(_KNOWN, "attributes that stay as they are, and what is long at its full length"),
    Level(_UPDATES, "what differs in changed objects"),
    Level(_CREATES, "what new objects will be"),
    Level(_STACKS, "the stacks one by one"),
    Level(_QUIET, "names of stacks in which nothing changes"),
    Level(_WIDE, "where stacks stand, and most flows and findings"),
    Level(_LOSSES, "reasons of destroys"),
)
"""From everything to the least. Destroys, replacements and the table of stacks are in all of them."""
