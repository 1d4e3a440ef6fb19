"""Maps as Mermaid, DOT and SVG: what is in them, what a hostile name can do, and what fits."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings

from mapped import world, world_of
from polder_environments.model import Environment
from polder_policies.maps.dot import dot, quoted
from polder_policies.maps.marks import State
from polder_policies.maps.mermaid import LONGEST, MOST_ARROWS, escaped, mermaid
from polder_policies.maps.names import Identifiers
from polder_policies.maps.svg import svg
from polder_policies.maps.svg_layout import CARD, Card, Layout, layout
from polder_policies.maps.svg_text import cut, width, wrapped
from polder_policies.maps.view import Area, Arrow, Box, Lane, Line, MapView, map_view
from sovereign import environments

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    '"]; click a "javascript:alert(1)"',
    "</text><script>alert(1)</script>",
    "end\nsubgraph x",
    "a-->b%%{init: {}}%%",
    '\\N\\G\\l"',
    "<b onclick=x>&amp;#60;",
    "`**bold**` {x} |y| \u202e \x07",
)


def _hostile(name: str) -> MapView:
    """A map in which everything is called the same ill-meant name."""
    box = Box("one", name, name, (name,), (Line("dataset", name, name),), (name,), (name,), State.BROKEN)
    other = replace(box, id="two")
    lane = Lane((name,), (name,), (name,), (name,), (name,))
    return MapView(
        environment=name,
        on=date(2026, 11, 24),
        holds=False,
        detail="sites",
        dataset=name,
        areas=(Area(name, name, boxes=(box, other)),),
        arrows=(Arrow("one", "two", State.BROKEN, (lane,), (name,)),),
        standing=(),
    )


def _many(places: int, arrows: int) -> MapView:
    """A map of many places with long names, and many flows between them."""
    boxes = tuple(
        Box(f"place-{number}", f"place-{number}", f"place-{number}", ("aws eu-central-1",) * 3, (Line("dataset", "x" * 60),) * 30)
        for number in range(places)
    )  # fmt: skip
    ends = [(one, other) for one in range(places) for other in range(places) if one != other][:arrows]
    lane = Lane(("reads",), tuple(f"dataset-{number}" for number in range(9)), ("SOV-001",))
    return MapView(
        environment="prod",
        on=date(2026, 11, 24),
        holds=False,
        detail="sites",
        dataset="",
        areas=(Area("EEA", "EEA", areas=(Area("EEA/DE", "DE", boxes=boxes),)),),
        arrows=tuple(
            Arrow(f"place-{one}", f"place-{other}", State.BROKEN if other == 1 else State.INSIDE, (lane,))
            for one, other in ends
        ),
        standing=(),
    )


@pytest.fixture(scope="module")
def view() -> MapView:
    """The map of an environment with a finding."""
    made = world()
    return map_view(made.estate, made.verdict)


def test_mermaid_draws_what_is_there(view: MapView) -> None:
    """Each place is a node in the subgraph of its country, each flow an arrow with its dataset and the rule it breaks."""
    text = mermaid(view)

    assert 'subgraph a_EEA_DE ["DE"]' in text
    assert 'p_frankfurt -->|"reads: claims<br>#10005; SOV-001"| p_virginia' in text
    assert re.search(r"linkStyle 1 stroke:#cf222e", text)
    assert text.count("subgraph") == len(re.findall(r"^ *end$", text, re.MULTILINE))
    assert "accTitle: trial: flows" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_mermaid_shows_hostile_names_as_text(name: str) -> None:
    """Whatever stands in a name, the chart has the same statements: nothing of it is syntax, link or markup."""
    plain = mermaid(_hostile("name")).splitlines()
    text = mermaid(_hostile(name)).splitlines()

    assert [re.sub(r'"[^"]*"', '""', re.sub(r"\b[ap]_\w+", "id", line)) for line in text[4:]] == [
        re.sub(r'"[^"]*"', '""', re.sub(r"\b[ap]_\w+", "id", line)) for line in plain[4:]
    ]
    for label in re.findall(r'"([^"]*)"', "\n".join(text[2:])):
        assert re.fullmatch(r"([A-Za-z0-9 .,:/+()-]|#\d+;|<br>|</?b>)*", label), label


def test_mermaid_codes_lead_back_to_the_text() -> None:
    """A name in codes is the name: nothing is lost on the way to the page."""
    for name in HOSTILE:
        assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), escaped(name)) == name


def test_mermaid_stays_within_what_it_draws() -> None:
    """A map that is far too large keeps to Mermaid's limits of edges and characters, and keeps what breaks a rule."""
    text = mermaid(_many(40, MOST_ARROWS))

    assert len(text) <= LONGEST
    assert 0 < text.count("-->") <= MOST_ARROWS
    assert "flows that stand better are left out" in text
    assert text.count("SOV-001") >= 30


def test_dot_draws_what_is_there(view: MapView) -> None:
    """Each country is a cluster, each flow an edge that says what it carries and what the rules say."""
    text = dot(view)

    assert 'subgraph "cluster EEA/DE" {' in text
    assert r'p_frankfurt -> p_virginia [label="reads: claims\l' in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", HOSTILE)
