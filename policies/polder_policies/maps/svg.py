"""A map as a standalone picture: no script, no font and no file beside it; read on a light page and on a dark one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from polder_policies.maps import words
from polder_policies.maps.marks import State
from polder_policies.maps.palette import STROKES
from polder_policies.maps.svg_layout import (
    CARD,
    HEAD,
    LINE,
    MOST_LINES,
    Card,
    Frame,
    Layout,
    Point,
    Route,
    layout,
)
from polder_policies.maps.svg_text import cut, width, wrapped
from polder_policies.maps.view import MapView
from polder_policies.verdict import DISCLAIMER

_EDGE: Final = 28.0
_TOP: Final = 84.0
_PANEL: Final = 430.0
_BETWEEN: Final = 8.0
_SHORTEST: Final = 640.0
_TEXT: Final = 11.5
_NAMES: Final = 82.0
_ROUND: Final = 6.0

_THEMES: Final = {
    "light": {"paper": "#ffffff", "card": "#ffffff", "frame": "#f6f8fa", "ink": "#1f2328", "quiet": "#57606a", "line": "#d0d7de"},
    "dark": {"paper": "#0d1117", "card": "#0d1117", "frame": "#161b22", "ink": "#e6edf3", "quiet": "#9198a1", "line": "#3d444d"},
}  # fmt: skip


def svg(view: MapView) -> str:
    """Draw a map."""
    return "\n".join(_Picture(view).lines()) + "\n"


class _Picture:
    """One picture, drawn from back to front."""

    def __init__(self, view: MapView) -> None:
        self.view = view
        self.laid: Layout = layout(view)
        self.right = _EDGE + self.laid.width + 24
        self.panel = list(_columned(self.listed(), max(self.laid.height, _SHORTEST)))
        self.wide = max((x for x, _, _ in self.panel), default=-_PANEL) + self.right + _PANEL + _EDGE
        self.high = _TOP + max(self.laid.height, *(y for _, y, _ in self.panel), 0) + 72

    def lines(self) -> Iterator[str]:
        """The whole file."""
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.wide:.0f} {self.high:.0f}" '
            f'width="{self.wide:.0f}" height="{self.high:.0f}" role="img" aria-labelledby="title desc">'
        )
        yield f'<title id="title">{_text(self.view.title)}</title>'
        yield f'<desc id="desc">{_text(words.description(self.view))}</desc>'
        yield f"<style>{_style()}</style>"
        yield f'<rect class="paper" width="{self.wide:.0f}" height="{self.high:.0f}"/>'
        yield _say(_EDGE, 38, "h1", self.view.title)
        yield _say(_EDGE, 60, "said" if self.view.holds else "said broken", self.view.said)
        yield f'<g transform="translate({_EDGE:g} {_TOP:g})">'
        for frame in sorted(self.laid.frames, key=lambda each: each.depth):
            yield from _frame(frame)
        for route in sorted(self.laid.routes, key=lambda each: each.pair.there.state):
            yield from self.flow(route)
        for card in self.laid.cards:
            yield from _card(card)
        for route in self.laid.routes:
            yield from _badges(route)
        yield "</g>"
        for x, y, row in self.panel:
            yield f'<g transform="translate({self.right + x:.1f} {_TOP + y:.1f})">{row}</g>'
        yield from self.foot()
        yield "</svg>"

    def flow(self, route: Route) -> Iterator[str]:
        """The line of a flow, with its words for those who point at it or hear it."""
        said = " ".join(words.arrow(arrow, self.view.titles) for arrow in route.pair.arrows)
        state = route.pair.there.state
        yield f"<g><title>{_text(f'{route.number}: {said}')}</title>"
        yield f'<path class="halo" d="{_path(route.points)}"/><path class="flow {_class(state)}" d="{_path(route.points)}"/>'
        yield _head(route.points[-2], route.points[-1], state)
        if route.pair.back is not None:
            yield _head(route.points[1], route.points[0], state)
        yield "</g>"

    def listed(self) -> Iterator[list[str]]:
        """The list of flows beside the map: for each its rows."""
        room = _PANEL - 40
        for route in self.laid.routes:
            pair = route.pair
            state = _class(pair.there.state)
            between = "to" if pair.back is None else "and"
            ends = f"{self.view.titles[pair.there.source]} {between} {self.view.titles[pair.there.target]}"
            rows = [_badge(9, -4, route.number, state) + _say(26, 0, "b", cut(ends, 12.5, room, bold=True))]
            for text in words.pair(pair, self.view.titles):
                marked = f"t {state}" if words.CROSS in text else "t"
                rows += [_say(26, 0, marked, part) for part in wrapped(text, _TEXT, room)]
            yield rows
        if self.view.left_out:
            yield [_say(26, 0, "q", f"{self.view.left_out} flows that stand better are left out")]

    def foot(self) -> Iterator[str]:
        """What the lines mean, and what all this is not."""
        x, y = _EDGE, self.high - 40
        for state in words.states(self.view):
            yield f'<path class="flow {_class(state)}" d="M{x:.1f} {y - 4:.1f}h30"/>'
            yield _say(x + 38, y, "q", words.STATES[state])
            x += 38 + width(words.STATES[state], _TEXT) + 22
        yield _say(_EDGE, self.high - 16, "q", DISCLAIMER)


def _columned(flows: Iterable[list[str]], high: float) -> Iterator[tuple[float, float, str]]:
    """Put rows into columns no higher than the map; the rows of one flow stay together."""
    x, y = 0.0, 0.0
    for rows in flows:
        if y and y + len(rows) * LINE > high:
            x, y = x + _PANEL, 0.0
        for row in rows:
            y += LINE
            yield x, y, row
        y += _BETWEEN


def _frame(frame: Frame) -> Iterator[str]:
    yield f'<rect class="frame d{min(frame.depth, 1)}" x="{frame.x:.1f}" y="{frame.y:.1f}" width="{frame.width:.1f}" height="{frame.height:.1f}" rx="8"/>'
    yield _say(frame.x + 10, frame.y + 17, "b", cut(frame.area.title, 12.5, frame.width - 20, bold=True))


def _card(card: Card) -> Iterator[str]:
    box = card.box
    state = f" {_class(box.state)}" if box.state >= State.WAIVED else ""
    yield f'<g transform="translate({card.x:.1f} {card.y:.1f})">'
    yield f'<rect class="card{state}" width="{CARD:.0f}" height="{card.height:.1f}" rx="6"/>'
    first, *rest = (*box.facts, "")
    yield _say(12, 20, "name", cut(box.title, 14, CARD - 34 - width(first, _TEXT), bold=True))
    yield _say(CARD - 12, 20, "q end", first)
    yield _say(12, 36, "q", cut(", ".join(filter(None, rest)), _TEXT, CARD - 24))
    shown = box.lines if len(box.lines) <= MOST_LINES else box.lines[: MOST_LINES - 1]
    y = HEAD + 11
    for line in shown:
        marked = f" {_class(line.state)}" if line.state >= State.WAIVED else ""
        label = words.KINDS[line.kind]
        name = "" if line.kind == "tracking-server" else cut(line.text, _TEXT, CARD - _NAMES - 12, bold=True)
        room = CARD - _NAMES - 20 - width(name, _TEXT, bold=bool(marked))
        yield _say(12, y, "q", label)
        yield _say(_NAMES, y, f"t{marked}", name)
        if line.note and room > 0:
            yield _say(CARD - 12, y, "q end", cut(line.note, _TEXT, room))
        y += LINE
    if len(shown) < len(box.lines):
        yield _say(_NAMES, y, "q", f"and {len(box.lines) - len(shown)} more")
        y += LINE
    for text in words.stands(box):
        yield _say(12, y, f"t{state}", cut(text, _TEXT, CARD - 24, bold=True))
        y += LINE
    yield "</g>"


def _badges(route: Route) -> Iterator[str]:
    """The number of a flow at both its ends, beside the arrow's head."""
    state = _class(route.pair.there.state)
    for at, towards in ((route.points[0], route.points[1]), (route.points[-1], route.points[-2])):
        aside = 20 if towards[0] > at[0] else -20
        yield _badge(at[0] + aside, at[1], route.number, state)


