"""What `polder preview` writes is what `polder comment` takes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emission import PROJECT
from polder_previews.forge.body import read_body
from polder_previews.forge.terms import terms
from polder_previews.forge.untrusted import NOTICE
from polder_previews.limits import limits
from polder_previews.sections import marker

GOLDEN = tuple(sorted((PROJECT / "tests" / "previews" / "golden").glob("*.md")))


@given(st.text(min_size=1))
def test_marker_of_a_preview_is_taken(identity: str) -> None:
    """Whatever environments are called, the marker of their preview is one that a comment is found again by."""
    import tempfile  # noqa: PLC0415 - hypothesis and function-scoped fixtures do not go together

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "comment.md"
        file.write_text(f"{marker(identity)}\ntext\n", encoding="utf-8")

        body = read_body(file, 10_000)

    assert body.marker == marker(identity)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_preview_may_be_posted(file: Path) -> None:
    """Each comment that the renderer is held to is taken, and still short enough when a fork's run made it."""
    longest = terms()["github"].characters

    trusted, untrusted = (read_body(file, longest, untrusted=fork) for fork in (False, True))

    assert trusted.text == file.read_text()
    assert _seen(untrusted.text).replace(f"{NOTICE}\n\n", "") == _seen(trusted.text)


def _seen(text: str) -> str:
    """Give a comment without what nobody sees, and without what makes its words a link."""
    return re.sub(r"</?a\b[^>]*>|\u2060", "", text)


def test_previews_are_shorter_than_what_forges_take() -> None:
    """The renderer stays below what is refused, with room for what defusing a fork's comment adds."""
    spare = {name: each.characters - limits()[name].characters for name, each in terms().items()}

    assert spare == {"github": 5_536, "gitlab": 50_000}
