"""A preview as a page of HTML that needs nothing else: the comment without limits, in colours.

Import it where it is used: markdown-it costs 40 ms.
"""

import html
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt

from polder_previews.comment import comment
from polder_previews.escape import visible
from polder_previews.preview import Preview

_STYLE: Final = """
:root { color-scheme: light dark; --fg: #1f2328; --bg: #fff; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da;
  --plus: #116329; --plus-bg: #dafbe1; --minus: #82071e; --minus-bg: #ffebe9; --change: #7d4e00; --change-bg: #fff8c5; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6edf3; --bg: #0d1117; --line: #3d444d; --soft: #161b22;
  --link: #4493f8; --plus: #aff5b4; --plus-bg: #033a16; --minus: #ffdcd7; --minus-bg: #67060c; --change: #f2cc60;
  --change-bg: #3b2e00; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 2rem auto;
  max-width: 78rem; padding: 0 1rem; }
h3 { font-size: 1.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h4 { font-size: 1.1rem; margin: 1.8rem 0 .6rem; }
a { color: var(--link); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; }
th { background: var(--soft); }
code { font: .87em ui-monospace, monospace; background: var(--soft); padding: .1em .3em; border-radius: .3em;
  overflow-wrap: anywhere; }
td code { overflow-wrap: normal; white-space: nowrap; }
pre { background: var(--soft); padding: .8rem; border-radius: .4rem; overflow-x: auto; }
pre code { background: none; padding: 0; overflow-wrap: normal; display: block; width: max-content; min-width: 100%; }
pre span { display: block; min-height: 1.5em; }
.plus { color: var(--plus); background: var(--plus-bg); }
.minus { color: var(--minus); background: var(--minus-bg); }
.change { color: var(--change); background: var(--change-bg); }
.note { opacity: .75; }
summary { cursor: pointer; padding: .2rem 0; }
li { margin: .3rem 0; }
"""

_CLASSES: Final = {"+": "plus", "-": "minus", "!": "change", "#": "note"}


def page(preview: Preview) -> str:
    """Write a preview as a page; it loads nothing and runs nothing."""
    # Only our own lines are HTML: whatever others wrote stands in code, or is escaped.
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    names = ", ".join(map(visible, preview.environments))
    title = html.escape(f"Polder preview of {names}" if names else "Polder preview")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{markdown.render(comment(preview).text)}"
        "</body>\n</html>\n"
    )


def _fence(_renderer: object, tokens: Sequence[Any], index: int, _options: object, _env: object) -> str:
    token = tokens[index]
    if token.info != "diff":
        return f"<pre><code>{html.escape(token.content)}</code></pre>\n"
    return f"<pre><code>{''.join(map(_line, token.content.splitlines()))}</code></pre>\n"


def _line(line: str) -> str:
    kind = _CLASSES.get(line.lstrip()[:1] if line.lstrip()[:1] == "#" else line[:1])
    return f'<span class="{kind}">{html.escape(line)}</span>' if kind else f"<span>{html.escape(line)}</span>"


def _table_open(*_arguments: object) -> str:
    return '<div class="table"><table>\n'


def _table_close(*_arguments: object) -> str:
    return "</table></div>\n"
