"""What a pydantic model expects at a place of the file, in words of YAML."""

import datetime as dt
import enum
import ipaddress
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    PlainValidator,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.fields import FieldInfo

from polder_environments.docstrings import field_docstrings
from polder_environments.forms import FORMS
from polder_environments.located import MappingNode, Node, ScalarNode, child
from polder_environments.problems import KeyPath, shown

_BOUNDS = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length", "pattern")
_LISTS = (list, tuple, set, frozenset)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_WORDS: Mapping[object, tuple[str, str]] = {
    bool: ("true or false", "switches, true or false"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    str: ("text", "texts"),
    dt.date: ("a date such as 2026-01-31", "dates such as 2026-01-31"),
    ipaddress.IPv4Network: ("an IPv4 range such as 10.16.0.0/16", "IPv4 ranges such as 10.16.0.0/16"),
    ipaddress.IPv4Address: ("an IPv4 address such as 10.16.0.1", "IPv4 addresses such as 10.16.0.1"),
    type(None): ("null", "nulls"),
}


Described = tuple[type[BaseModel], str]
"""A model, and the name of one of its fields."""


@dataclass(frozen=True)
class Shape:
    """One way in which a value may look.

    Args:
        type: The type without metadata: a class, or a generic such as ``tuple[int, int]``.
        bounds: Limits by their pydantic names: ``ge``, ``max_length``, ``pattern``.
        schema: The JSON Schema that the model states for it, if any.
        converted: Whether a validator of the model turns what the file says into that type.
        described: The model and the field of it that say what it means, for messages; None where nothing does.
    """

    type: Any
    bounds: Mapping[str, Any] = field(default_factory=dict[str, Any])
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    converted: bool = False
    described: Described | None = None

    @property
    def description(self) -> str:
        """What the model says of the field; reading it takes time, so only a message about a mistake asks."""
        return field_docstrings(self.described[0]).get(self.described[1], "") if self.described else ""


def shapes_of(
    annotation: Any, metadata: Iterable[Any] = (), described: Described | None = None
) -> list[Shape]:
    """Take an annotation apart.

    Args:
        annotation: A field's annotation: a union, ``Annotated``, a type alias, a class.
        metadata: What pydantic has moved from the annotation to the field.
        described: The model and the field of it that say what it means.

    Returns:
        One shape for each member of a union, without ``None``, which stands for a key that is left out.
    """
    gathered = list(metadata)
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *inner = get_args(annotation)
            gathered += inner
        elif hasattr(annotation, "__value__"):  # type X = …
            annotation = annotation.__value__
        else:
            break
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return [shape for member in members for shape in shapes_of(member, gathered, described)]
    flat = list(_flat(gathered))
    bounds = {
        name: bound
        for name in _BOUNDS
        for item in flat
        if isinstance(bound := getattr(item, name, None), (int, float, str)) or hasattr(bound, "pattern")
    }
    schemas = [item.json_schema for item in flat if isinstance(item, WithJsonSchema)]
    examples = [
        {"examples": item.examples} for item in gathered if isinstance(item, FieldInfo) and item.examples
    ]
    converted = any(isinstance(item, (BeforeValidator, PlainValidator, WrapValidator)) for item in flat)
    schema = {**(examples[-1] if examples else {}), **((schemas[-1] or {}) if schemas else {})}
    return [Shape(annotation, bounds, schema, converted, described)]


def _flat(metadata: Iterable[Any]) -> Iterator[Any]:
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from _flat(item.metadata)
        elif not isinstance(item, AfterValidator):
            yield item


def model_of(shape: Shape) -> type[BaseModel] | None:
    """Tell the model class of a shape.

    Args:
        shape: The shape.

    Returns:
        The class; `None` when the shape is not a model.
    """
    return shape.type if isinstance(shape.type, type) and issubclass(shape.type, BaseModel) else None


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """List what may stand in a mapping.

    Args:
        model: The mapping's class.

    Returns:
        The fields by the name that a file uses.
    """
    return {_spelled(name, info): info for name, info in model.model_fields.items()}


def _spelled(name: str, info: FieldInfo) -> str:
    return info.validation_alias if isinstance(info.validation_alias, str) else info.alias or name


def shapes_at(model: type[BaseModel], root: Node, path: KeyPath) -> list[Shape]:
    """Find what the model expects at a place.

    Args:
        model: The class of the whole file.
        root: The file, which tells the members of a union apart.
        path: The place.

    Returns:
        The shapes that fit there; none where the model knows no such place.
    """
    shapes: list[Shape] = [Shape(model)]
    node: Node | None = root
    for part in path:
        shapes = shapes_below(shapes, node, part)
        node = child(node, part) if node else None
    return _likely(shapes, node)


def shapes_below(shapes: list[Shape], node: Node | None, part: str | int) -> list[Shape]:
    """Take one step down the model.

    Args:
        shapes: What fits at a place.
        node: What stands there.
        part: A key or an index.

    Returns:
        What fits one step below; none where the model knows no such place.
    """
    return [inner for shape in _likely(shapes, node) for inner in _inside(shape, part)]


def _inside(shape: Shape, part: str | int) -> list[Shape]:
    model = model_of(shape)
    if model:
        info = fields_of(model).get(str(part))
        return shapes_of(info.annotation, (info,), (model, str(part))) if info else []
    origin, arguments = get_origin(shape.type), get_args(shape.type)
    if origin is dict and isinstance(part, str):
        return shapes_of(arguments[1])
    if origin in _LISTS and isinstance(part, int):
        if origin is tuple and arguments[-1] is not Ellipsis:
            return shapes_of(arguments[part]) if part < len(arguments) else []
        return shapes_of(arguments[0])
    return []


def _likely(shapes: list[Shape], node: Node | None) -> list[Shape]:
    """Leave out the models whose constants (``kind: bucket``) the mapping contradicts, unless it does all of them."""
    if len(shapes) < 2 or not isinstance(node, MappingNode):  # noqa: PLR2004 - nothing to choose from
        return shapes
    return [shape for shape in shapes if not _contradicted(shape, node)] or shapes


def _contradicted(shape: Shape, node: MappingNode) -> bool:
    model = model_of(shape)
    if model is None:
        return True
    constants = {
        name: get_args(info.annotation)
        for name, info in fields_of(model).items()
        if get_origin(info.annotation) is Literal
    }
    given = {name: child(node, name) for name in constants}
    return any(
        isinstance(value, ScalarNode) and value.value not in constants[name] for name, value in given.items()
    )


def key_shapes(shape: Shape) -> list[Shape]:
    """Tell what the names in a mapping may look like.

    Args:
        shape: The shape of the mapping.

    Returns:
        The shapes of its keys; none for a model, whose keys are its fields.
    """
    return shapes_of(get_args(shape.type)[0]) if get_origin(shape.type) is dict else []


def choices(shape: Shape) -> list[object] | None:
    """List the values that are allowed.

    Args:
        shape: The shape.

    Returns:
        All of them, when they can be listed.
    """
    if "enum" in shape.schema:
        return list(cast("list[object]", shape.schema["enum"]))
    if get_origin(shape.type) is Literal:
        return list(get_args(shape.type))
    if isinstance(shape.type, type) and issubclass(shape.type, enum.Enum):
        return [member.value for member in cast("Iterable[enum.Enum]", shape.type)]
    return None


def expected(shapes: Iterable[Shape]) -> str:
    """Say what is expected, with its limits and what the model says of it.

    Args:
        shapes: What fits.

    Returns:
        For instance ``a whole number from 1 to 3 (how many zones the nodes spread over)``.
    """
    listed = list(shapes)
    words = _joined([described(shape) for shape in listed])
    summary = listed[0].description.strip().split("\n\n")[0].replace("\n", " ") if listed else ""
    return f"{words} ({summary.rstrip('.')})" if summary and words else words or summary


def in_short(shapes: Iterable[Shape]) -> str:
    """Say what is expected in the fewest words.

    Args:
        shapes: What fits.

    Returns:
        For instance ``a whole number``, or ``true or false``.
    """
    return _joined([_basic(shape) for shape in shapes])


def _joined(words: list[str]) -> str:
    unique = list(dict.fromkeys(word for word in words if word))
    return (", or " if any("," in word for word in unique) else " or ").join(unique)


def described(shape: Shape) -> str:
    """Describe one shape with its limits.

    Args:
        shape: The shape.

    Returns:
        For instance ``a list of two whole numbers``.
    """
    values = choices(shape)
    if values is not None:
        listed = ", ".join(str(value) if isinstance(value, str) else shown(value) for value in values)
        return listed if len(values) == 1 else f"one of {listed}"
    model = model_of(shape)
    if model:
        names = list(fields_of(model))
        return f"a mapping with the keys {', '.join(names)}" if names else "an empty mapping"
    return _basic(shape) + _limits(shape)


def _basic(shape: Shape) -> str:
    if shape.schema.get("type") == "string":
        return "text"
    if choices(shape) is not None:
        return "one of the names below"
    return _plain_words(shape.type, 0)


def _plain_words(annotation: Any, plural: int) -> str:
    inner = shapes_of(annotation)
    if len(inner) == 1:
        annotation = str if inner[0].schema.get("type") == "string" else inner[0].type
    origin, arguments = get_origin(annotation), get_args(annotation)
    one, many = "a value", "values"
    if annotation in _WORDS:
        one, many = _WORDS[annotation]
    elif origin in _LISTS or annotation in _LISTS:
        of = _items(origin, arguments)
        one, many = f"a list{of}", f"lists{of}"
    elif origin is dict or annotation is dict:
        of = f" of names to {_plain_words(arguments[1], 1)}" if arguments else ""
        one, many = f"a mapping{of}", f"mappings{of}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        one, many = "a mapping", "mappings"
    elif origin is Literal or (isinstance(annotation, type) and issubclass(annotation, enum.Enum)):
        one, many = "a name", "names"
    return many if plural else one


def _items(origin: Any, arguments: tuple[Any, ...]) -> str:
    if not arguments:
        return ""
    if origin is not tuple or arguments[-1] is Ellipsis:
        return f" of {_plain_words(arguments[0], 1)}"
    if len({_plain_words(argument, 1) for argument in arguments}) == 1:
        return f" of {_number(len(arguments))} {_plain_words(arguments[0], 1 if len(arguments) > 1 else 0)}"
    return f" of {_number(len(arguments))}: {', then '.join(_plain_words(argument, 0) for argument in arguments)}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _limits(shape: Shape) -> str:
    bounds = shape.bounds
    least, most = bounds.get("ge"), bounds.get("le")
    said: list[str] = []
    if least is not None and most is not None:
        said.append(f"from {least} to {most}")
    elif least is not None:
        said.append(f"of at least {least}")
    elif most is not None:
        said.append(f"of at most {most}")
    said += [f"{words} {bounds[name]}" for name, words in _COMPARED if name in bounds]
    said += _lengths(shape)
    pattern = bounds.get("pattern") or shape.schema.get("pattern")
    pattern = str(getattr(pattern, "pattern", pattern or ""))
    examples = shape.schema.get("examples")
    if pattern in FORMS:
        said.append(FORMS[pattern])
    elif pattern and not examples:
        said.append(f"that matches {pattern}")
    if examples:
        said.append(f"such as {examples[0]}")
    return f" {', '.join(said)}" if said else ""


_COMPARED = (("gt", "more than"), ("lt", "less than"), ("multiple_of", "in steps of"))


def _lengths(shape: Shape) -> list[str]:
    fewest, most = shape.bounds.get("min_length"), shape.bounds.get("max_length")
    unit = "character" if shape.type is str else "entry"
    plural = "characters" if shape.type is str else "entries"
    if fewest and most is not None:
        return [f"with {fewest} to {most} {plural}" if fewest != most else f"with {most} {plural}"]
    if fewest:
        return [f"with at least {fewest} {unit if fewest == 1 else plural}"]
    return [f"with at most {most} {unit if most == 1 else plural}"] if most is not None else []


def places_of(model: type[BaseModel]) -> dict[str, list[str]]:
    """Index where each key of a model may stand.

    Args:
        model: The class of the whole file.

    Returns:
        For each key its dotted places, the shortest first: ``region`` to ``sites.<name>.region``.
    """
    places: dict[str, list[str]] = {}

    def visit(shape: Shape, place: str, above: tuple[type[BaseModel], ...]) -> None:
        inner = model_of(shape)
        if inner and inner not in above:
            for name, info in fields_of(inner).items():
                here = f"{place}.{name}" if place else name
                places.setdefault(name, []).append(here)
                for deeper in shapes_of(info.annotation, info.metadata):
                    visit(deeper, here, (*above, inner))
        elif get_origin(shape.type) is dict:
            for deeper in shapes_of(get_args(shape.type)[1]):
                visit(deeper, f"{place}.<name>", above)
        elif get_origin(shape.type) in _LISTS:
            for deeper in shapes_of(get_args(shape.type)[0]):
                visit(deeper, f"{place}[]", above)

    visit(Shape(model), "", ())
    return {
        name: sorted(found, key=lambda place: (place.count("."), place)) for name, found in places.items()
    }
