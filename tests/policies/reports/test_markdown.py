import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from polder_policies.reports.markdown import as_markdown, code, prose
from polder_policies.reports.report import Report


def _rendered(text: str) -> str:
    """As a reader sees it who takes all that GitHub does: HTML, autolinks, tables and strikethrough."""
    return (
        MarkdownIt("commonmark", {"html": True, "linkify": False})
        .enable(["table", "strikethrough"])
        .render(text)
    )


def _tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-zA-Z!][^\s>]*)", html))


HOSTILE = [
    "<script>alert(1)</script>",
    "[l](http://e.example)",
    "![i](http://e.example)",
    "**b** _i_ ~~s~~ `c`",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "---",
    "===",
    "a | b\n--|--\nc | d",
    "&lt;b&gt; &amp;",
    "back\\slash\\*",
    "``` fence",
    "<http://e.example>",
    "[ref]: http://e.example",
    "line\r\n\r\nbreak",
    "trailing\\",
    "+ plus",
    "$x$",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("before", ["", "- **x**: "], ids=["block", "item"])
def test_prose_is_read_as_it_stands(text: str, before: str) -> None:
    """No string becomes markup, wherever it stands: what a reader sees is the string, its blanks apart."""
    html = _rendered(f"{before}{prose(text)}")
    seen = re.sub(r"<[^>]+>", "", html)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        seen = seen.replace(entity, character)

    assert _tags(html) <= {"p", "ul", "li", "strong"}
    assert seen.split() == [*(["x:"] if before else []), *text.split()]


@pytest.mark.parametrize("text", ["`", "``a``", "a`b", " ", "<b>", "a\nb", "@octocat"])
def test_code_is_a_code_span(text: str) -> None:
    """Whatever backticks are in it, a value is one code span with all of it."""
    html = _rendered(code(text))

    assert html.count("<code>") == 1
    assert _tags(html) == {"p", "code"}


@pytest.mark.parametrize("text", ["ask @octocat now", "jane@example.org", "fixes #12"])
def test_nobody_is_mentioned(text: str) -> None:
    """Names and numbers that GitHub would link and notify are code, which it leaves alone."""
    plain = re.sub(r"<code>.*?</code>", "", _rendered(prose(text)))

    assert "@" not in plain
    assert "#" not in plain


def test_bare_links_are_no_links() -> None:
    """An address that GitHub would link by itself is broken up by escapes that nobody sees."""
    assert "://" not in prose("see https://e.example")
    assert "www." not in prose("see www.e.example")


def test_everything_is_told(adopted: Report, report: Report) -> None:
    """Findings, what a waiver and what a baseline accepts each have a heading; packs and the disclaimer close it."""
    text = as_markdown([report, adopted])
    html = _rendered(text)

    assert html.count("<h2>") == 2
    assert re.findall(r"<h3>(.*?)</h3>", html) == [
        *("Findings", "Waived", "Notes"),
        *("Findings", "Accepted by the baseline", "Waived", "Notes"),
    ]
    assert text.count("polder explain") == 10
    assert "claims -> replicates -> claims@virginia/datasets -> virginia -> US" in text
    assert "Not legal advice" in text


def test_an_environment_cannot_write_markup(report: Report) -> None:
    """With hostile titles, citations and reasons, what is rendered holds no element but the report's own."""
    html = _rendered(as_markdown([report]))

    assert _tags(html) <= {"h2", "h3", "p", "ul", "li", "strong", "code", "a"}
    assert not re.findall(r'href="(?!https://learn\.microsoft|https://eur-lex)[^"]*e\.example', html)


def test_many_findings_are_cut(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the limit of a summary it says how many are left out."""
    monkeypatch.setattr("polder_policies.reports.markdown.MOST_FINDINGS", 1)

    assert "3 more are in the JSON report." in as_markdown([report])


def test_links_of_somebody_elses_rule_are_checked(report: Report) -> None:
    """A link that is none, or would end the Markdown around it, is left out."""
    first = report.verdict.broken[0]
    rule = replace(first.rule, link="javascript:alert(1)>) <b>")
    verdict = replace(report.verdict, findings=(first._replace(rule=rule),))

    assert "javascript" not in as_markdown([replace(report, verdict=verdict)])
