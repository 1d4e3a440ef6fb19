import os
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from polder_environments.located import MappingNode, Node, ScalarNode, SequenceNode, plain
from polder_environments.problems import InvalidInput
from polder_environments.strict_yaml import DEEPEST, LARGEST_FILE, MOST_NODES, Parsed, parse, read, resolve

FILE = Path("prod.yaml")


def codes(parsed: Parsed) -> list[str]:
    """Name the kinds of problems, in the order they were found."""
    return [problem.code for problem in parsed.problems]


def scalars(node: Node) -> list[ScalarNode]:
    """List all values of a tree."""
    if isinstance(node, ScalarNode):
        return [node]
    inner = node.items if isinstance(node, SequenceNode) else [entry.value for entry in node.entries.values()]
    return [scalar for one in inner for scalar in scalars(one)]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        *[
            (word, word)
            for word in ("yes", "no", "on", "off", "y", "n", "0123", "0o17", "0x1F", "0b1", "1_000", "1:30")
        ],
        *[
            (word, word)
            for word in (
                "2026-11-23",
                "2026-11-23T10:00:00Z",
                "1.2.3",
                ".inf",
                ".nan",
                "1e999",
                "-",
                ".",
                "tRue",
            )
        ],
        ("9" * 19, "9" * 19),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_plain_words_follow_yaml_1_2(word: str, value: object) -> None:
    """An unquoted word is what YAML 1.2 says, and what people write as a name stays text."""
    found = resolve(word)

    assert found == value
    assert type(found) is type(value)


def test_a_quoted_word_is_text() -> None:
    """Quotes of either kind, and blocks, keep a number or a switch as text."""
    root = parse(b"a: \"1\"\nb: 'true'\nc: |-\n  1\n", FILE).root

    assert root is not None
    assert plain(root) == {"a": "1", "b": "true", "c": "1"}


def test_positions_count_characters_from_one() -> None:
    """Columns count characters and not bytes, so that an editor lands on the value."""
    root = parse("\ufeffé: {ü: [x, 😀, y]}\r\nz: 1\r\n".encode(), FILE).root

    assert root is not None
    inner = root.entries["é"].value
    assert isinstance(inner, MappingNode)
    items = inner.entries["ü"].value
    assert isinstance(items, SequenceNode)
    assert [(item.at.line, item.at.column) for item in items.items] == [(1, 9), (1, 12), (1, 15)]
    assert (root.entries["z"].key_at.line, root.entries["z"].key_at.column) == (2, 1)


def laughs(levels: int, width: int = 10) -> bytes:
    """Write the billion laughs: each line repeats the one above `width` times."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


BOMBS = {
    "billion laughs": (laughs(12), "too-many-values"),
    "a million values": (b"a: [" + b"1," * (LARGEST_FILE // 2 - 10) + b"]", "too-many-values"),
    "a deep list": (b"a: " + b"[" * 500_000, "too-deep"),
    "a deep mapping": (b"{a: " * 200_000, "too-deep"),
    "deep dashes": (b"- " * 500_000, "too-deep"),
    "deep through aliases": (
        b"\n".join(b"a%d: &a%d [%s]" % (n, n, b"*a%d" % (n - 1) if n else b"x") for n in range(DEEPEST + 2)),
        "too-deep",
    ),
    "a scalar again and again": (b"a: &a x\nb: [*a" + b", *a" * 150_000 + b"]", "too-many-values"),
    "deep through aliases beside shallow items": (
        b"\n".join(
            b"a%d: &a%d [%s, x]" % (n, n, b"*a%d" % (n - 1) if n else b"x") for n in range(DEEPEST + 2)
        ),
        "too-deep",
    ),
    "tag directives": (b"".join(b"%%TAG !a%d! b\n" % n for n in range(40_000)) + b"--- a\n", "directive"),
    "empty lines": (b"\r\n" * 500_000, "empty-file"),
    "comments": (b"#\r\n" * 300_000 + b"x", "not-a-mapping"),
    "no end of quotes": (b'"' + b"a " * 500_000, "syntax"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_milliseconds(name: str) -> None:
    """What grows without measure is refused where the measure is full, not after it has been built."""
    data, code = BOMBS[name]
    start = time.process_time()
    parsed = parse(data, FILE)
    seconds = time.process_time() - start

    assert codes(parsed) == [code]
    assert parsed.root is None
    assert seconds < (3 if name in {"a million values", "a scalar again and again"} else 0.3)


def test_aliases_are_counted_as_often_as_they_are_used() -> None:
    """Four levels of ten laughs fit, six do not: the measure is what the file stands for, not its length."""
    assert codes(parse(laughs(4), FILE)) == []
    assert codes(parse(laughs(6), FILE)) == ["too-many-values"]
    assert MOST_NODES <= 10**5


def test_depth_is_allowed_up_to_its_limit() -> None:
    """The last level that is allowed is read, and the next one refused."""
    fits = "a: " + "[" * (DEEPEST - 2) + "1" + "]" * (DEEPEST - 2)
    over = "a: " + "[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1)

    assert codes(parse(fits.encode(), FILE)) == []
    assert codes(parse(over.encode(), FILE)) == ["too-deep"]


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"", "empty-file", 0, 0),
        (b"\xef\xbb\xbf", "empty-file", 0, 0),
        (b"---\n", "empty-file", 0, 0),
        (b"\x7fELF\0\0", "binary", 0, 0),
        (b"a: b\nc: \xff\n", "not-utf-8", 2, 4),
        ("a: b".encode("utf-16"), "not-utf-8", 1, 1),
        (b"a: b\nc: \x1b[2J\n", "control-character", 2, 4),
        ("a: b\nc: \u2028\n".encode(), "control-character", 2, 4),
        (b"a: b\n...\nc: d\n", "syntax", 3, 1),
        (b'a: "\\ud800"\n', "syntax", 1, 7),
        (b'a: "\\N"\n', "invisible-character", 1, 4),
        (b'a: "\\x07"\n', "invisible-character", 1, 4),
        (b"&a a: b\n", "anchor", 1, 1),
        (b"a: &a b\nc: &a d\n", "anchor", 2, 4),
        (b"!!str a: b\n", "tag", 1, 1),
        (b"a: ! b\n", "tag", 1, 4),
        (b"<<: {a: b}\n", "merge-key", 1, 1),
        (b"*a : b\n", "not-a-name", 1, 1),
    ],
)
def test_what_is_refused_says_where(data: bytes, code: str, line: int, column: int) -> None:
    """Each kind of bad text is refused under its own name, at its own place."""
    problems = parse(data, FILE).problems

    assert code in [problem.code for problem in problems]
    found = next(problem for problem in problems if problem.code == code)
    assert (found.position.line, found.position.column) == (line, column)


def test_all_that_is_wrong_is_said_at_once() -> None:
    """One refusal does not hide the next: an author mends the whole file in one go."""
    data = b"a: ${x}\nb: !t 1\nc: &c 2\nc: 3\nd: *e\n1: f\ng:\n"

    assert codes(parse(data, FILE)) == ["template", "tag", "duplicate-key", "alias", "not-a-name", "no-value"]


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    """A file of 100 MB is not read: the refusal takes no time and no memory."""
    file = tmp_path / "prod.yaml"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    start = time.process_time()
    with pytest.raises(InvalidInput) as caught:
        read(file)

    assert time.process_time() - start < 0.05
    assert caught.value.problems[0].code == "too-large"
    assert "100,000,000 bytes" in caught.value.problems[0].what


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    """The limit itself is allowed, and one byte more is not."""
    file = tmp_path / "prod.yaml"
    file.write_bytes(b"#" * LARGEST_FILE)

    assert len(read(file)) == LARGEST_FILE

    file.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(InvalidInput):
        read(file)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("folder", "not-a-file"),
        ("gone.yaml", "missing-file"),
        ("a\0b", "unreadable-file"),
        ("ring", "unreadable-file"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, code: str) -> None:
    """A folder, nothing at all, an impossible name and a link to itself each get a problem, not a traceback."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "ring").symlink_to("ring")
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path / name)

    assert caught.value.problems[0].code == code


