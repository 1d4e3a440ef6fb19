"""Whatever others write, in no form is it markup, a mention, a command or invisible."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console

from polder_previews.changes import Change
from polder_previews.comment import comment
from polder_previews.cost import CostLine, Costs, MonthlyCost
from polder_previews.differences import Difference
from polder_previews.document import document
from polder_previews.escape import clipped, code, fence, prose, summary, visible, word
from polder_previews.findings import FindingRecord, Findings
from polder_previews.flows import FlowRecord, Flows
from polder_previews.limits import limits
from polder_previews.page import page
from polder_previews.plan import Action
from polder_previews.preview import Footer, Preview, StackPreview, Where
from polder_previews.sections import marker
from polder_previews.table import show

HOSTILE = (
    "a|b",
    "`code`",
    "``` \n```",
    "~~~",
    "</details></summary><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "--> <!-- x -->",
    "@octocat @org/team",
    "#123 GH-7 org/repo#9 !45 ~label %mile &epic $snip",
    "/close",
    "\n/approve\n",
    "line\none\r\n\u2028two",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "https://evil.example www.evil.example a@evil.example",
    "\u202eltr\u2066x\u2069\u200b\u200d\ufeff\u00ad",
    "\u05d0\u05d1 \u0627\u0628",
    "\x1b[31mred\x1b]8;;https://evil.example\x07",
    "\x00\x07\x7f\x85",
    "\ud800",
    ":tada: $x^2$ ^^",
    "&lt;b&gt; &#64;x",
    "\\`*_{}[]()#+-.!|",
    " leading and trailing ",
    "`",
    "|",
    "\\|",
    "",
    "   ",
    "* item\n# head\n> quote\n1. one",
    "{% raw %} {{ x }} ${y}",
    "# head",
    "- item",
    "1. one",
    "> quote",
    "    indented",
    "---",
    "===",
    "| a | b |\n|---|---|",
    "<!-- hidden -->",
    "<https://evil.example>",
    "word\\",
    "x" * 5000,
)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _hostile(text: str) -> Preview:
    """Put a text into every place of a preview that holds others' words."""
    difference = Difference(text, "changed", text, text, names=(text,))
    lines = Difference(text, "lines", lines=(f"+{text}", f"-{text}", f" {text}"))
    change = Change(
        text,
        text,
        managed=True,
        action=Action.REPLACE,
        reason=text,
        forced_by=(text, text),
        moved_from=text,
        imported=text or "x",
        differences=(difference, lines, replace(difference, kind="added"), replace(difference, kind="order")),
        known_by=((text, text),),
        stake="data",
        holds="a database; with all",
        unprotected=(text,),
        lowered=(text,),
    )
    where = Where(text, text, text)
    stack = StackPreview(
        text,
        where,
        changes=(change, replace(change, action=Action.DELETE), replace(change, stake="unknown", holds="")),
        drift=(change,),
        outputs=(difference,),
        invocations=(text,),
        plan_hash="0" * 64,
    )
    stacks = (
        stack,
        StackPreview(text, where, "failed", failure=text),
        StackPreview(text, where, "known-after", waits_for=(text,)),
        StackPreview(text, where, "unchanged"),
    )
    finding = FindingRecord(
        environment=text,
        rule=text,
        title=text,
        severity="hard",
        standing="new",
        blocks=True,
        subject=text,
        position=text,
        info=text,
        path=(text,),
        waiver=text,
        link=text,
    )
    flow = FlowRecord(
        crosses_countries=True,
        crosses_sites=True,
        environment=text,
        dataset=text,
        form=text,
        derived=True,
        kind=text,
        source=text,
        source_place=text,
        target=text,
        target_place=text,
        frequency=text,
        link=text,
    )
    cost = MonthlyCost(Decimal(1), Decimal(2))
    costs = Costs(text, date(2026, 11, 26), text, cost, (CostLine(text, text, cost),), (text,))
    return Preview(
        text,
        (text, text),
        stacks,
        Findings(
            judged=True, holds=False, compared=True, records=(finding, replace(finding, standing="waived"))
        ),
        Flows(compared=True, added=(flow,), removed=(flow,), total=1, crossing=1),
        costs,
        Footer(text, text, ((text, text),), text, (text,)),
    )


