"""Where everything of a map lies in a picture: places in columns, and flows in the channels between them.

Lines run from side to side and never over a place. A flow between neighbouring columns takes a lane of the channel
between them; one within a column a lane beside it; every other one goes over the top of all columns.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from polder_policies.maps.view import SHARED, Area, Box, MapView, Pair

CARD: Final = 268.0
"""Width of a place."""

HEAD: Final = 44.0
"""Height of a place's title and facts."""

LINE: Final = 16.0
"""Height of a line of text in a place."""

MOST_LINES: Final = 10
"""Lines of a place; what is more is counted in the last."""

_TALLEST: Final = 860.0
_GAP: Final = 14.0
_FRAME: Final = 12.0
_TITLE: Final = 22.0
_PORT: Final = 20.0
_LANE: Final = 14.0
_MARGIN: Final = 44.0

Side = Literal["left", "right"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Card:
    """Where a place lies."""

    box: Box
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an area lies."""

    area: Area
    depth: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a flow: corners from the first place to the second, all lines level or upright."""

    number: int
    pair: Pair
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies, in pixels from the top left corner."""

    cards: tuple[Card, ...]
    frames: tuple[Frame, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in its column, with the areas around it, outermost first."""

    box: Box
    around: tuple[Area, ...]
    column: int


@dataclass(frozen=True, slots=True)
class _Span:
    """How far an area reaches down a column."""

    area: Area
    depth: int
    column: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _End:
    """Where a flow touches a place."""

    box: str
    side: Side


def lines_of(box: Box) -> int:
    """How many lines of text a place shows below its head."""
    return min(len(box.lines), MOST_LINES) + bool(box.rules) + bool(box.waivers)


def layout(view: MapView) -> Layout:
    """Lay out a map; the same map lies the same way each time."""
    return _Laying(view).layout()


class _Laying:
    """Lays out one map step by step: columns, heights, ports, lanes, and then everything's place."""

    def __init__(self, view: MapView) -> None:
        self.view = view
        self.slots = {slot.box.id: slot for slot in _columns(view.areas)}
        self.columns: dict[int, list[_Slot]] = defaultdict(list)
        for slot in self.slots.values():
            self.columns[slot.column].append(slot)
        self.pairs = [self.ordered(pair) for pair in view.pairs]
        self.ends = [self.sides(pair) for pair in self.pairs]

    def ordered(self, pair: Pair) -> tuple[str, str, Pair]:
        """The places of a flow from left to right, and within a column from top to bottom."""
        order = list(self.slots)
        first, second = pair.there.source, pair.there.target
        if order.index(first) > order.index(second):
            first, second = second, first
        return first, second, pair

    def sides(self, ends: tuple[str, str, Pair]) -> tuple[_End, _End]:
        """The sides by which a flow leaves the one place and reaches the other."""
        first, second, _ = ends
        same = self.slots[first].column == self.slots[second].column
        return _End(first, "left" if same else "right"), _End(second, "left")

    def layout(self) -> Layout:
        """Everything's place."""
        heights = self.heights()
        over = [
            number
            for number, (first, second, _) in enumerate(self.pairs)
            if self.slots[second].column - self.slots[first].column > 1
        ]
        top = len(over) * _LANE + (_GAP if over else 0)
        tops, frames, bottom = self.stacked(heights, top)
        ports = self.ports(heights, tops)
        lanes, taken = self.lanes(ports, over)
        lefts, width = self.across(taken)
        cards = tuple(
            Card(slot.box, lefts[slot.column], tops[name], heights[name]) for name, slot in self.slots.items()
        )
        return Layout(
            cards=cards,
            frames=_joined(self.frame(lefts, each) for each in frames),
            routes=tuple(self.route(number, ports, lanes, lefts, over) for number in range(len(self.pairs))),
            width=width,
            height=bottom,
        )

    def heights(self) -> Mapping[str, float]:
        """Heights of places: what they show, and room for every flow at the busier side."""
        busy: dict[_End, int] = defaultdict(int)
        for first, second in self.ends:
            busy[first] += 1
            busy[second] += 1
        return {
            name: max(
                HEAD + lines_of(slot.box) * LINE + 10,
                *(busy[_End(name, side)] * _PORT + 12 for side in _SIDES),
            )
            for name, slot in self.slots.items()
        }

    def stacked(
        self, heights: Mapping[str, float], top: float
    ) -> tuple[Mapping[str, float], list[_Span], float]:
        """Stack the places of each column within their frames: tops of places, frames, and the lowest edge."""
        tops: dict[str, float] = {}
        frames: list[_Span] = []
        bottom = top
        for column, slots in self.columns.items():
            y = top
            open_: list[tuple[Area, float]] = []
            for slot in slots:
                while open_ and open_[-1][0] not in slot.around:
                    area, start = open_.pop()
                    y += _FRAME - _GAP if y > start else 0
                    frames.append(_Span(area, len(open_), column, start, y))
                    y += _GAP
                for area in slot.around[len(open_) :]:
                    open_.append((area, y))
                    y += _TITLE + 6
                tops[slot.box.id] = y
                y += heights[slot.box.id] + _GAP
            while open_:
                area, start = open_.pop()
                y += _FRAME - _GAP
                frames.append(_Span(area, len(open_), column, start, y))
                y += _GAP
            bottom = max(bottom, y)
        return tops, frames, bottom

    def ports(self, heights: Mapping[str, float], tops: Mapping[str, float]) -> list[tuple[float, float]]:
        """Heights at which each flow touches its two places: at each side in the order of the places they lead to."""
        at: dict[_End, list[tuple[float, int, int]]] = defaultdict(list)
        for number, (first, second) in enumerate(self.ends):
            at[first].append((tops[second.box], number, 0))
            at[second].append((tops[first.box], number, 1))
        found: dict[tuple[int, int], float] = {}
        for end, flows in at.items():
            room = heights[end.box] - 12
            step = room / len(flows)
            for place, (_, number, which) in enumerate(sorted(flows)):
                found[number, which] = tops[end.box] + 6 + step * (place + 0.5)
        return [(found[number, 0], found[number, 1]) for number in range(len(self.pairs))]

    def lanes(
        self, ports: Sequence[tuple[float, float]], over: Sequence[int]
    ) -> tuple[Mapping[tuple[int, int], int], Mapping[int, int]]:
        """The lane of each flow in each channel it takes, and how many lanes each channel has."""
        wanted: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
        for number, (first, second, _) in enumerate(self.pairs):
            start, end = ports[number]
            here, there = self.slots[first].column, self.slots[second].column
            if number in over:
                wanted[here + 1].append((0, start, number))
                wanted[there].append((0, end, number))
            else:
                wanted[there].append((min(start, end), max(start, end), number))
        lanes: dict[tuple[int, int], int] = {}
        taken: dict[int, int] = {}
        for channel, flows in wanted.items():
            ends: list[float] = []
            for low, high, number in sorted(flows):
                free = next((lane for lane, end in enumerate(ends) if end < low - 4), len(ends))
                ends[free : free + 1] = [high]
                lanes[number, channel] = free
            taken[channel] = len(ends)
        return lanes, taken

    def across(self, taken: Mapping[int, int]) -> tuple[Mapping[int, float], float]:
        """Left edges of the columns, and the width of them all."""
        lefts: dict[int, float] = {}
        x = 0.0
        for column in sorted(self.columns):
            lanes = taken.get(column, 0)
            x += 2 * _FRAME + (2 * _MARGIN + lanes * _LANE if lanes else _GAP)
            lefts[column] = x
            x += CARD
        return lefts, x + 2 * _FRAME

    def frame(self, lefts: Mapping[int, float], span: _Span) -> Frame:
        """Where an area lies around its places; an outer one is wider."""
        inner = max(len(slot.around) for slot in self.columns[span.column]) - 1 - span.depth
        aside = _FRAME * (0.75 * inner + 0.75)
        left = lefts[span.column] - aside
        return Frame(span.area, span.depth, left, span.top, CARD + 2 * aside, span.bottom - span.top)

    def route(
        self,
        number: int,
        ports: Sequence[tuple[float, float]],
        lanes: Mapping[tuple[int, int], int],
        lefts: Mapping[int, float],
        over: Sequence[int],
    ) -> Route:
        """The corners of a flow, from where it comes to where it goes."""
        first, second, pair = self.pairs[number]
        here, there = self.slots[first].column, self.slots[second].column
        start, end = ports[number]
        left = lefts[here] if here == there else lefts[here] + CARD

        def lane(channel: int) -> float:
            return lefts[channel] - 2 * _FRAME - _MARGIN + 14 - lanes[number, channel] * _LANE

        if number in over:
            high = over.index(number) * _LANE + 6
            out, back = lane(here + 1), lane(there)
            points = (
                (left, start), (out, start), (out, high), (back, high), (back, end), (lefts[there], end),
            )  # fmt: skip
        else:
            turn = lane(there)
            points = ((left, start), (turn, start), (turn, end), (lefts[there], end))
        if pair.there.source != first:
            points = points[::-1]
        return Route(number + 1, pair, points)


def _joined(frames: Iterable[Frame]) -> tuple[Frame, ...]:
    """Draw an outermost area that fills several columns as one."""
    found: dict[str, Frame] = {}
    inner: list[Frame] = []
    for frame in frames:
        if frame.depth:
            inner.append(frame)
            continue
        first = found.get(frame.area.id)
        if first is None:
            found[frame.area.id] = frame
            continue
        left, top = min(first.x, frame.x), min(first.y, frame.y)
        right = max(first.x + first.width, frame.x + frame.width)
        bottom = max(first.y + first.height, frame.y + frame.height)
        found[frame.area.id] = Frame(frame.area, 0, left, top, right - left, bottom - top)
    return (*found.values(), *inner)


_SIDES: Final[tuple[Side, ...]] = ("left", "right")


def _columns(areas: Sequence[Area]) -> Iterator[_Slot]:
    """Put places into columns: in order, none much taller than a page, and what shares a law apart from the rest."""
    column, filled = 0, 0.0
    spilled = False
    for number, area in enumerate(areas):
        units = [part for unit in _units(area, ()) for part in _parts(unit)]
        # An area of several columns is one frame, in which nothing else may lie.
        spills = sum(_height(box) for unit in units for box, _ in unit) > _TALLEST
        apart = number > 0 and (areas[number - 1].id == SHARED or spills or spilled)
        spilled = spills
        for unit in units:
            height = sum(_height(box) for box, _ in unit)
            if filled and (apart or filled + height > _TALLEST):
                column, filled = column + 1, 0.0
            apart = False
            filled += height
            for box, around in unit:
                yield _Slot(box, around, column)


_Unit = list[tuple[Box, tuple[Area, ...]]]


def _parts(unit: _Unit) -> Iterator[_Unit]:
    """What stays together in a column: a unit, or each place by itself where the unit is taller than a page."""
    if sum(_height(box) for box, _ in unit) <= _TALLEST:
        yield unit
    else:
        yield from ([each] for each in unit)


def _units(area: Area, above: tuple[Area, ...]) -> Iterator[_Unit]:
    """The places of an area that stay together in a column: those of a country, or of a site."""
    around = (*above, area)
    if area.boxes:
        yield [(box, around) for box in area.boxes]
    for inner in area.areas:
        yield from _units(inner, around)


def _height(box: Box) -> float:
    return HEAD + lines_of(box) * LINE + 10 + _GAP + _TITLE