def test_a_named_pipe_does_not_block(tmp_path: Path) -> None:
    """A pipe without a writer is refused before it is opened, which would wait for ever."""
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path / "pipe.yaml")

    assert caught.value.problems[0].code == "not-a-file"


PIECES = st.lists(
    st.sampled_from(
        [
            *[
                "a",
                "b",
                "[",
                "]",
                "{",
                "}",
                "'",
                '"',
                "#",
                "${",
                "%{",
                "1",
                "true",
                "~",
                "@",
                "`",
                "é",
                "😀",
                "\\",
                "<<",
            ],
            *(
                ": ",
                ":\n",
                "\n",
                "\n  ",
                "- ",
                "? ",
                ", ",
                "&a ",
                "*a",
                "!t ",
                "|\n",
                ">\n",
                "---\n",
                "...\n",
                "%YAML 1.1\n",
            ),
            *("\t", "\u202e", "\r", "\r\n", "\ufeff", "\0", "\x85"),
        ]
    ),
    max_size=40,
).map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode(errors="replace")), PIECES
    )
)
@example(b"? [\n")
@example(b"a: *a")
@example(b"a:\r b: [")
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_any_bytes_are_read_or_refused(loader: str, data: bytes) -> None:
    """No bytes raise anything, every problem lies inside of the text, and no template gets through, with either parser."""
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yaml.CSafeLoader = getattr(yaml, loader)
        parsed = parse(data, FILE)
    finally:
        yaml.CSafeLoader = fast
    text = data.decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")

    for problem in parsed.problems:
        line, column = problem.position.line, problem.position.column
        assert 0 <= line <= len(lines)
        assert (column == 0) if line == 0 else (1 <= column <= len(lines[line - 1]) + 1)
    assert parsed.root is not None or parsed.problems
    if not parsed.problems and parsed.root is not None:
        words = [str(scalar.value) for scalar in scalars(parsed.root)]
        assert not [word for word in words if "${" in word or "%{" in word]


class _Quoting(yaml.SafeDumper):
    """Quotes all text: PyYAML leaves bare what YAML 1.1 reads as text and 1.2 as a number, `0E0` for instance."""


def _quoted(dumper: Any, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


@given(
    st.recursive(
        st.one_of(
            st.booleans(),
            st.integers(-(10**17), 10**17),
            st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text("abc", min_size=1), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_what_is_dumped_is_read_back(value: object) -> None:
    """Any plain data that a YAML writer puts in quotes comes back as it was, or holds a Terraform template."""
    data = yaml.dump({"top": value}, Dumper=_Quoting).encode()
    parsed = parse(data, FILE)

    if not {"template", "tag", "anchor", "alias"} & set(codes(parsed)):
        assert parsed.problems == ()
        assert parsed.root is not None
        assert plain(parsed.root) == {"top": value}


def test_the_invisible_are_those_of_unicode() -> None:
    """Escaped in quotes, each of Unicode's format characters is refused but the visible Arabic and Kaithi ones."""
    visible = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    points = [
        point
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)) in {"Cf", "Zl", "Zp"} and point not in visible
    ]
    taken = [
        hex(point)
        for point in points
        if codes(parse(f'a: "\\U{point:08x}"'.encode(), FILE)) != ["invisible-character"]
    ]

    assert len(points) > 100
    assert taken == []
