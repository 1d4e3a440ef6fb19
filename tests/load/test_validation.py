import enum
import re
import time
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
)

from polder_environments.forms import FORMS
from polder_environments.located import plain
from polder_environments.model import Platform, Site
from polder_environments.problems import Problem
from polder_environments.shapes import Shape, fields_of, key_shapes, model_of, shapes_of
from polder_environments.sources import Sources
from polder_environments.strict_yaml import parse
from polder_environments.validation import MOST_PROBLEMS, validate

FILE = Path("prod.yaml")


class Colour(enum.Enum):
    """An enumeration."""

    RED = "red"
    GREEN = "green"


class Leaf(BaseModel):
    """A model with an alias."""

    model_config = ConfigDict(extra="forbid")
    from_: int = Field(default=0, alias="from")


def judged(annotation: Any, text: str) -> tuple[Any, list[Problem]]:
    """Hold `a: <text>` against a model whose one key has the annotation."""
    model = create_model("Model", __config__=ConfigDict(extra="forbid"), a=(annotation, ...))
    root = parse(f"a: {text}\n".encode(), FILE).root
    assert root is not None
    instance, problems = validate(Sources(root, (FILE,)), model)
    return getattr(instance, "a", None), problems


def even(value: int) -> int:
    """Refuse odd numbers."""
    if value % 2:
        raise ValueError(f"{value} is odd")
    return value


Days = Annotated[
    int,
    BeforeValidator(lambda value: int(str(value).removesuffix("d"))),
    WithJsonSchema({"type": "string", "examples": ["90d"]}),
]


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (int, "3", 3),
        (float, "3", 3.0),
        (bool, "true", True),
        (str, '"3"', "3"),
        (int | str, '"3"', "3"),
        (Colour, "red", Colour.RED),
        (Days, "90d", 90),
        (tuple[int, int], "[1, 2]", (1, 2)),
        (dict[str, Leaf], "{x: {from: 1}}", {"x": Leaf(**{"from": 1})}),
        (list[int] | None, "null", None),
    ],
)
def test_what_fits_is_taken(annotation: Any, text: str, value: object) -> None:
    """A value of the kind that the model names arrives as the model's type."""
    found, problems = judged(annotation, text)

    assert problems == []
    assert found == value