def _badge(x: float, y: float, number: int, state: str) -> str:
    return f'<circle class="badge {state}" cx="{x:.1f}" cy="{y:.1f}" r="8"/><text class="number" x="{x:.1f}" y="{y + 3.5:.1f}">{number}</text>'


def _path(points: Sequence[Point]) -> str:
    """A line through corners, each rounded as far as its sides are long."""
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        size = min(_ROUND, _length(before, here) / 2, _length(here, after) / 2)
        start, end = _towards(here, before, size), _towards(here, after, size)
        drawn.append(f"L{start[0]:.1f} {start[1]:.1f}Q{here[0]:.1f} {here[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    drawn.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(drawn)


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(here: Point, there: Point, size: float) -> Point:
    """The point at a distance from a corner on the level or upright line to another."""
    long = _length(here, there) or 1.0
    return here[0] + (there[0] - here[0]) * size / long, here[1] + (there[1] - here[1]) * size / long


def _head(before: Point, at: Point, state: State) -> str:
    """The head of an arrow at the side of a place."""
    back = -9 if at[0] > before[0] else 9
    return f'<path class="head {_class(state)}" d="M{at[0]:.1f} {at[1]:.1f}l{back} -5v10z"/>'


def _say(x: float, y: float, kind: str, text: str) -> str:
    return f'<text class={quoteattr(kind)} x="{x:.1f}" y="{y:.1f}">{_text(text)}</text>' if text else ""


def _text(text: str) -> str:
    """Text as XML shows it: what no XML may hold is left out, and nothing in it is markup."""
    return escape("".join(each for each in text if each.isprintable()))


def _class(state: State) -> str:
    return state.name.lower()


def _style() -> str:
    """Colours of the light page, and over them those of the dark one where a reader asks for it."""
    fixed = (
        "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:11.5px}"
        ".h1{font-size:20px;font-weight:600}.said{font-size:13px}.b{font-size:12.5px;font-weight:600}"
        ".name{font-size:14px;font-weight:600}.end{text-anchor:end}"
        ".number{font-size:10px;font-weight:600;text-anchor:middle}"
        ".frame,.card{stroke-width:1}.flow,.halo{fill:none}.halo{stroke-width:6}"
        + "".join(
            f".flow.{_class(state)}{{stroke-width:{stroke.width}{f';stroke-dasharray:{stroke.dashes}' if stroke.dashes else ''}}}"
            for state, stroke in STROKES.items()
        )
        + "".join(
            f".card.{_class(state)}{{stroke-width:{STROKES[state].width}}}"
            for state in (State.BROKEN, State.ADVISED, State.WAIVED)
        )
    )
    return f"{fixed}{_coloured('light')}@media(prefers-color-scheme:dark){{{_coloured('dark')}}}"


def _coloured(theme: str) -> str:
    colours = _THEMES[theme]
    states = "".join(
        f"text.{name}{{fill:{colour};font-weight:600}}.flow.{name},.card.{name}{{stroke:{colour}}}.head.{name},.badge.{name}{{fill:{colour}}}"
        for state, stroke in STROKES.items()
        for name, colour in ((_class(state), stroke.dark if theme == "dark" else stroke.light),)
    )
    return (
        f".paper{{fill:{colours['paper']}}}.halo{{stroke:{colours['paper']}}}text{{fill:{colours['ink']}}}"
        f".q,.number{{fill:{colours['quiet']}}}.number{{fill:{colours['paper']}}}"
        f".card{{fill:{colours['card']};stroke:{colours['line']}}}"
        f".frame{{fill:{colours['frame']};stroke:{colours['line']}}}.d1{{fill:{colours['paper']}}}{states}"
    )
