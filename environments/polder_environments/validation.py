"""A tree held against a pydantic model: an instance of it, or everything that is wrong, in words of YAML."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from polder_environments.located import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    child,
    kind,
    plain,
)
from polder_environments.problems import KeyPath, Position, Problem, closest, dotted, shown
from polder_environments.shapes import (
    Shape,
    choices,
    expected,
    fields_of,
    in_short,
    key_shapes,
    model_of,
    places_of,
    shapes_at,
    shapes_below,
    shapes_of,
)
from polder_environments.sources import Sources
from polder_environments.strict_yaml import resolve

M = TypeVar("M", bound=BaseModel)

MOST_PROBLEMS = 200
"""Problems that are worded one by one; nobody reads more, and each guess at a name takes time."""

_OUT_OF_RANGE = {
    "greater_than": "is not more than {gt}",
    "greater_than_equal": "is less than {ge}",
    "less_than": "is not less than {lt}",
    "less_than_equal": "is more than {le}",
    "multiple_of": "is not a multiple of {multiple_of}",
}
_WRONG_LENGTH = {
    "too_short": "holds {actual_length} of at least {min_length} entries",
    "too_long": "holds {actual_length} of at most {max_length} entries",
    "string_too_short": "is shorter than {min_length} characters",
    "string_too_long": "is longer than {max_length} characters",
}
_LIMITS = {**_OUT_OF_RANGE, **_WRONG_LENGTH, "string_pattern_mismatch": "has the wrong form"}
_CODES = {
    "extra_forbidden": "unknown-key",
    "literal_error": "not-allowed",
    "enum": "not-allowed",
    "union_tag_invalid": "wrong-tag",
    "union_tag_not_found": "wrong-tag",
    "string_pattern_mismatch": "wrong-form",
    "int_from_float": "wrong-type",
    "value_error": "refused",
    "assertion_error": "refused",
    **dict.fromkeys(_OUT_OF_RANGE, "out-of-range"),
    **dict.fromkeys(_WRONG_LENGTH, "wrong-length"),
}
_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


@dataclass(frozen=True)
class _Error:
    """What pydantic says, at the place of the tree that it says it of.

    Args:
        path: The place.
        missing: The key or index that is missing there.
        of_key: Whether it is the key itself that is wrong.
        branches: The members of unions on the way, each after the place of the union.
        details: What pydantic says.
    """

    path: KeyPath
    missing: str | int | None
    of_key: bool
    branches: tuple[tuple[KeyPath, str | int], ...]
    details: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.details["type"]

    @property
    def message(self) -> str:
        return self.details["msg"]

    @property
    def context(self) -> Mapping[str, Any]:
        return self.details.get("ctx") or {}

    @property
    def custom(self) -> bool:
        """Whether a validator of the model made it up; pydantic gives a URL to its own."""
        return "url" not in self.details


def _kind_of_error(error: _Error) -> str:
    """Sort pydantic's hundred types of errors into the few that people tell apart."""
    if error.missing is not None:
        return "missing-key" if isinstance(error.missing, str) else "wrong-type"
    code = "refused" if error.custom else _CODES.get(error.name, "")
    if error.of_key and code != "refused":
        return "wrong-name"
    return code or ("wrong-type" if error.name.endswith(("_type", "_parsing")) else "invalid")


def validate(
    sources: Sources, model: type[M], *, refused: Iterable[Problem] = ()
) -> tuple[M | None, list[Problem]]:
    """Hold a tree against a model.

    Args:
        sources: The tree.
        model: The class of the whole file.
        refused: What is known to be wrong with the tree. Nothing is said twice of those places.

    Returns:
        The instance, or `None` and what is wrong with the tree beside `refused`, in the order of the file.
    """
    root = sources.root
    instance: M | None = None
    errors: list[_Error] = []
    try:
        instance = model.model_validate(plain(root))
    except ValidationError as invalid:
        errors = _one_a_place([_located(root, error) for error in invalid.errors(include_input=False)])
    wording = _Wording(sources, model)
    errors = _without_mistyped(_without_hollow(errors), wording)
    problems = [wording.problem(error) for error in errors[:MOST_PROBLEMS]]
    if len(errors) > MOST_PROBLEMS:
        what = f"{len(errors) - MOST_PROBLEMS} more problems follow once these are mended"
        problems.append(Problem(Position(root.at.file), "", what, "", "more-problems"))
    problems += wording.converted({problem.key for problem in problems})
    known = {problem.key: problem.code for problem in refused}
    problems = [problem for problem in problems if not _known(problem, known)]
    return (None if problems else instance), sorted(problems)


