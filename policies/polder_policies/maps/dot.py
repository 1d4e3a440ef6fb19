"""A map in the language of Graphviz."""

from collections.abc import Iterator
from typing import Final

from polder_policies.maps import words
from polder_policies.maps.marks import State
from polder_policies.maps.names import Identifiers
from polder_policies.maps.palette import STROKES
from polder_policies.maps.view import Area, MapView

_INK: Final = "#1f2328"
_MOST_LINES: Final = 16
_QUIET: Final = STROKES[State.INSIDE].light


def dot(view: MapView) -> str:
    """Draw a map; `dot -Tsvg` and its like make a picture of it."""
    return "\n".join(_lines(view)) + "\n"


def quoted(text: str) -> str:
    """Write text as a string of Graphviz that is shown as it is: no escape of it means anything."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _joined(texts: Iterator[str] | list[str]) -> str:
    """Several lines as one string, each at the left."""
    return '"' + "".join(f"{quoted(text)[1:-1]}\\l" for text in texts) + '"'


def _lines(view: MapView) -> Iterator[str]:
    yield "digraph flows {"
    yield f"  graph [rankdir=LR, newrank=true, nodesep=0.4, ranksep=1.6, labelloc=t, fontname=Helvetica, fontsize=16, fontcolor={quoted(_INK)}, bgcolor=white, label={quoted(f'{view.title}, {view.said}')}, tooltip={quoted(words.description(view))}]"
    yield f"  node [shape=box, style={quoted('rounded,filled')}, fillcolor=white, fontname=Helvetica, fontsize=11, fontcolor={quoted(_INK)}]"
    yield "  edge [fontname=Helvetica, fontsize=9]"
    boxes = Identifiers("p", (box.id for box in view.boxes))
    for area in view.areas:
        yield from _area(area, boxes, "  ")
    for pair in view.pairs:
        stroke = STROKES[pair.there.state]
        label = _joined(words.pair(pair, view.titles))
        tooltip = quoted(" ".join(words.arrow(arrow, view.titles) for arrow in pair.arrows))
        both = "" if pair.back is None else ", dir=both"
        yield (
            f"  {boxes[pair.there.source]} -> {boxes[pair.there.target]} [label={label}, color={quoted(stroke.light)}, "
            f"fontcolor={quoted(stroke.light)}, penwidth={stroke.width}, style={stroke.style}, tooltip={tooltip}{both}]"
        )
    if view.left_out:
        yield f"  more [shape=plain, label={quoted(f'{view.left_out} flows that stand better are left out')}]"
    yield "}"


def _area(area: Area, boxes: Identifiers, indent: str) -> Iterator[str]:
    # Only a subgraph whose name begins with `cluster` is drawn as a frame.
    yield f"{indent}subgraph {quoted(f'cluster {area.id}')} {{"
    yield f"{indent}  graph [label={quoted(area.title)}, labeljust=l, style=rounded, color={quoted(_QUIET)}, fontsize=13]"
    for box in area.boxes:
        stroke = STROKES[box.state]
        label = _joined([box.title, *words.box(box, _MOST_LINES)])
        yield f"{indent}  {boxes[box.id]} [label={label}, color={quoted(stroke.light)}, penwidth={stroke.width}]"
    for inner in area.areas:
        yield from _area(inner, boxes, indent + "  ")
    yield f"{indent}}}"