def _outside_of_code(tokens: list[Token]) -> Iterator[str]:
    """Give the words that a forge looks for mentions, references and addresses in."""
    for token in tokens:
        inside = False
        for child in token.children or []:
            if child.type == "html_inline" and re.match(r"<(code|a)\b", child.content):
                inside = True
            elif child.type == "html_inline" and re.match(r"</(code|a)>", child.content):
                inside = False
            elif child.type == "text" and not inside:
                yield child.content


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("place", [None, "github"])
def test_no_text_leaves_its_place_in_a_comment(text: str, place: str | None) -> None:
    """The comment has the same structure whatever the text is: no new blocks, links, pictures, HTML or mentions."""
    limit = limits()[place] if place else None
    tokens = MARKDOWN.parse(comment(_hostile(text), limit).text)
    # What is blank has no parts of its own, and what is long may be cut.
    plain = MARKDOWN.parse(comment(_hostile("p" * len(text) if text.strip() else text), limit).text)

    assert [token.type for token in tokens] == [token.type for token in plain]
    html = "".join(
        t.content for token in tokens for t in (token, *(token.children or [])) if t.type.startswith("html")
    )
    assert set(re.findall(r"<\s*/?([A-Za-z]+)", re.sub(r"<!--.*?-->", "", html))) <= {
        "details",
        "summary",
        "code",
        "sub",
    }
    inline = [child.type for token in tokens for child in token.children or []]
    assert not {"image", "link_open"} & set(inline)
    words = "\n".join(_outside_of_code(tokens))
    assert not re.search(r"(?<![\w\u2060])[@#!~%&$](?=[A-Za-z0-9])", words)
    assert not re.search(r"https?://|www\.(?=\w)|:tada:", words)
    assert not re.search(r"^/\w", words, re.MULTILINE)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_is_invisible_or_broken(text: str) -> None:
    """No form holds a character that cannot be seen, and all of them can be written as UTF-8."""
    preview = _hostile(text)
    console = Console(record=True, width=400, file=Path("/dev/null").open("w"), force_terminal=True)  # noqa: SIM115
    show(preview, console)
    for form in (comment(preview).text, page(preview), document(preview), console.export_text(styles=False)):
        form.encode()
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\u00ad]", form
        )
        assert not re.search("[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]", form)


class _Tags(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_is_html_in_the_page(text: str) -> None:
    """The page has only our own tags, runs nothing and loads nothing."""
    found, plain = _Tags(), _Tags()
    found.feed(page(_hostile(text)))
    plain.feed(page(_hostile("plain")))

    assert found.tags <= plain.tags | {"br"}
    assert {name for name, _ in found.attributes} <= {name for name, _ in plain.attributes}
    assert not any(name.startswith("on") or name == "src" for name, _ in found.attributes)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_code_shows_the_text_itself(text: str) -> None:
    """A code span, in a table or not, shows exactly the text, with what is invisible escaped."""
    alone = MARKDOWN.parse(f"x {code(text)} y")[1].children or []
    table = MARKDOWN.parse(f"| h | i |\n|---|---|\n| {code(text, cell=True)} | z |\n")

    shown = [child.content for child in alone if child.type == "code_inline"]
    assert shown == ([visible(text)] if text.strip() else [])
    cells = [token for token in table if token.type == "inline"][2:]
    assert len(cells) == 2
    told = "".join(
        child.content for child in cells[0].children or [] if child.type in ("text", "code_inline")
    )
    assert told in (visible(text), visible(text).strip(), "(blank)")


@given(st.text())
def test_any_text_keeps_its_place(text: str) -> None:
    """For any text at all, prose is one paragraph of words and code is one span."""
    prose_tokens = MARKDOWN.parse(f"x {prose(text)} y")
    code_tokens = MARKDOWN.parse(f"x {code(text)} y")

    assert [token.type for token in prose_tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in prose_tokens[1].children or []} <= {"text", "text_special"}
    assert [token.type for token in code_tokens] == ["paragraph_open", "inline", "paragraph_close"]


@given(st.lists(st.text("`~ab|<>\\", max_size=12), max_size=8))
def test_nothing_ends_a_fence(lines: list[str]) -> None:
    """Whatever stands in a fenced block, it is one block, with those lines."""
    tokens = MARKDOWN.parse("\n".join(fence(lines, "diff")))

    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content.splitlines() == lines or tokens[0].content == "\n" * len(lines)


@pytest.mark.parametrize("identity", ["prod", "a--b", "-->", "<x>", "a b", "é", "", "x" * 300, "-" * 9])
def test_a_marker_is_a_comment_and_nothing_else(identity: str) -> None:
    """Whatever a preview is called, its marker is one HTML comment, and different names have different markers."""
    (token,) = MARKDOWN.parse(marker(identity))

    inner = token.content.strip().removeprefix("<!--").removesuffix("-->")
    assert token.type == "html_block"
    assert "--" not in inner
    assert not set("<>") & set(inner)
    assert marker(identity) != marker(f"{identity}x")


def test_a_marker_stays_the_same() -> None:
    """The marker is a public contract: comments that stand under pull requests are found by it."""
    assert marker("prod") == "<!-- polder:preview:v1 id=prod -->"
    assert marker("a--b") == "<!-- polder:preview:v1 id=a-%2Db -->"


def test_words_that_are_plain_are_plain() -> None:
    """Names of sites and regions are no code, unless there is something odd in them."""
    assert word("eu-central-1") == "eu-central-1"
    assert word("a_b") == "`a_b`"
    assert word("") == ""
    assert summary("<b>") == "<code>&lt;b&gt;</code>"


@pytest.mark.parametrize("length", [1, 10, 40, 41, 100, 5000])
def test_a_cut_text_is_short_and_says_so(length: int) -> None:
    """A text that is too long is cut in its middle and says how long it was; a short one is whole."""
    text = "a" * (length - 1) + "z"
    short = clipped(text, 40)

    assert (short == text) is (length <= 40)
    assert len(short) <= 40
    assert short[0] == text[0]
    assert short[-1] == "z"


def test_every_place_of_a_preview_is_hostile(scenarios: Mapping[str, Preview]) -> None:
    """The hostile preview has every part that real ones have, so that no place is left out."""
    hostile = _hostile("x")

    def parts(preview: Preview) -> set[str]:
        return {each.name for each in fields(preview) if getattr(preview, each.name)}

    for preview in scenarios.values():
        assert parts(preview) <= parts(hostile)