def _known(problem: Problem, known: Mapping[str, str]) -> bool:
    """Tell whether a problem only follows from one that is known: of the same place, or of one above it."""
    key = problem.key
    if not key:
        return False
    if key in known:
        return True
    for place, code in known.items():
        if code in _WITHOUT_VALUE and key.startswith((f"{place}.", f"{place}[")):
            return True
        if code == "merge-key" and problem.code == "missing-key":
            above = place.removesuffix('"<<"')  # what was to be merged may well hold the key
            if key.startswith(above) and not set(key[len(above) :]) & set(".["):
                return True
    return False


_WITHOUT_VALUE = {"tag", "alias", "no-value"}


def _located(root: Node, details: Mapping[str, Any]) -> _Error:
    """Tell the keys of the file from what else pydantic puts into a location: members of unions, ``[key]``."""
    node, path = root, ()
    branches: list[tuple[KeyPath, str | int]] = []
    location: tuple[str | int, ...] = details["loc"]
    missing: str | int | None = None
    of_key = False
    for index, part in enumerate(location):
        last = index == len(location) - 1
        inner = child(node, part)
        if inner is not None:
            node, path = inner, (*path, part)
        elif last and details["type"] == "missing":
            missing = part
        elif last and part == "[key]":
            of_key = True
        else:
            branches.append((path, part))
    context: Mapping[str, Any] = details.get("ctx") or {}
    pointed = context.get("key")
    if "url" not in details and isinstance(pointed, str) and child(node, pointed):
        path = (*path, pointed)
    return _Error(path, missing, of_key, tuple(branches), details)


def _one_a_place(errors: list[_Error]) -> list[_Error]:
    """Keep, of each union, what is wrong with its likeliest member, and of each place one error."""
    kept = _likeliest(errors, 0)
    places = {(error.path, error.missing, error.of_key): error for error in reversed(kept)}
    return list(reversed(places.values()))


def _likeliest(errors: list[_Error], level: int) -> list[_Error]:
    unions: dict[tuple[Any, ...], dict[str | int, list[_Error]]] = defaultdict(lambda: defaultdict(list))
    kept: list[_Error] = []
    for error in errors:
        if len(error.branches) <= level:
            kept.append(error)
        else:
            place, member = error.branches[level]
            unions[(*error.branches[:level], place)][member].append(error)
    for (*_, place), members in unions.items():
        deepened = [_likeliest(found, level + 1) for found in members.values()]
        kept += min(deepened, key=lambda found: (_unlike(found, place), len(found)))
    return kept


def _unlike(errors: list[_Error], place: KeyPath) -> int:
    """Count what makes a member of a union unlikely: another kind of value, or a constant that differs."""
    return sum(
        2 * (error.path == place and error.missing is None)
        + (error.name == "literal_error" and error.path[:-1] == place)
        for error in errors
    )


def _without_hollow(errors: list[_Error]) -> list[_Error]:
    """Leave out that a list is too short where an item is wrong: pydantic counts only those that are right."""
    wrong = {error.path[:length] for error in errors for length in range(len(error.path))}
    return [error for error in errors if error.name != "too_short" or error.path not in wrong]


def _without_mistyped(errors: list[_Error], wording: "_Wording") -> list[_Error]:
    """Leave out a missing key that stands there with a typing mistake: one mistake is one problem."""
    meant = {
        (*error.path[:-1], guess)
        for error in errors[:MOST_PROBLEMS]
        if error.name == "extra_forbidden" and (guess := wording.neighbour(error.path))
    }
    return [error for error in errors if error.missing is None or (*error.path, error.missing) not in meant]


