"""Colours and strokes of a map: each state has a colour that is read on white and on black, and a stroke of its own.

Nobody has to see colours: a broken rule is also a cross and a name, and each state has another stroke.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from polder_policies.maps.marks import State


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a state is drawn.

    Args:
        light: Colour on white.
        dark: Colour on black.
        width: Pixels.
        dashes: Lengths of dashes and gaps in pixels; blank: a whole line.
        style: The nearest stroke that Graphviz has.
    """

    light: str
    dark: str
    width: float
    dashes: str
    style: Literal["solid", "dashed", "dotted", "bold"]


STROKES: Final[Mapping[State, Stroke]] = {
    State.BROKEN: Stroke("#cf222e", "#ff7b72", 3, "", "bold"),
    State.ADVISED: Stroke("#9a6700", "#e3b341", 2, "8 3", "dashed"),
    State.WAIVED: Stroke("#8250df", "#d2a8ff", 2, "8 3 2 3", "dashed"),
    State.LEAVING: Stroke("#0969da", "#79c0ff", 2.5, "", "bold"),
    State.CROSSING: Stroke("#1b7c83", "#56d4dd", 1.5, "", "solid"),
    State.INSIDE: Stroke("#6e7781", "#8b949e", 1.5, "", "solid"),
    State.TECHNICAL: Stroke("#6e7781", "#8b949e", 1, "2 3", "dotted"),
}
