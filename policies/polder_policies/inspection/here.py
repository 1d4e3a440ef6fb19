"""Where a value stands that is judged, and what is said of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from polder_policies.inspection.classification import Classification, Rule
from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.place import Place
from polder_policies.inspection.stack import Block, Stack

Complaints = Iterator[Complaint]


@dataclass(frozen=True, slots=True)
class Here:
    """Where a value stands.

    Args:
        block: In which block.
        stack: In which stack.
        place: The site.
        classification: What is known of types.
        deep: How many references were followed to get here.
    """

    block: Block
    stack: Stack
    place: Place
    classification: Classification
    deep: int = 0


Judge = Callable[[object, Rule, Here], Complaints]
"""Holds a value against a rule."""
