"""Differences are semantic: maps by key, sets by what is in them, texts by what they say; what stays is left out."""

import json
from collections.abc import Callable

import pytest

from polder_previews.changes import Reading, changes_of
from polder_previews.differences import Difference
from polder_previews.plan import Plan
from polder_previews.sets import Sets, sets_of

MakePlan = Callable[..., Plan]
Told = Callable[..., tuple[Difference, ...]]


@pytest.fixture
def told(make_plan: MakePlan) -> Told:
    """Give the differences of an update of one attribute."""

    def tell(
        before: object, after: object, *, unknown: object = None, sets: Sets | None = None
    ) -> tuple[Difference, ...]:
        plan = make_plan(
            before={"x": before}, after={"x": after}, after_unknown={"x": unknown} if unknown else {}
        )
        return changes_of(plan, Reading(sets=sets or Sets()))[0].differences

    return tell


def _short(differences: tuple[Difference, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.path, each.kind, each.before, each.after) for each in differences]


def test_a_map_is_compared_by_key(told: Told) -> None:
    """Only the keys that differ are told, each by its own path."""
    found = told({"same": "1", "changed": "1", "gone": "1"}, {"same": "1", "changed": "2", "new key": "3"})

    assert _short(found) == [
        ("x.changed", "changed", '"1"', '"2"'),
        ("x.gone", "removed", '"1"', ""),
        ('x["new key"]', "added", "", '"3"'),
    ]


ALIKE: list[tuple[object, object]] = [
    (None, []),
    ([], None),
    ({}, None),
    (1, 1.0),
    ("a", "a"),
    ({"a": None}, {}),
    ([{"a": []}], [{"a": None}]),
]


@pytest.mark.parametrize(("before", "after"), ALIKE)
def test_what_providers_do_not_tell_apart_is_left_out(before: object, after: object, told: Told) -> None:
    """Null and empty are the same, and so are 1 and 1.0."""
    assert told(before, after) == ()


@pytest.mark.parametrize(("before", "after"), [(True, 1), (False, 0), ("1", 1), ("", None), (0, None)])
def test_what_is_not_the_same_is_told(before: object, after: object, told: Told) -> None:
    """A switch is no number, a text is no number, and an empty text or a zero is something."""
    assert len(told(before, after)) == 1


def test_a_list_is_compared_by_what_is_in_it(told: Told) -> None:
    """An element that comes before others does not make all of them differ."""
    assert _short(told(["b", "c"], ["a", "b", "c"])) == [("x", "added", "", '"a"')]
    assert _short(told(["a", "b", "b"], ["a", "b"])) == [("x", "removed", '"b"', "")]


def test_another_order_is_told_of_a_list_and_not_of_a_set(told: Told) -> None:
    """Arguments in another order are other arguments; a set has no order."""
    as_set = Sets({"aws_vpc": frozenset({("x",)})})

    assert _short(told(["a", "b"], ["b", "a"])) == [("x", "order", '["a", "b"]', '["b", "a"]')]
    assert told(["a", "b"], ["b", "a"], sets=as_set) == ()


def test_elements_are_known_by_their_names(told: Told) -> None:
    """A block that moved and changed is told by its name and its one attribute."""
    before = [{"name": "http", "port": 80}, {"name": "ssh", "port": 22}]
    after = [{"name": "ssh", "port": 2222}, {"name": "http", "port": 80}, {"name": "new", "port": 1}]

    assert _short(told(before, after)) == [
        ('x[name="ssh"].port', "changed", "22", "2222"),
        ("x", "added", "", '{"name": "new", "port": 1}'),
    ]


def test_elements_without_names_are_told_by_their_place(told: Told) -> None:
    """Blocks that nothing tells apart are compared in their order."""
    assert _short(told([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 3}])) == [("x[1].a", "changed", "2", "3")]


def test_a_single_block_has_no_place(told: Told) -> None:
    """A block that can stand once is told without an index."""
    assert _short(told([{"a": [{"b": 1}]}], [{"a": [{"b": 2}]}])) == [("x.a.b", "changed", "1", "2")]


def test_json_in_a_text_is_compared_as_json(told: Told) -> None:
    """A policy that differs in one action is told by that action."""
    before = json.dumps({"Statement": [{"Sid": "A", "Action": ["s3:Get"]}], "Version": "1"})
    after = json.dumps(
        {"Version": "1", "Statement": [{"Action": ["s3:Get", "s3:Put"], "Sid": "A"}]}, indent=2
    )

    assert _short(told(before, after)) == [("x.Statement.Action", "added", "", '"s3:Put"')]


