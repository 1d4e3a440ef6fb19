"""The file that `polder comment` posts: what it must be, and what is taken out of one that a fork wrote."""

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ci.conftest import MARKER
from polder_previews.forge.body import read_body
from polder_previews.forge.refusal import BadRequest
from polder_previews.forge.untrusted import NOTICE, defused

LIMIT = 1000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "first line is no marker"),
        (b"### Polder preview\n", "first line is no marker"),
        (b"\n<!-- polder:preview:v1 id=prod -->\ntext", "first line is no marker"),
        (b"\xef\xbb\xbf<!-- polder:preview:v1 id=prod -->\ntext", "first line is no marker"),
        (b"<!-- polder:preview:v1 id=prod --> text\nmore", "first line is no marker"),
        (b"<!-- polder:preview:v1 id=a-->b -->\ntext", "first line is no marker"),
        (b"<!-- polder:preview:v1 id= -->\ntext", "first line is no marker"),
        (b"<!-- other:preview:v1 id=prod -->\ntext", "first line is no marker"),
        (b"<!-- polder:preview:v1 id=prod -->\n\n", "nothing stands below"),
        (b"<!-- polder:preview:v1 id=prod -->", "nothing stands below"),
        (b"<!-- polder:preview:v1 id=prod -->\n" + b"x" * LIMIT, "1035 characters, 1000 is the most"),
        (b"<!-- polder:preview:v1 id=prod -->\n" + b"x" * 5 * LIMIT, "more than 1000 characters"),
        (b"<!-- polder:preview:v1 id=prod -->\n\xff", "byte 35 is no text in UTF-8"),
        (b"<!-- polder:preview:v1 id=prod -->\na\0b", "holds a NUL"),
    ],
)
def test_what_is_no_comment_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """A file without marker or text, too long, or no text, is refused with its name and the reason."""
    file = tmp_path / "comment.md"
    file.write_bytes(content)

    with pytest.raises(BadRequest, match=re.escape(told)) as raised:
        read_body(file, LIMIT)

    assert str(raised.value).startswith(f"{file}: ")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there, and a folder, are refused with what the system says."""
    for file, told in ((tmp_path / "none.md", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(BadRequest, match=told):
            read_body(file, LIMIT)


def test_windows_line_breaks_are_taken(tmp_path: Path) -> None:
    """A carriage return behind the marker does not hide it."""
    file = tmp_path / "comment.md"
    file.write_bytes(b"<!-- polder:preview:v1 id=prod -->\r\ntext\r\n")

    assert read_body(file, LIMIT).marker == MARKER


def _archive(file: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return file


def test_comment_is_read_out_of_an_artifact(tmp_path: Path) -> None:
    """The zip of a run's artifact is read without being unpacked: only comment.md of it."""
    archive = _archive(tmp_path / "a.zip", comment__md=f"{MARKER}\ntext".encode(), evil__sh=b"rm -rf /")
    before = sorted(tmp_path.iterdir())

    body = read_body(archive, LIMIT)

    assert body.text == f"{MARKER}\ntext"
    assert sorted(tmp_path.iterdir()) == before


def test_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A comment of a gigabyte of zeros, a megabyte as a zip, is refused after as much as a comment may have."""
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made, made.open("comment.md", "w") as member:
        for _ in range(64):
            member.write(bytes(1 << 20))

    with pytest.raises(BadRequest, match="more than 1000 characters"):
        read_body(archive, LIMIT)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"no zip", "no zip, a broken one"), (b"", "no zip, a broken one")],
)
def test_broken_archive_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """What only calls itself a zip is refused."""
    archive = tmp_path / "a.zip"
    archive.write_bytes(content)

    with pytest.raises(BadRequest, match=told):
        read_body(archive, LIMIT)


def test_archive_without_a_comment_is_refused(tmp_path: Path) -> None:
    """A comment in a folder of the zip, or above it, is not looked for."""
    archive = _archive(
        tmp_path / "a.zip", **{"../comment__md": f"{MARKER}\ntext".encode(), "x/comment__md": b"y"}
    )

    with pytest.raises(BadRequest, match=r"holds no comment\.md"):
        read_body(archive, LIMIT)


@given(st.binary(max_size=400))
def test_no_archive_makes_a_traceback(content: bytes) -> None:
    """Whatever bytes a fork uploads, they are a comment or are refused."""
    import tempfile  # noqa: PLC0415 - hypothesis and function-scoped fixtures do not go together

    with tempfile.TemporaryDirectory() as folder:
        archive = _archive(Path(folder) / "a.zip", comment__md=f"{MARKER}\ntext".encode())
        whole = archive.read_bytes()
        archive.write_bytes(whole[: len(whole) // 2] + content + whole[len(whole) // 2 :])
        try:
            body = read_body(archive, LIMIT)
        except BadRequest:
            return

    assert body.text == f"{MARKER}\ntext"


HOSTILE = """\
@octocat, @acme/admins and mail@example.org, &#64;octocat, &commat;octocat, \\@octocat
[click](https://evil.example) ![seen](https://evil.example/pixel.png) [ref][1] <https://evil.example> www.evil.example
<img src=x onerror=alert(1)> <a href="https://evil.example">here</a> <script>alert(1)</script> <details open ontoggle=x>
<!-- polder:preview:v1 id=other --> #12 GH-12 acme/platform#12 &#35;12
`@octocat` and <code>@octocat</code>
@<a>octocat [click]<a>(https://evil.example) <<a>img src=x> <a
href="https://evil.example">here</a>

[1]: https://evil.example
"""


def test_nothing_of_a_fork_is_active() -> None:
    """Rendered, a fork's text has no link, picture or foreign tag, and mentions nobody and nothing."""
    html = MarkdownIt("gfm-like").disable("linkify").render(defused(HOSTILE))
    text = re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&amp;", "&")

    assert re.findall(r"<(?:a |img|script|details|!--)[^>]*>", html) == []
    assert re.findall(r"@[A-Za-z]", text) == []
    assert re.findall(r"(?:#|GH-)\d", text) == []
    assert re.findall(r"https?://|www\.", text) == []


def test_what_the_renderer_needs_stays() -> None:
    """Tables, folds, code and emphasis of a true preview look the same, under the notice."""
    text = (
        "| stack | + |\n|---|---|\n| <code>a&#124;b</code> | **1** |\n\n<details><summary><code>x</code></summary>\n\n"
        "```diff\n+ a = 1\n```\n\n</details>\n<br>\n&lt;sensitive&gt; &amp; &quot;\n"
    )

    assert defused(text) == f"{NOTICE}\n\n{text}"


def test_untrusted_text_stands_under_its_notice(tmp_path: Path) -> None:
    """The marker stays first, so that the comment is found again; the notice comes next."""
    file = tmp_path / "comment.md"
    file.write_text(f"{MARKER}\n@octocat")

    body = read_body(file, LIMIT, untrusted=True)

    assert body.text == f"{MARKER}\n{NOTICE}\n\n@\u2060octocat"


def test_limit_holds_after_defusing(tmp_path: Path) -> None:
    """What gets longer than a comment may be, because so much had to be taken out, is refused and not cut."""
    file = tmp_path / "comment.md"
    file.write_text(f"{MARKER}\n{'@' * 600}")

    with pytest.raises(BadRequest, match="is the most"):
        read_body(file, LIMIT, untrusted=True)
