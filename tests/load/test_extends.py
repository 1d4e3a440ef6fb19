import os
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from polder_environments.extends import LONGEST_CHAIN, merge, project_root, read_merged
from polder_environments.load import environment_path, find_environments, load_as
from polder_environments.located import Entry, MappingNode, Node, ScalarNode, SequenceNode, plain
from polder_environments.problems import InvalidInput, Position

AT = Position(Path("a.yaml"), 1, 1)


class Model(BaseModel, extra="forbid", frozen=True):
    """Any names with numbers."""

    extends: str | None = None
    environment: str = ""
    values: dict[str, int] = {}


def node(value: object) -> Node:
    """Make a tree of plain data."""
    if isinstance(value, dict):
        return mapping(cast("dict[str, object]", value))
    if isinstance(value, list):
        return SequenceNode(AT, tuple(node(item) for item in cast("list[object]", value)))
    assert value is None or isinstance(value, (int, str))
    return ScalarNode(AT, value, str(value))


def mapping(value: dict[str, object]) -> MappingNode:
    """Make a mapping of plain data."""
    return MappingNode(AT, {key: Entry(AT, node(inner)) for key, inner in value.items()})


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


# Keys whose first letter tells the kind of value, as a model's fields do: m a mapping, l a list, s a scalar.
SCALARS = st.dictionaries(st.sampled_from(["s1", "s2"]), st.integers(0, 9), max_size=2)
LISTS = st.dictionaries(st.just("l1"), st.lists(st.integers(0, 9), max_size=3), max_size=1)


def level(inner: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[dict[str, object]]:
    """Generate mappings with scalars, lists, and mappings from below."""
    mappings = st.dictionaries(st.sampled_from(["m1", "m2"]), inner, max_size=2)
    return st.tuples(SCALARS, LISTS, mappings).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


TREES = level(level(level(st.just(dict[str, object]()))))


@given(TREES, TREES, TREES)
def test_merging_is_associative(
    one: dict[str, object], two: dict[str, object], three: dict[str, object]
) -> None:
    """A chain means the same whichever two of its files are thought of as one."""
    left = merge(merge(mapping(one), mapping(two)), mapping(three))
    right = merge(mapping(one), merge(mapping(two), mapping(three)))

    assert plain(left) == plain(right)


@given(TREES)
def test_merging_with_nothing_or_itself_changes_nothing(tree: dict[str, object]) -> None:
    """An empty file on either side, and the same file twice, add nothing."""
    one, nothing = mapping(tree), mapping({})

    assert plain(merge(one, nothing)) == plain(merge(nothing, one)) == plain(merge(one, one)) == tree


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}),
        ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": 5}, {"a": 5}),
        ({"a": 5}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"b": 2}, {"a": None}, {"b": 2, "a": None}),
        ({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": None}}}, {"a": {"b": {"d": 2}}}),
    ],
)
def test_what_is_nearer_wins(
    base: dict[str, object], over: dict[str, object], merged: dict[str, object]
) -> None:
    """Mappings merge by key, all else is replaced, and null takes an inherited key away."""
    assert plain(merge(mapping(base), mapping(over))) == merged


def test_every_value_remembers_its_own_file(tmp_path: Path) -> None:
    """After a merge of three files each value still points to the line that wrote it; a default to what is above it."""
    write(
        tmp_path,
        {
            "far.yaml": "values: {a: 1, b: 1, c: 1}\n",
            "middle.yaml": "extends: far.yaml\nvalues:\n  b: 2\n  c: 2\n",
            "near.yaml": "extends: middle.yaml\nvalues:\n  c: 3\n",
        },
    )
    loaded = load_as(tmp_path / "near.yaml", Model)
    found = {key: loaded.sources.position(("values", key)) for key in "abcd"}

    assert loaded.environment.values == {"a": 1, "b": 2, "c": 3}
    assert {key: (at.file.name, at.line, at.column) for key, at in found.items()} == {
        "a": ("far.yaml", 1, 13),
        "b": ("middle.yaml", 3, 6),
        "c": ("near.yaml", 3, 6),
        "d": ("near.yaml", 2, 1),
    }
    assert [file.name for file in loaded.sources.files] == ["near.yaml", "middle.yaml", "far.yaml"]
    assert loaded.sources.key(("values", "c")).column == 3
    assert loaded.sources.position(()) == Position(tmp_path / "near.yaml")


def test_extends_may_not_leave_the_project(tmp_path: Path) -> None:
    """Neither by dots, nor through a link to a file or a folder, nor from the middle of a chain."""
    write(tmp_path, {"outside/base.yaml": "values: {secret: 1}\n", "project/cdktf.json": "{}"})
    project = tmp_path / "project"
    (project / "link.yaml").symlink_to(tmp_path / "outside" / "base.yaml")
    (project / "folder").symlink_to(tmp_path / "outside")
    write(project, {"inside.yaml": "extends: ../outside/base.yaml\n"})
    for name in (
        "../outside/base.yaml",
        "link.yaml",
        "folder/base.yaml",
        "inside.yaml",
        "folder/../../outside/base.yaml",
    ):
        write(project, {"prod.yaml": f"extends: {name}\n"})
        with pytest.raises(InvalidInput) as caught:
            load_as(project / "prod.yaml", Model)

        assert [problem.code for problem in caught.value.problems] == ["extends-outside"], name