def test_dot_shows_hostile_names_as_text(name: str) -> None:
    """A name ends no string and is no escape: without its strings the graph is the same whatever the name."""
    string = re.compile(r'"(?:[^"\\]|\\.)*"')

    assert string.sub('""', dot(_hostile(name))) == string.sub('""', dot(_hostile("name")))
    assert string.fullmatch(quoted(name))
    assert not re.search(r"(?<!\\)(?:\\\\)*\\[NGEL]", quoted(name))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not on this machine")
@pytest.mark.parametrize("name", ["name", *HOSTILE])
def test_graphviz_reads_it(name: str) -> None:
    """Graphviz itself draws the graph, and finds the one edge in it."""
    run = subprocess.run(
        ["dot", "-Tplain"], input=dot(_hostile(name)), capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    assert len([line for line in run.stdout.splitlines() if line.startswith("edge p_one p_two")]) == 1


def _texts(picture: str) -> list[str]:
    root: ET.Element = fromstring(picture)
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def test_svg_says_what_it_shows(view: MapView) -> None:
    """The picture has a title and a description for those who do not see it, and names sites, datasets and rules."""
    root: ET.Element = fromstring(svg(view))
    texts = _texts(svg(view))

    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "trial: flows"
    assert "does not hold, 1 finding to mend" in (root.findtext(f"{SVG}desc") or "")
    assert {"frankfurt", "virginia", "claims", "EEA", "frankfurt to virginia"} <= set(texts)
    assert any("SOV-001" in text for text in texts)
    assert any("Not legal advice" in text for text in texts)


@pytest.mark.parametrize("name", HOSTILE)
def test_svg_shows_hostile_names_as_text(name: str) -> None:
    """No name becomes an element, an attribute or a script, and the name is shown as it is written."""
    root: ET.Element = fromstring(svg(_hostile(name)))

    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"
    }  # fmt: skip
    printable = "".join(each for each in name if each.isprintable())
    assert (root.findtext(f"{SVG}title") or "") == f"{printable}: flows of {printable}"


def test_svg_stands_alone(view: MapView) -> None:
    """It fetches nothing and runs nothing, and has colours for a dark page."""
    text = svg(view)

    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<script|<image|<use|\bon\w+=|url\(|@import|href", text)
    assert "prefers-color-scheme:dark" in text


def _inside(point: tuple[float, float], card: Card) -> bool:
    return card.x < point[0] < card.x + CARD and card.y < point[1] < card.y + card.height


def _wrong(laid: Layout) -> list[str]:
    found: list[str] = []
    for one, other in pairwise(sorted(laid.cards, key=lambda each: (each.x, each.y))):
        if one.x == other.x and one.y + one.height > other.y:
            found.append(f"{one.box.id} lies on {other.box.id}")
    for route in laid.routes:
        for (left, up), (right, down) in pairwise(route.points):
            if left != right and up != down:
                found.append(f"{route.number} runs askew")
            steps = [(left + (right - left) * part / 20, up + (down - up) * part / 20) for part in range(21)]
            found += [
                f"{route.number} runs over {card.box.id}"
                for card in laid.cards
                if any(_inside(step, card) for step in steps)
            ]
    return found


@settings(max_examples=40, deadline=None)
@given(environments())
def test_no_line_runs_over_a_place(plain: dict[str, object]) -> None:
    """In any picture places lie apart, lines are level or upright, and none runs over a place."""
    made = world_of(Environment.model_validate(plain))

    for detail in ("sites", "nodes"):
        laid = layout(map_view(made.estate, made.verdict, detail=detail))
        assert _wrong(laid) == []
        assert all(0 <= x <= laid.width and 0 <= y <= laid.height for r in laid.routes for x, y in r.points)


def test_no_line_runs_over_a_place_in_a_large_picture() -> None:
    """Also where forty places need several columns and hundreds of lines."""
    laid = layout(_many(40, 400))

    assert _wrong(laid) == []
    assert len({card.x for card in laid.cards}) > 3


@pytest.mark.parametrize("draw", [mermaid, dot, svg])
def test_an_empty_map_is_drawn(draw: Callable[[MapView], str]) -> None:
    """An environment without data is a picture all the same, of the places it has or of none."""
    made = world({"packs": ["core"]}, sites=("frankfurt",))
    empty = map_view(made.estate, made.verdict)

    assert draw(empty)
    assert draw(replace(empty, areas=(), arrows=()))


def test_text_is_cut_to_its_room() -> None:
    """Cut text fits and says that it was cut; text that fits is left as it is."""
    room = width("frankfurt", 12)

    assert cut("frankfurt", 12, room) == "frankfurt"
    assert cut("frankfurt-am-main", 12, room).endswith("\N{HORIZONTAL ELLIPSIS}")
    assert width(cut("frankfurt-am-main", 12, room), 12) <= room


def test_lines_are_broken_between_words() -> None:
    """No line is wider than the room, and no word is lost that fits a line."""
    lines = list(wrapped("reads: claims, imaging, weather", 12, width("reads: claims,", 12)))

    assert " ".join(lines) == "reads: claims, imaging, weather"
    assert len(lines) == 3


def test_identifiers_are_told_apart() -> None:
    """Names that differ in odd characters alone get identifiers of their own, whatever order they come in."""
    names = Identifiers("p", ["a-b", "a b", "a_b"])

    assert len({names[name] for name in ("a-b", "a b", "a_b")}) == 3
    assert names["a-b"] == Identifiers("p", ["a_b", "a-b", "a b"])["a-b"]
