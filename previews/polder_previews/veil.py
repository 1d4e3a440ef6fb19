"""Values without what is secret in them: what stands where, in the words in which it is shown.

Below this module there are raw values, above it there are none.
"""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

import yaml

from polder_previews.escape import visible
from polder_previews.secrets import HIDDEN, LONGEST, SENSITIVE, Secrets
from polder_previews.telling import keeps_secrets, tells
from polder_previews.values import UNKNOWN, Json, Unknown, Value, alike, is_empty, marked

_LARGEST_YAML: Final = 1 << 16
"""Characters; PyYAML takes a second for so many."""

_NAMES: Final = ("name", "key", "variable", "variable_name", "parameter_name", "setting_name")
"""Keys under which the name of a value stands beside it."""

_VALUES: Final = ("value", "values", "default", "parameter_value", "plaintext")

_REFERENCES: Final = ("secret_name", "secretName", "secret_arn", "secretArn", "valueFrom", "value_from")
"""Keys of what leads to a secret and holds none."""

_SECRET_DATA: Final = (
    "data",
    "stringData",
    "string_data",
    "binaryData",
    "binary_data",
    "data_json",
    "payload",
)
"""Where what keeps secrets holds them: Kubernetes' objects of kind Secret, and the vaults of clouds."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is shown whole.

    Args:
        raw: What it is, to be compared and never to be shown.
        shown: What is shown, on one line.
        hidden: Whether something of it is not shown.
        lines: What is shown of a text of several lines, line by line.
    """

    raw: Value
    shown: str
    hidden: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entries:
    """A map.

    Args:
        raw: What it is, to be compared and never to be shown.
        entries: What is in it, by raw keys.
        names: How keys are shown, by raw keys.
    """

    raw: Value
    entries: "Mapping[str, Tree]"
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Items:
    """A list or a set."""

    raw: Value
    items: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Written:
    """A map or a list that is written in a text.

    Args:
        raw: The text.
        form: The language it is written in.
        tree: What it says.
    """

    raw: Value
    form: Literal["JSON", "YAML"]
    tree: "Entries | Items"


Tree: TypeAlias = Leaf | Entries | Items | Written


def veiled(value: Value, mask: Json, secrets: Secrets, name: str = "") -> Tree:
    """Take what is secret out of a value.

    Args:
        value: The raw value.
        mask: Where Terraform marked it.
        secrets: What else is secret.
        name: The name it stands under, which may tell of a secret.
    """
    if value is UNKNOWN:
        return Leaf(value, UNKNOWN.value)
    if is_empty(value) or isinstance(value, bool):
        hides = mask is True and isinstance(value, bool)
        return Leaf(value, SENSITIVE if hides else json.dumps(value), hidden=hides)
    if mask is True or (isinstance(mask, list | dict) and not _fits(mask, value) and marked(mask)):
        return Leaf(value, SENSITIVE, hidden=True)
    telling = bool(name) and tells(name) and not _is_setting(value)
    if telling and not _is_reference(value):
        return Leaf(value, HIDDEN, hidden=True)
    if isinstance(value, dict):
        return entries(value, mask, secrets, within="secret " if telling else "")
    if isinstance(value, list):
        masks = mask if isinstance(mask, list) else [None] * len(value)
        inner = name if telling else ""
        return Items(
            value, tuple(veiled(item, each, secrets, inner) for item, each in zip(value, masks, strict=True))
        )
    if isinstance(value, str):
        return _text(value, secrets)
    return Leaf(value, _number(cast("int | float", value)))


def _fits(mask: Json, value: Value) -> bool:
    """Say whether a mask has the form of what it masks; if not, nobody knows what it means."""
    if isinstance(mask, dict):
        return isinstance(value, dict)
    return isinstance(mask, list) and isinstance(value, list) and len(mask) == len(value)


def _is_setting(value: Value) -> bool:
    """Say whether nothing in a value can be a secret, whatever its name is: only switches and what is not known."""
    if isinstance(value, dict):
        return all(_is_setting(inner) for inner in value.values())
    if isinstance(value, list):
        return all(_is_setting(inner) for inner in value)
    return value is None or isinstance(value, bool | Unknown) or value == ""


def _is_reference(value: Value) -> bool:
    """Say whether a value says where a secret is, as a volume does in Kubernetes."""
    if isinstance(value, list):
        return bool(value) and all(map(_is_reference, value))
    return isinstance(value, dict) and any(value.get(key) for key in _REFERENCES)