def test_a_link_inside_of_the_project_is_followed(tmp_path: Path) -> None:
    """A link is no reason to refuse a base as long as it ends inside of the project."""
    write(
        tmp_path,
        {"cdktf.json": "{}", "bases/base.yaml": "values: {a: 1}\n", "prod.yaml": "extends: link.yaml\n"},
    )
    (tmp_path / "link.yaml").symlink_to("bases/base.yaml")

    assert load_as(tmp_path / "prod.yaml", Model).environment.values == {"a": 1}


def test_a_circle_through_a_link_is_a_circle(tmp_path: Path) -> None:
    """A file is known again under another name, so the circle is refused instead of read until the limit."""
    write(tmp_path, {"prod.yaml": "extends: other.yaml\n"})
    (tmp_path / "other.yaml").symlink_to("prod.yaml")
    merged = read_merged(tmp_path / "prod.yaml", tmp_path)

    assert [problem.code for problem in merged.problems] == ["extends-cycle"]
    assert len(merged.files) == 1


@pytest.mark.parametrize(
    ("length", "codes"), [(LONGEST_CHAIN, []), (LONGEST_CHAIN + 1, ["extends-too-long"])]
)
def test_a_chain_has_a_limit(tmp_path: Path, length: int, codes: list[str]) -> None:
    """The longest chain is read whole, and one file more is refused."""
    names = [f"f{index}.yaml" for index in range(length)]
    for name, following in zip(names, [*names[1:], ""], strict=True):
        write(tmp_path, {name: f"extends: {following}\n" if following else "values: {a: 1}\n"})
    merged = read_merged(tmp_path / "f0.yaml", tmp_path)

    assert [problem.code for problem in merged.problems] == codes
    assert merged.complete is not bool(codes)


@pytest.mark.parametrize(
    "name", ["C:/base.yaml", "bases\\\\base.yaml", "/base.yaml", "base.json", "base", ""]
)
def test_a_name_that_holds_elsewhere_only_is_refused(tmp_path: Path, name: str) -> None:
    """A drive, a backslash, an absolute path or another kind of file is refused before the disk is asked."""
    write(tmp_path, {"prod.yaml": f'extends: "{name}"\n'})
    merged = read_merged(tmp_path / "prod.yaml", tmp_path)

    assert [problem.key for problem in merged.problems] == ["extends"]


def test_the_project_is_the_nearest_marked_folder(tmp_path: Path) -> None:
    """`cdktf.json` or `.git` marks a project; without either, a file's own folder is all it may extend."""
    write(tmp_path, {"a/cdktf.json": "{}", "a/b/.git/HEAD": "", "a/b/c/d/prod.yaml": "", "x/y/prod.yaml": ""})

    assert project_root(tmp_path / "a/b/c/d/prod.yaml") == tmp_path / "a/b"
    assert project_root(tmp_path / "a/prod.yaml") == tmp_path / "a"
    assert project_root(tmp_path / "x/y/prod.yaml") == tmp_path / "x/y"


def test_bases_are_no_environments(tmp_path: Path) -> None:
    """What others extend and has no name of its own is a base; what cannot be read is listed, to be complained of."""
    write(
        tmp_path,
        {
            "base.yaml": "values: {}\n",
            "named.yaml": "environment: named\n",
            "prod.yaml": "extends: base.yaml\nenvironment: prod\n",
            "test.yml": "extends: ./named.yaml\nenvironment: test\n",
            "forgot.yaml": "values: {}\n",
            "broken.yaml": "a: [\n",
            "notes.txt": "",
            ".hidden.yaml": "environment: hidden\n",
            "deeper/inner.yaml": "environment: inner\n",
        },
    )
    names = [path.name for path in find_environments(tmp_path)]

    assert names == ["broken.yaml", "forgot.yaml", "named.yaml", "prod.yaml", "test.yml"]
    assert find_environments(tmp_path / "none") == ()


def test_an_environment_is_a_name_or_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`prod` is looked up in the folder, whatever looks like a path is one, and a wrong name gets a guess."""
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {"environments/prod.yaml": "environment: prod\n", "environments/old.yml": "", "prod.yaml": ""},
    )

    assert environment_path("prod") == Path("environments/prod.yaml")
    assert environment_path("old") == Path("environments/old.yml")
    assert environment_path("prod.yaml") == Path("prod.yaml")
    assert environment_path("environments" + os.sep + "prod.yaml") == Path("environments/prod.yaml")
    with pytest.raises(InvalidInput) as caught:
        environment_path("prd")
    assert (
        caught.value.problems[0].allowed == "did you mean prod.yaml? In environments are: old.yml, prod.yaml"
    )