class _Wording:
    """Says what pydantic says in words of the file and its model."""

    def __init__(self, sources: Sources, model: type[BaseModel]) -> None:
        self._sources = sources
        self._model = model
        self._places: dict[str, list[str]] | None = None

    def problem(self, error: _Error) -> Problem:
        say = {
            "unknown-key": self._unknown_key,
            "missing-key": self._missing_key,
            "refused": self._refused,
            "wrong-name": self._wrong_name,
            "wrong-tag": self._wrong_tag,
            "not-allowed": self._not_allowed,
            "wrong-type": self._wrong_type,
        }.get(_kind_of_error(error), self._out_of_limits)
        return say(error)

    def converted(self, told: set[str]) -> list[Problem]:
        """Find values that pydantic turned into another kind, as ``"3"`` into 3: YAML says what a value is."""
        found: list[Problem] = []

        def visit(node: Node, path: KeyPath, shapes: list[Shape]) -> None:
            if isinstance(node, MappingNode):
                for key, entry in node.entries.items():
                    visit(entry.value, (*path, key), shapes_below(shapes, node, key))
            elif isinstance(node, SequenceNode):
                for index, item in enumerate(node.items):
                    visit(item, (*path, index), shapes_below(shapes, node, index))
            elif (
                node.value is not None
                and shapes
                and not any(_holds(shape, node.value) for shape in shapes)
                and len(found) < MOST_PROBLEMS
                and dotted(path) not in told
            ):
                found.append(self._wrong_type_at(path))

        visit(self._sources.root, (), [Shape(self._model)])
        return found

    def neighbour(self, path: KeyPath) -> str | None:
        """Guess which key of the same mapping an unknown key was meant to be."""
        names = self._names(path[:-1])
        key = str(path[-1])
        sure = closest(key, names, cutoff=0.8)
        return sure or (None if self._elsewhere(key) else closest(key, names))

    def _names(self, path: KeyPath) -> list[str]:
        models = [model for shape in self._shapes(path) if (model := model_of(shape))]
        return list(dict.fromkeys(name for model in models for name in fields_of(model)))

    def _elsewhere(self, key: str) -> list[str]:
        if self._places is None:
            self._places = places_of(self._model)
        return self._places.get(key, [])

    def _unknown_key(self, error: _Error) -> Problem:
        path = error.path
        key, names = str(path[-1]), self._names(path[:-1])
        what = f"the key {shown(key)} is not known here"
        neighbour = self.neighbour(path)
        elsewhere = [place for place in self._elsewhere(key) if not _is_like(path, place)]
        if neighbour:
            what += f": did you mean {neighbour}?"
        elif elsewhere:
            what += f": it belongs at {' or '.join(elsewhere[:3])}"
        at = self._sources.key(path)
        return Problem(at, dotted(path), what, ", ".join(names) or "no keys at all", "unknown-key")

    def _missing_key(self, error: _Error) -> Problem:
        path, key = error.path, str(error.missing)
        shapes = self._shapes((*path, key))
        where = dotted(path) or "the file"
        what = f"the key {key} is missing in {where}"
        at = self._sources.position(path)
        if isinstance(node := self._sources.node(path), MappingNode) and path and isinstance(path[-1], int):
            at = node.at
        return Problem(at, dotted((*path, key)), what, expected(shapes), "missing-key")

    def _wrong_name(self, error: _Error) -> Problem:
        key = str(error.path[-1])
        limits = [inner for shape in self._shapes(error.path[:-1]) for inner in key_shapes(shape)]
        what = f"the name {shown(key)} has the wrong form"
        return Problem(
            self._sources.key(error.path), dotted(error.path), what, expected(limits), "wrong-form"
        )

    def _wrong_tag(self, error: _Error) -> Problem:
        path = error.path
        key = str(error.context["discriminator"]).strip("'")
        tags = [str(tag) for tag in self._tags(path, key)]
        node = self._sources.node((*path, key))
        if node is None:
            what = f"the key {key} is missing in {dotted(path) or 'the file'}"
            at = self._sources.position(path)
            return Problem(at, dotted((*path, key)), what, _one_of(tags), "missing-key")
        return self._chosen_wrong((*path, key), node, tags)

    def _tags(self, path: KeyPath, key: str) -> list[object]:
        inner = [shape for shape in self._shapes(path) if model_of(shape)]
        infos = [
            fields_of(model)[key] for shape in inner if (model := model_of(shape)) and key in fields_of(model)
        ]
        return [
            value
            for info in infos
            for shape in shapes_of(info.annotation, info.metadata)
            for value in choices(shape) or []
        ]

    def _not_allowed(self, error: _Error) -> Problem:
        path, shapes = error.path, self._shapes(error.path)
        node = self._sources.node(path)
        values = [value for shape in shapes for value in choices(shape) or []]
        if node is None:
            return Problem(
                self._at(path), dotted(path), "the value is not allowed", expected(shapes), "not-allowed"
            )
        return self._chosen_wrong(
            path, node, [value if isinstance(value, str) else shown(value) for value in values]
        )

    def _chosen_wrong(self, path: KeyPath, node: Node, values: list[str]) -> Problem:
        what = f"{_as_written(node)} is not one of the values allowed here"
        guess = closest(str(node.value), values) if isinstance(node, ScalarNode) else None
        if guess and isinstance(node, ScalarNode) and str(node.value) != guess:
            what += f": did you mean {guess}?"
        return Problem(self._at(path), dotted(path), what, _one_of(values), "not-allowed")

    def _wrong_type(self, error: _Error) -> Problem:
        return self._wrong_type_at(error.path)

    def _wrong_type_at(self, path: KeyPath) -> Problem:
        shapes = self._shapes(path)
        node = self._sources.node(path)
        found = _found_words(node) if node else "nothing"
        what = f"{found} stands where {in_short(shapes) or 'something else'} is expected"
        if isinstance(node, ScalarNode):
            what += _remedy(node, shapes)
        return Problem(self._at(path), dotted(path), what, expected(shapes), "wrong-type")

    def _out_of_limits(self, error: _Error) -> Problem:
        name, shapes = error.name, self._shapes(error.path)
        if name in _WRONG_LENGTH and any(_has_fixed_length(shape) for shape in shapes):
            return self._wrong_type_at(error.path)
        node = self._sources.node(error.path)
        written = _as_written(node) if node else "the value"
        code = _kind_of_error(error)
        if name in _LIMITS:
            what = f"{written} {_LIMITS[name].format(**error.context)}"
        else:
            what = f"{written}: {error.message[:1].lower()}{error.message[1:]}"
        return Problem(self._at(error.path), dotted(error.path), what, expected(shapes), code)

    def _refused(self, error: _Error) -> Problem:
        """Pass on what a validator of the model says in its own words."""
        what = str(error.context.get("error", error.message))
        code = error.name.replace("_", "-") if error.custom else "refused"
        at = self._sources.key(error.path) if error.of_key else self._at(error.path)
        return Problem(at, dotted(error.path), what, str(error.context.get("allowed", "")), code)

    def _shapes(self, path: KeyPath) -> list[Shape]:
        return shapes_at(self._model, self._sources.root, path)

    def _at(self, path: KeyPath) -> Position:
        return self._sources.position(path)