def _number(value: float) -> str:
    whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
    return str(int(value)) if whole else json.dumps(value)


def entries(  # noqa: PLR0913 - what a map is looked at with
    value: dict[str, Value],
    mask: Json,
    secrets: Secrets,
    only: Collection[str] | None = None,
    *,
    within: str = "",
    kind: str = "",
) -> Entries:
    """Take what is secret out of the values of a map.

    Args:
        value: The raw map.
        mask: Where Terraform marked it.
        secrets: What else is secret.
        only: Keys to look at; None means all.
        within: Words before the name of each key: what is said of a secret tells of it, whatever it is called.
        kind: The resource type, where the map is a whole object.
    """
    masks = mask if isinstance(mask, dict) else {}
    beside = _telling_neighbours(value, kind)
    found: dict[str, Tree] = {}
    for key, inner in sorted(value.items()):
        if only is not None and key not in only:
            continue
        if key in beside and masks.get(key) is not True and not _is_setting(inner):
            found[key] = Leaf(inner, HIDDEN, hidden=True)
        else:
            found[key] = veiled(inner, masks.get(key), secrets, within + key)
    return Entries(value, found, {key: visible(secrets.text(key)) for key in found})


def _telling_neighbours(value: Mapping[str, Value], kind: str) -> frozenset[str]:
    """Find the keys whose value something else tells of: `{"name": "DB_PASSWORD", "value": …}`, or the object's type."""
    named = [each for key in _NAMES if isinstance(each := value.get(key), str)]
    keeps = value.get("kind") == "Secret" or keeps_secrets(kind)
    tells_of = keeps or any(tells(name.rpartition(".")[2]) for name in named)
    return frozenset(
        key
        for key in value
        if (tells_of and (key in _VALUES or key.endswith("_value"))) or (keeps and key in _SECRET_DATA)
    )


def _text(value: str, secrets: Secrets) -> Tree:
    whole = secrets.text(value)
    if whole == HIDDEN or len(value) > LONGEST:
        return Leaf(value, whole, hidden=True)
    form, document = _document(value)
    if form is not None:
        tree = veiled(document, None, secrets)
        if isinstance(tree, Entries | Items):
            return Written(value, form, tree)
    lines = tuple(map(visible, whole.splitlines())) if "\n" in whole.rstrip("\n") else ()
    return Leaf(value, visible(json.dumps(whole, ensure_ascii=False)), hidden=whole != value, lines=lines)


def _document(text: str) -> tuple[Literal["JSON", "YAML"] | None, Value]:
    """Read a map or a list out of a text."""
    start = text.lstrip()[:1]
    try:
        if start and start in "{[":
            document: object = json.loads(text)
            return (
                ("JSON", cast("Value", document))
                if document and isinstance(document, list | dict)
                else (None, None)
            )
        if "\n" in text.strip() and len(text) <= _LARGEST_YAML and not _has_aliases(text):
            documents = cast("list[object]", list(yaml.load_all(text, yaml.BaseLoader)))
            if documents and all(document and isinstance(document, list | dict) for document in documents):
                return "YAML", cast("Value", documents[0] if len(documents) == 1 else documents)
    except (ValueError, RecursionError, yaml.YAMLError):
        return None, None
    return None, None


def _has_aliases(text: str) -> bool:
    """Say whether a text may use YAML's references, with which few words can stand for a billion."""
    return any(
        token[:1] in "&*" and token[1:2].isalnum()
        for token in text.replace("[", " ").replace("{", " ").split()
    )


def told(tree: Tree) -> str:
    """Write a tree on one line, as compact as it can be; what is null or empty is left out of maps."""
    match tree:
        case Leaf():
            return tree.shown
        case Written():
            return told(tree.tree)
        case Items():
            return f"[{', '.join(map(told, tree.items))}]"
        case Entries():
            inner = (
                f"{json.dumps(tree.names[key], ensure_ascii=False)}: {told(each)}"
                for key, each in tree.entries.items()
                if not is_empty(each.raw)
            )
            return f"{{{', '.join(inner)}}}"


def hides(tree: Tree) -> bool:
    """Say whether something in a tree is hidden."""
    match tree:
        case Leaf():
            return tree.hidden
        case Written():
            return hides(tree.tree)
        case Items():
            return any(map(hides, tree.items))
        case Entries():
            return any(map(hides, tree.entries.values()))


def same(one: Tree, other: Tree) -> bool:
    """Say whether two trees hold the same raw value."""
    return alike(one.raw, other.raw)