def test_json_that_is_written_otherwise_is_told_as_that(told: Told) -> None:
    """A policy that says the same in another form is no change of what it says."""
    assert _short(told('{"a": 1}', '{ "a":1 }')) == [("x", "form", "", "the same JSON")]


def test_yaml_in_a_text_is_compared_as_yaml(told: Told) -> None:
    """Values of a chart that differ in one setting are told by that setting."""
    assert _short(told("a:\n  b: 1\n  c: 2\n", "# words\na:\n  c: 3\n  b: 1\n")) == [
        ("x.a.c", "changed", '"2"', '"3"')
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1, 2]\nb: *x\n",
        "a: [\nb: 1\n",
        "a: 1\n\tb: 2\n",
        "? [a]\n: b\n",
        "!!python/object:os.system x\ny: z\n",
    ],
)
def test_yaml_that_is_none_or_refers_to_itself_is_a_text(text: str, told: Told) -> None:
    """What cannot be read safely is compared line by line."""
    (difference,) = told(text, text + "more: 1\n")

    assert difference.kind == "lines"


def test_a_text_is_compared_line_by_line(told: Told) -> None:
    """A script that differs in one line is told by that line and its neighbours."""
    before = "\n".join(f"echo {number}" for number in range(20))
    (difference,) = told(before, before.replace("echo 10\n", "echo ten\n"))

    assert difference.lines == (
        " … 9 more lines",
        " echo 9",
        "-echo 10",
        "+echo ten",
        " echo 11",
        " … 8 more lines",
    )


def test_long_texts_are_not_compared_line_by_line(told: Told) -> None:
    """Thousands of lines that all differ are counted."""
    before, after = ("\n".join(f"{word} {n % 7}" for n in range(3000)) for word in ("a", "b"))

    (difference,) = told(before, after)

    assert difference.lines == ("-3000 lines", "+3000 lines")


@pytest.mark.parametrize(
    ("before", "after", "unknown", "expected"),
    [
        ("a", None, True, ("x", "changed", '"a"', "(known after apply)")),
        (None, None, True, ("x", "added", "", "(known after apply)")),
        ({"a": 1}, {}, {"a": True}, ("x.a", "changed", "1", "(known after apply)")),
        ([{"a": 1, "b": 2}], [{"b": 2}], [{"a": True}], ("x.a", "changed", "1", "(known after apply)")),
        (["a"], ["a"], [False, True], ("x", "added", "", "(known after apply)")),
    ],
)
def test_what_is_not_known_yet_is_told_as_that(
    before: object, after: object, unknown: object, expected: tuple[str, ...], told: Told
) -> None:
    """A value that only apply will tell is told so, wherever it stands."""
    assert _short(told(before, after, unknown=unknown)) == [expected]


def test_an_update_in_which_nothing_differs_visibly_is_told(make_plan: MakePlan) -> None:
    """Terraform calls it an update; the preview does not hide that it is one."""
    change = changes_of(make_plan(before={"x": None}, after={"x": []}), Reading())[0]

    assert change.differences == ()
    assert change.does_something


def test_sets_are_read_out_of_schemas() -> None:
    """Sets are found in types, in nested attributes and in nested blocks, at any depth."""
    block = {
        "attributes": {
            "plain": {"type": "string"},
            "ids": {"type": ["set", "string"]},
            "deep": {"type": ["list", ["object", {"in": ["set", "number"]}]]},
            "nested": {
                "nested_type": {"nesting_mode": "set", "attributes": {"s": {"type": ["set", "string"]}}}
            },
        },
        "block_types": {
            "rule": {"nesting_mode": "set", "block": {"attributes": {"t": {"type": ["set", "string"]}}}}
        },
    }
    sets = sets_of({"provider_schemas": {"p": {"resource_schemas": {"aws_vpc": {"block": block}}}}})

    assert sets.paths["aws_vpc"] == {
        ("ids",),
        ("deep", "in"),
        ("nested",),
        ("nested", "s"),
        ("rule",),
        ("rule", "t"),
    }
    assert not sets.has("aws_vpc", ("plain",))
