"""What a map says in words, the same in every picture."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from polder_policies.maps.marks import State
from polder_policies.maps.view import Arrow, Box, Lane, Line, MapView, Pair

STATES: Final[Mapping[State, str]] = {
    State.BROKEN: "a rule fails",
    State.ADVISED: "a rule advises against it",
    State.WAIVED: "a rule fails, and a waiver accepts it",
    State.LEAVING: "leaves its jurisdiction, rules hold",
    State.CROSSING: "crosses a border within it",
    State.INSIDE: "stays in its country",
    State.TECHNICAL: "technical, none of the datasets",
}
"""What the legend says of each state, worst first."""

KINDS: Final[Mapping[str, str]] = {
    "dataset": "data",
    "copy": "copy",
    "workload": "work",
    "aggregator": "aggregator",
    "service": "service",
    "model": "model",
    "tracking-server": "MLflow",
    "backup": "backup",
    "log-sink": "logs",
    "registry": "images",
    "store": "store",
    "state": "state",
    "cluster": "cluster",
    "implied": "beyond",
}
"""Kinds of things in one word."""

CROSS: Final = "\N{MULTIPLICATION X}"
_SHOWN: Final = 3


def states(view: MapView) -> tuple[State, ...]:
    """States that occur on a map, worst first."""
    found = {arrow.state for arrow in view.arrows}
    found |= {box.state for box in view.boxes if box.state >= State.WAIVED}
    return tuple(state for state in STATES if state in found)


def line(what: Line) -> str:
    """One thing at a place: `data claims (phi)`."""
    text = f"{KINDS[what.kind]} {what.text}" if what.kind != "tracking-server" else KINDS[what.kind]
    return f"{text} ({what.note})" if what.note else text


def rules(names: Sequence[str]) -> str:
    """Rules that do not hold, marked so that it is seen without colour."""
    return f"{CROSS} {some(names)}" if names else ""


def lane(what: Lane) -> Iterator[str]:
    """What moves, and in a second line what the rules say of it."""
    ways = ", ".join(what.kinds)
    yield f"{ways}: {some(what.datasets)}" if what.datasets else ways
    said = said_of(what)
    if said:
        yield said


def pair(what: Pair, titles: Mapping[str, str]) -> Iterator[str]:
    """What moves between two places, and whither where it moves there and back."""
    for each in what.arrows:
        if what.back is not None:
            yield f"to {titles[each.target]}"
        for moving in each.lanes:
            yield from lane(moving)


def said_of(what: Lane) -> str:
    """What the rules say of a lane: which fail, who accepts it, by what it holds."""
    return ", ".join(
        filter(
            None,
            (
                rules(what.rules),
                f"waived: {some(what.waivers)}" if what.waivers else "",
                f"by {some(what.evidence)}" if what.evidence else "",
            ),
        )
    )


def arrow(what: Arrow, titles: Mapping[str, str]) -> str:
    """Everything that an arrow stands for, in one line, for those who do not see it."""
    told = "; ".join(" ".join(lane(each)) for each in what.lanes)
    over = f", over {some(what.links)}" if what.links else ""
    return f"{titles[what.source]} to {titles[what.target]}{over}: {told} ({STATES[what.state]})"


def box(what: Box, most: int) -> Iterator[str]:
    """A place line by line, without its title; of more things than `most` the first, and how many more there are."""
    yield from what.facts
    shown = what.lines if len(what.lines) <= most else what.lines[: max(most - 1, 0)]
    yield from (line(each) for each in shown)
    if len(shown) < len(what.lines):
        yield f"and {len(what.lines) - len(shown)} more" if shown else f"{len(what.lines)} things"
    yield from stands(what)


def stands(what: Box) -> Iterator[str]:
    """What the rules say of a place: which fail, and who accepts it."""
    if what.rules:
        yield rules(what.rules)
    if what.waivers:
        yield f"waived: {some(what.waivers)}"


def description(view: MapView) -> str:
    """A map in a few sentences, for those who do not see it."""
    leaving = sum(each.state is State.LEAVING for each in view.arrows)
    broken = sum(each.state is State.BROKEN for each in view.arrows)
    places = "place" if len(view.boxes) == 1 else "places"
    return (
        f"{len(view.boxes)} {places} and {len(view.arrows)} flows between them. {leaving} leave their jurisdiction "
        f"and keep to the rules, {broken} break one. {view.said[0].upper()}{view.said[1:]}."
    )


def some(names: Sequence[str]) -> str:
    """Some of several names, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_SHOWN])} +{more}"