@pytest.mark.parametrize(
    ("annotation", "text", "key", "code", "what", "allowed"),
    [
        (int, '"3"', "a", "wrong-type", 'text "3" stands where a whole number is expected: write 3 without quotes', "a whole number"),
        (int, "3.0", "a", "wrong-type", "the number 3.0 stands where a whole number is expected", "a whole number"),
        (int, "true", "a", "wrong-type", "true stands where a whole number is expected", "a whole number"),
        (bool, "1", "a", "wrong-type", "the whole number 1 stands where true or false is expected", "true or false"),
        (bool, "off", "a", "wrong-type", 'text "off" stands where true or false is expected: write false', "true or false"),
        (str, "null", "a", "wrong-type", "null stands where text is expected, and there is nothing inherited for it to take away", "text"),
        (str, "1.30", "a", "wrong-type", 'the number 1.30 stands where text is expected: put it in quotes, "1.30"', "text"),
        (str, "{x: 1}", "a", "wrong-type", 'a mapping with the keys "x" stands where text is expected', "text"),
        (list[str], "x", "a", "wrong-type", 'text "x" stands where a list of texts is expected', "a list of texts"),
        (tuple[int, str], "[1]", "a", "wrong-type", "a list of 1 item stands where a list of two: a whole number, then text is expected", "a list of two: a whole number, then text"),
        (dict[str, list[int]], "3", "a", "wrong-type", "the whole number 3 stands where a mapping of names to lists of whole numbers is expected", "a mapping of names to lists of whole numbers"),
        (Colour, "gren", "a", "not-allowed", '"gren" is not one of the values allowed here: did you mean green?', "one of red, green"),
        (Literal["x", 3], "4", "a", "not-allowed", "4 is not one of the values allowed here", "one of x, 3"),
        (Annotated[int, Field(gt=3)], "3", "a", "out-of-range", "3 is not more than 3", "a whole number more than 3"),
        (Annotated[int, Field(ge=3)], "2", "a", "out-of-range", "2 is less than 3", "a whole number of at least 3"),
        (Annotated[float, Field(le=3)], "3.5", "a", "out-of-range", "3.5 is more than 3.0", "a number of at most 3"),
        (Annotated[str, Field(max_length=2)], "abc", "a", "wrong-length", '"abc" is longer than 2 characters', "text with at most 2 characters"),
        (Annotated[list[int], Field(min_length=1)], "[]", "a", "wrong-length", "a list of 0 items holds 0 of at least 1 entries", "a list of whole numbers with at least 1 entry"),
        (Annotated[str, Field(pattern="^a$")], "b", "a", "wrong-form", '"b" has the wrong form', "text that matches ^a$"),
        (Annotated[str, Field(pattern="^[a-z][a-z0-9]{1,11}$")], "B", "a", "wrong-form", '"B" has the wrong form', "text of 2 to 12 characters, a-z and 0-9, a letter first"),
        (Annotated[list[Annotated[str, Field(max_length=2)]], Field(min_length=1)], "[abc]", "a[0]", "wrong-length", '"abc" is longer than 2 characters', "text with at most 2 characters"),
        (Annotated[int, AfterValidator(even)], "3", "a", "refused", "3 is odd", ""),
        (Leaf, "{form: 1}", "a.form", "unknown-key", 'the key "form" is not known here: did you mean from?', "from"),
        (Leaf, "{from: x}", "a.from", "wrong-type", 'text "x" stands where a whole number is expected', "a whole number"),
        (list[Leaf], "[{}, {a: 1}]", "a[1].a", "unknown-key", 'the key "a" is not known here: it belongs at a', "from"),
        (int | list[int], "[1, x]", "a[1]", "wrong-type", 'text "x" stands where a whole number is expected', "a whole number"),
        (int | bool, "x", "a", "wrong-type", 'text "x" stands where a whole number or true or false is expected', "a whole number or true or false"),
        (Days | None, "x", "a", "refused", "invalid literal for int() with base 10: 'x'", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_words_of_yaml(  # noqa: PLR0913, PLR0917 - a row of the table each
    annotation: Any, text: str, key: str, code: str, what: str, allowed: str
) -> None:
    """One mistake is one problem, which names the key, what was found and what is allowed, and never pydantic."""
    found, problems = judged(annotation, text)

    assert found is None
    assert [(problem.key, problem.code, problem.what, problem.allowed) for problem in problems] == [
        (key, code, what, allowed)
    ]


def test_a_mistyped_key_is_not_missing_as_well() -> None:
    """A required key with a typing mistake is one problem, not an unknown key and a missing one."""
    model = create_model("Model", __config__=ConfigDict(extra="forbid"), region=(str, ...), other=(str, ...))
    root = parse(b"regin: x\n", FILE).root
    assert root is not None
    _, problems = validate(Sources(root, (FILE,)), model)

    assert sorted((problem.key, problem.code) for problem in problems) == [
        ("other", "missing-key"),
        ("regin", "unknown-key"),
    ]


def test_a_model_that_holds_itself_is_described() -> None:
    """The search for where a key belongs ends, though the model has no end."""

    class Tree(BaseModel, extra="forbid"):
        children: list["Tree"] = []
        name: str = ""

    root = parse(b"children: [{children: [{nam: x, children: [{size: 1}]}]}]\n", FILE).root
    assert root is not None
    _, problems = validate(Sources(root, (FILE,)), Tree)

    assert [problem.key for problem in problems] == [
        "children[0].children[0].nam",
        "children[0].children[0].children[0].size",
    ]
    assert problems[0].what.endswith("did you mean name?")


def test_many_mistakes_take_little_time() -> None:
    """Of tens of thousands of mistakes the first ones are worded and the rest counted, before anybody looks away."""
    model = create_model("Model", __config__=ConfigDict(extra="forbid"), name=(str, ""))
    root = parse("".join(f"nam{n}: x\n" for n in range(40_000)).encode(), FILE).root
    assert root is not None
    start = time.process_time()
    _, problems = validate(Sources(root, (FILE,)), model)

    assert time.process_time() - start < 3
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[0].what == f"{40_000 - MOST_PROBLEMS} more problems follow once these are mended"


def test_the_model_gets_plain_data() -> None:
    """A before-validator sees dictionaries, lists and scalars, as from any YAML reader."""
    root = parse(b"a: {b: [1, 1.5, true, null, x]}\n", FILE).root

    assert root is not None
    assert plain(root) == {"a": {"b": [1, 1.5, True, None, "x"]}}


def _patterns(shape: Shape, seen: set[object]) -> set[str]:
    """Gather the patterns of a model and of everything in it."""
    found: set[str] = {str(pattern)} if (pattern := shape.bounds.get("pattern")) else set()
    inner = [*key_shapes(shape)]
    model = model_of(shape)
    if model and model not in seen:
        seen.add(model)
        for info in fields_of(model).values():
            inner += shapes_of(info.annotation, info.metadata)
    elif get_args(shape.type):
        inner += [
            each for argument in get_args(shape.type) if argument is not ... for each in shapes_of(argument)
        ]
    return found.union(*(_patterns(each, seen) for each in inner))


@pytest.mark.parametrize("model", [Platform, Site])
def test_every_form_of_the_platform_is_said_in_words(model: type[BaseModel]) -> None:
    """A name that a cloud would refuse is answered with the characters and the length that it takes."""
    patterns = _patterns(Shape(model), set())

    assert len(patterns) > 5
    assert patterns <= FORMS.keys()


@pytest.mark.parametrize(
    ("pattern", "examples"),
    [
        (
            r"^[a-z][a-z0-9]{1,11}$",
            {"pr": True, "prod12345678": True, "p": False, "prod123456789": False, "1prod": False},
        ),
        (r"^[a-z0-9_-]{1,63}$", {"x": True, "x" * 63: True, "x" * 64: False, "": False, "X": False}),
        (
            r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            {"a-b": True, "a--b": False, "a-": False, "-a": False, "1a": False},
        ),
        (r"^[A-Za-z0-9][A-Za-z0-9._+-]{1,62}$", {"ab": True, "a": False, "a" * 63: True, "a" * 64: False}),
    ],
)
def test_the_words_of_a_form_are_true(pattern: str, examples: dict[str, bool]) -> None:
    """The lengths and characters that the words name are those that the pattern takes."""
    assert pattern in FORMS
    assert {text: bool(re.search(pattern, text)) for text in examples} == examples