def _is_like(path: KeyPath, place: str) -> bool:
    """Tell whether a path is one of those that ``sites.<name>.region`` stands for."""
    steps = place.replace("[]", ".[]").split(".")
    return len(steps) == len(path) and all(
        step in {part, "<name>"} or (step == "[]" and isinstance(part, int))
        for step, part in zip(steps, path, strict=True)
    )


def _has_fixed_length(shape: Shape) -> bool:
    arguments = get_args(shape.type)
    return get_origin(shape.type) is tuple and arguments[-1] is not Ellipsis


def _holds(shape: Shape, value: object) -> bool:
    """Tell whether a scalar is of the kind that a shape names; what a validator converts is its own affair."""
    if shape.converted or shape.type not in {bool, int, float, str}:
        return True
    if isinstance(value, bool) or shape.type is bool:
        return isinstance(value, bool) and shape.type is bool
    return isinstance(value, (int, float) if shape.type is float else shape.type)


def _found_words(node: Node) -> str:
    if isinstance(node, MappingNode):
        return (
            f"a mapping with the keys {', '.join(shown(key) for key in list(node.entries)[:5])}"
            if node.entries
            else "{}"
        )
    if isinstance(node, SequenceNode):
        return f"a list of {len(node.items)} {'item' if len(node.items) == 1 else 'items'}"
    if node.value is None or isinstance(node.value, bool):
        return node.text or "null"
    return (
        f"{kind(node)} {_as_written(node)}".removeprefix("a ")
        if isinstance(node.value, str)
        else f"the {kind(node)[2:]} {node.text}"
    )


def _as_written(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return shown(node.value) if isinstance(node.value, str) else node.text
    return _found_words(node)


def _remedy(node: ScalarNode, shapes: list[Shape]) -> str:
    """Say the small change that is most likely meant."""
    wanted = {shape.type for shape in shapes}
    strings = str in wanted or any(
        isinstance(value, str) for shape in shapes for value in choices(shape) or []
    )
    if node.value is None:
        return ", and there is nothing inherited for it to take away"
    if strings and not isinstance(node.value, str):
        return f': put it in quotes, "{node.text}"'
    if not isinstance(node.value, str):
        return ""
    if bool in wanted and node.value.lower() in _SWITCHES:
        return f": write {_SWITCHES[node.value.lower()]}"
    resolved = resolve(node.value)
    if any(_holds(shape, resolved) for shape in shapes if shape.type in {bool, int, float}) and node.text:
        return f": write {node.value} without quotes"
    return ""


def _one_of(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"one of {', '.join(values)}"
