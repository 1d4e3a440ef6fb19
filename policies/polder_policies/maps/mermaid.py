"""A map as a Mermaid flowchart, which GitHub and GitLab draw in Markdown."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from polder_policies.maps import words
from polder_policies.maps.marks import State
from polder_policies.maps.names import Identifiers
from polder_policies.maps.palette import STROKES
from polder_policies.maps.view import Area, Box, MapView

MOST_ARROWS: Final = 480
"""Mermaid draws no chart of more than 500 edges, unless the page raises that, which GitHub does not."""

LONGEST: Final = 50_000
"""Characters of the longest chart that Mermaid draws."""

_STATED: Final = (State.BROKEN, State.ADVISED, State.WAIVED)
_INK: Final = "#1f2328"
_PAPER: Final = "#ffffff"
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:-/+()")
_LINES: Final = (16, 8, 0)


def mermaid(view: MapView) -> str:
    """Draw a map.

    Of one that would be too long for Mermaid, places tell less, and then the flows that stand best are left out, with
    the places that no other flow touches; the chart says how many.
    """
    for most in _LINES:
        text = _chart(view, most)
        if len(text) <= LONGEST:
            return text
    while len(text := _chart(view, 0)) > LONGEST:
        view = _smaller(view)
    return text


def _chart(view: MapView, most: int) -> str:
    return "\n".join(_lines(view, most)) + "\n"


def _smaller(view: MapView) -> MapView:
    """Leave out a fifth of the flows, at least one, and every place that none of the others touches."""
    keep = max(int(len(view.arrows) * 0.8), 0)
    arrows = tuple(sorted(view.arrows, key=lambda each: -each.state)[:keep])
    touched = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    areas = tuple(filter(None, (_pruned(area, touched) for area in view.areas)))
    return replace(view, arrows=arrows, areas=areas, left_out=view.left_out + len(view.arrows) - keep)


def _pruned(area: Area, touched: AbstractSet[str]) -> Area | None:
    boxes = tuple(box for box in area.boxes if box.id in touched)
    areas = tuple(filter(None, (_pruned(inner, touched) for inner in area.areas)))
    return replace(area, boxes=boxes, areas=areas) if boxes or areas else None


def escaped(text: str) -> str:
    """Write text so that Mermaid shows it as it is: all but the plainest characters become their codes."""
    return "".join(character if character in _PLAIN else f"#{ord(character)};" for character in text)


def _lines(view: MapView, most: int) -> Iterator[str]:
    boxes = Identifiers("p", (box.id for box in view.boxes))
    areas = Identifiers("a", _areas(view.areas))
    yield '%%{init: {"flowchart": {"nodeSpacing": 60, "rankSpacing": 160, "wrappingWidth": 400}}}%%'
    yield "flowchart LR"
    yield f"    accTitle: {_sentence(view.title)}"
    yield f"    accDescr: {_sentence(words.description(view))}"
    # The layout that Mermaid uses fails on some charts of nodes in frames in frames; where nodes are drawn one by one,
    # each says itself where it is.
    framed = view.detail == "sites"
    for area in view.areas:
        yield from _area(area, areas, boxes, "    ", most) if framed else _bare(area, boxes, ())
    yield f'    said["{escaped(view.said)}"]:::said'
    if view.left_out:
        yield f'    more["{view.left_out} flows that stand better are left out"]:::said'
    for pair in view.pairs:
        label = "<br>".join(escaped(text) for text in words.pair(pair, view.titles))
        line = "-->" if pair.back is None else "<-->"
        yield f'    {boxes[pair.there.source]} {line}|"{label}"| {boxes[pair.there.target]}'
    yield from _strokes(view)
    yield f"    classDef place fill:{_PAPER},color:{_INK},stroke:{STROKES[State.INSIDE].light},text-align:left"
    for state in _STATED:
        stroke = STROKES[state]
        yield f"    classDef {state.name.lower()} fill:{_PAPER},color:{_INK},stroke:{stroke.light},stroke-width:{stroke.width}px,text-align:left"
    yield f"    classDef said fill:{_PAPER},color:{_INK},stroke:none"
    yield f"    classDef area fill:none,stroke:{STROKES[State.INSIDE].light}"
    if framed and view.areas:
        yield f"    class {','.join(areas[name] for name in _areas(view.areas))} area"


def _strokes(view: MapView) -> Iterator[str]:
    """The stroke of each state, for the arrows that stand so, which Mermaid knows by their numbers."""
    for state in words.states(view):
        numbers = [str(number) for number, pair in enumerate(view.pairs) if pair.there.state is state]
        stroke = STROKES[state]
        dashes = f",stroke-dasharray:{stroke.dashes}" if stroke.dashes else ""
        if numbers:
            yield f"    linkStyle {','.join(numbers)} stroke:{stroke.light},stroke-width:{stroke.width}px{dashes}"


def _area(area: Area, areas: Identifiers, boxes: Identifiers, indent: str, most: int) -> Iterator[str]:
    yield f'{indent}subgraph {areas[area.id]} ["{escaped(area.title)}"]'
    for box in area.boxes:
        yield f"{indent}    {_box(box, boxes, words.box(box, most))}"
    for inner in area.areas:
        yield from _area(inner, areas, boxes, indent + "    ", most)
    yield f"{indent}end"


def _bare(area: Area, boxes: Identifiers, above: tuple[str, ...]) -> Iterator[str]:
    """The places of an area without its frame."""
    within = (*above, area.title)
    for box in area.boxes:
        yield f"    {_box(box, boxes, (*words.box(box, 0), *reversed(within)))}"
    for inner in area.areas:
        yield from _bare(inner, boxes, within)


def _box(box: Box, boxes: Identifiers, lines: Iterable[str]) -> str:
    label = "<br>".join((f"<b>{escaped(box.title)}</b>", *(escaped(text) for text in lines)))
    stated = box.state.name.lower() if box.state in _STATED else "place"
    return f'{boxes[box.id]}["{label}"]:::{stated}'


def _areas(areas: Iterable[Area]) -> Iterator[str]:
    for area in areas:
        yield area.id
        yield from _areas(area.areas)


def _sentence(text: str) -> str:
    """Text of a title: one line, and no character that begins something in Mermaid."""
    return " ".join("".join(each if each in _PLAIN else " " for each in text).split())
