from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polder_environments.problems import (
    InvalidInput,
    KeyPath,
    Position,
    Problem,
    closest,
    dotted,
    render,
    shown,
)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((), ""),
        (("sites", "frankfurt", "pools", "train", "nodes", 1), "sites.frankfurt.pools.train.nodes[1]"),
        (("api_ranges", 0, "from-to"), "api_ranges[0].from-to"),
        (("a.b", "c d", ""), '"a.b"."c d".""'),
        (("\x1b[2J",), '"\\u001b[2J"'),
    ],
)
def test_a_path_is_written_with_dots(path: KeyPath, written: str) -> None:
    """A plain key stands as it is, an index in brackets, and anything that could be misread in quotes."""
    assert dotted(path) == written


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_a_value_is_shown_on_one_printable_line(value: object) -> None:
    """Nothing in a file can move the cursor, colour the terminal or fill the screen."""
    found = shown(value)

    assert found.isprintable()
    assert len(found) <= 60 * 8 + 2


@pytest.mark.parametrize(
    ("word", "choices", "guess"),
    [
        ("regoin", ["region", "role"], "region"),
        ("Region", ["region"], "region"),
        ("node-pools", ["node_pools"], "node_pools"),
        ("x", ["region"], None),
        ("r" * 1000, ["region"], None),
        ("a", [], None),
    ],
)
def test_the_closest_name_is_guessed(word: str, choices: list[str], guess: str | None) -> None:
    """A slip of the fingers, of case or of the hyphen is recognised; nonsense and a novel are not."""
    assert closest(word, choices) == guess


def block(
    tmp_path: Path, text: str, position: tuple[int, int], *, width: int = 100, allowed: str = ""
) -> list[str]:
    """Render one problem of a file with the text, without its first line."""
    file = tmp_path / "prod.yaml"
    file.write_bytes(text.encode())
    return render(
        [Problem(Position(file, *position), "key", "what", allowed, "code")], width=width
    ).splitlines()[1:]


def test_the_caret_stands_under_the_value(tmp_path: Path) -> None:
    """Wide, combining and tab characters before the value do not push the caret away from it."""
    for line in ("name: dev", "\u4f60\u597d: dev", "e\u0301: dev", "\ta: dev"):
        source, caret = block(tmp_path, f"first\n{line}\n", (2, line.index("dev") + 1))
        shift = 2 if "\u4f60" in line else -1 if "\u0301" in line else 0

        assert caret.index("^") == source.index("dev") + shift


@given(column=st.integers(1, 3000), width=st.integers(1, 200))
def test_a_long_line_is_cut_around_the_caret(
    tmp_path_factory: pytest.TempPathFactory, column: int, width: int
) -> None:
    """However long the line and narrow the terminal, the caret is on the screen and under its character."""
    text = "".join(chr(ord("a") + index % 26) for index in range(3000))
    source, caret = block(tmp_path_factory.mktemp("long"), text, (1, column), width=width)

    assert max(len(source), len(caret)) <= max(width, 40)
    assert source[caret.index("^")] == text[column - 1]


def test_a_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and text that runs backwards are replaced in the excerpt."""
    source, _ = block(tmp_path, "a: \x1b[31m\u202e\n", (1, 1))

    assert source.isprintable()


def test_allowed_is_wrapped_under_itself(tmp_path: Path) -> None:
    """A long list of what is allowed keeps to the width and is indented."""
    lines = block(tmp_path, "a: 1\n", (1, 1), width=50, allowed=", ".join(["value"] * 30))[2:]

    assert len(lines) > 3
    assert all(len(line) <= 50 and line.startswith("    ") for line in lines)


@pytest.mark.parametrize("position", [(0, 0), (9, 1)])
def test_a_problem_without_a_line_has_no_excerpt(tmp_path: Path, position: tuple[int, int]) -> None:
    """A problem of the whole file, and a file that has changed since, still render."""
    assert block(tmp_path, "a: 1\n", position) == []


def test_a_file_that_is_gone_has_no_excerpt(tmp_path: Path) -> None:
    """Rendering never fails, whatever has become of the file."""
    gone = Problem(Position(tmp_path / "gone.yaml", 1, 1), "", "what", "", "code")
    folder = Problem(Position(tmp_path, 1, 1), "", "what", "", "code")

    assert render([gone, folder]) == f"{tmp_path}/gone.yaml:1:1: what\n\n{tmp_path}:1:1: what\n"
    assert render([]) == ""


def test_problems_come_in_the_order_of_the_file() -> None:
    """Whoever mends a file goes through it from top to bottom."""
    late, early = (Problem(Position(Path("a.yaml"), line, 1), "", "what", "", "code") for line in (10, 9))

    assert InvalidInput((late, early)).problems == (early, late)
