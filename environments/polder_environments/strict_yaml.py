"""YAML text to a tree in which every key and value knows its place, or to the list of what is refused.

Plain words are read as in YAML 1.2 and not as in 1.1, which PyYAML resolves by default: `no`, `on`, `1:30`,
`0123`, `0x10` and dates are text, as editors that use the YAML language server show them. Only PyYAML's events
are used, so no tag can build an object and an alias costs nothing until it is counted.
"""

import math
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

import yaml

from polder_environments.located import Entry, MappingNode, Node, Plain, ScalarNode, SequenceNode, kind
from polder_environments.problems import InvalidInput, KeyPath, Position, Problem, dotted, shown
from polder_environments.yaml_syntax import LINE_BREAK, syntax_problem

LARGEST_FILE = 1 << 20
"""Bytes. A larger file is refused by its size, unread."""

MOST_NODES = 100_000
"""Keys and values of one file, aliases counted as often as they are used."""

DEEPEST = 32
"""Mappings and lists inside each other; the model needs fewer than 10."""

_WORDS: Mapping[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"(?=[^eE.]*[eE.])[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 40
_TEMPLATE = re.compile(r"[$%]\{")

# What YAML itself refuses, and what it takes for a line break where editors see none: past one of those, lines
# and columns would no longer be the ones that people count.
_UNREADABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

# Controls, and characters of no width or that turn the direction of writing: text that holds one reads otherwise
# than it is.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_DIRECTIVE = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?+(?>\r\n|\r|\n))*+(%[^\r\n]*)")  # possessive: stays linear


@dataclass(frozen=True)
class Parsed:
    """What a file holds.

    Args:
        root: The mapping at the top; `None` when the text could not be read to its end.
        problems: What is refused. Beside a `root`, the rest of the tree is still worth judging.
    """

    root: MappingNode | None
    problems: tuple[Problem, ...]


def read(file: Path) -> bytes:
    """Read a file of sane size.

    Args:
        file: A regular file, or a link to one.

    Returns:
        Its bytes.

    Raises:
        InvalidInput: It is missing, a folder, a device, not to be read, or larger than `LARGEST_FILE`.
    """
    try:
        status = file.stat()  # before opening: to open a named pipe would wait for a writer for ever
        if stat.S_ISDIR(status.st_mode):
            _refuse(file, "is a folder, not a file", "a YAML file", "not-a-file")
        if not stat.S_ISREG(status.st_mode):
            _refuse(file, "is a device or a pipe, not a file", "a YAML file", "not-a-file")
        if status.st_size > LARGEST_FILE:
            _refuse_size(file, status.st_size)
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        _refuse(file, "does not exist", "", "missing-file")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _refuse(file, f"cannot be read: {reason}", "", "unreadable-file")
    if len(data) > LARGEST_FILE:  # it grew, or lies about its size
        _refuse_size(file, len(data))
    return data


def _refuse_size(file: Path, size: int) -> NoReturn:
    _refuse(
        file,
        f"holds {size:,} bytes and is not read: no environment is that large",
        f"at most {LARGEST_FILE:,} bytes; what many files share goes into one that they extend",
        "too-large",
    )


def _refuse(file: Path, what: str, allowed: str, code: str) -> NoReturn:
    raise InvalidInput((Problem(Position(file), "", f"the file {what}", allowed, code),))


def parse(data: bytes, file: Path) -> Parsed:
    """Read YAML, strictly.

    Args:
        data: What the file holds.
        file: What the file is called in positions.

    Returns:
        The tree, and everything in it that is refused.
    """
    found: list[Problem] = []
    text = _decoded(data, file, found)
    if text is None:
        return Parsed(None, tuple(found))
    composer = _Composer(text, file, found)
    try:
        root = composer.document()
    except _StopError:
        root = None
    except yaml.YAMLError as error:
        root = None
        # Where a bracket is missing, the parser sees empty values that nobody wrote.
        found[:] = [problem for problem in found if problem.code != "no-value"]
        found.append(syntax_problem(error, text, file))
    composer.report_invisible()
    return Parsed(root, tuple(found))


def _decoded(data: bytes, file: Path, found: list[Problem]) -> str | None:
    """Decode UTF-8; `None` and a problem when it is something else."""
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf_16 and b"\0" in data:
        found.append(
            Problem(Position(file), "", "the file is binary: it holds a zero byte", "YAML in UTF-8", "binary")
        )
        return None
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(data[: error.start].decode())
        what = (
            "UTF-16: save it as UTF-8" if utf_16 else f"not UTF-8: byte 0x{data[error.start]:02x} stands here"
        )
        found.append(
            Problem(Position(file, line, column), "", f"the file is {what}", "YAML in UTF-8", "not-utf-8")
        )
        return None
    unreadable = _UNREADABLE.search(text)
    if unreadable:
        at = Position(file, *_line_and_column(text[: unreadable.start()]))
        what = f"the character U+{ord(unreadable.group()):04X} cannot stand in a YAML file"
        found.append(
            Problem(at, "", what, "printable characters, line breaks and spaces", "control-character")
        )
        return None
    directive = _DIRECTIVE.match(text)
    if directive:
        at = Position(file, *_line_and_column(text[: directive.start(1)]))
        what = f"{shown(directive.group(1))} is a YAML directive, and none is needed"
        found.append(Problem(at, "", what, "remove the line; the file is read as YAML 1.2", "directive"))
        return None
    return text


def _line_and_column(before: str) -> tuple[int, int]:
    lines = LINE_BREAK.split(before.removeprefix("\ufeff"))
    return len(lines), len(lines[-1]) + 1


class _StopError(Exception):
    """The rest of the file is not worth reading, or not safe to."""


@dataclass
class _Anchored:
    """A node that has a name: what it is, how many nodes it stands for, and how deep it goes."""

    node: Node | None
    size: int
    height: int


class _Composer:
    """One pass over the events of a text."""

    def __init__(self, text: str, file: Path, found: list[Problem]) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events = cast("Iterator[Any]", yaml.parse(text, Loader=loader))
        self._lines = LINE_BREAK.split(text)
        self._file = file
        self._found = found
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0
        self._deepest = 0
        self._told: set[int] = set()  # lines whose invisible characters are reported with their key

    def document(self) -> MappingNode | None:
        event = next(self._events)
        while not isinstance(event, (yaml.DocumentStartEvent, yaml.StreamEndEvent)):
            event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self._empty()
        event = next(self._events)
        if isinstance(event, yaml.ScalarEvent) and not event.value and not event.style:
            self._empty()
        at = self._at(event)
        root = self._node(event, (), 1)
        next(self._events)  # the end of the document
        event = next(self._events)
        if isinstance(event, yaml.DocumentStartEvent):
            what = "a second document begins here: a file holds one environment"
            self._report(self._at(event), (), what, "one document a file", "many-documents")
        if not isinstance(root, MappingNode):
            what = f"the file holds {kind(root)}, not keys and values"
            self._report(at, (), what, "`key: value` lines at the top", "not-a-mapping")
            return None
        return root

    def report_invisible(self) -> None:
        """Report invisible characters outside of values: comments, where they hide what a reviewer reads."""
        for number, line in enumerate(self._lines, 1):
            match = None if number in self._told else _INVISIBLE.search(line)
            if match:
                at = Position(self._file, number, match.start() + 1)
                self._report_invisible(at, (), match.group(), "the line")

    def _empty(self) -> NoReturn:
        self._report(
            Position(self._file), (), "the file is empty", "at least the required keys", "empty-file"
        )
        raise _StopError

    def _at(self, event: Any) -> Position:
        line, column = event.start_mark.line, event.start_mark.column
        if line >= len(self._lines):  # libyaml thinks of a line break at the end of a text that has none
            line, column = len(self._lines) - 1, len(self._lines[-1])
        return Position(self._file, line + 1, column + 1)

    def _report(self, at: Position, path: KeyPath, what: str, allowed: str, code: str) -> None:
        self._found.append(Problem(at, dotted(path), what, allowed, code))

    def _count(self, at: Position, path: KeyPath, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            what = "the file grows past all measure here, with aliases counted as often as they are used"
            self._report(at, path, what, f"at most {MOST_NODES:,} keys and values", "too-many-values")
            raise _StopError

    def _descend(self, at: Position, path: KeyPath, depth: int) -> None:
        self._deepest = max(self._deepest, depth)
        if depth > DEEPEST:
            what = "mappings and lists stand too deep inside each other"
            self._report(at, path[:DEEPEST], what, f"at most {DEEPEST} levels", "too-deep")
            raise _StopError

    def _node(self, event: Any, path: KeyPath, depth: int) -> Node:
        at = self._at(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, at, path, depth)
        self._count(at, path, 1)
        self._descend(at, path, depth)
        if event.tag is not None:
            what = f"the tag {shown(_spelled(event.tag))} is refused: values are plain text, numbers, true, false, lists and mappings"
            self._report(at, path, what, "the value without a tag", "tag")
        anchored = self._anchor(event, at, path)
        nodes_before, deepest_before = self._nodes, self._deepest
        self._deepest = depth
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, at, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(at, path, depth)
        else:
            node = self._mapping(at, path, depth)
        if anchored:
            anchored.node = node
            anchored.size = self._nodes - nodes_before + 1
            anchored.height = self._deepest - depth
        self._deepest = max(self._deepest, deepest_before)
        return node

    def _anchor(self, event: Any, at: Position, path: KeyPath) -> _Anchored | None:
        if event.anchor is None:
            return None
        if event.anchor in self._anchors:
            what = f"the anchor &{event.anchor} is given a second time"
            self._report(at, path, what, "each anchor once in a file", "anchor")
        anchored = _Anchored(None, 0, 0)
        self._anchors[event.anchor] = anchored
        return anchored

    def _alias(self, event: Any, at: Position, path: KeyPath, depth: int) -> Node:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            known = ", ".join(f"*{name}" for name in sorted(self._anchors)) or "no anchor stands above"
            self._report(
                at, path, f"the alias *{event.anchor} has no anchor &{event.anchor} above it", known, "alias"
            )
        elif anchored.node is None:
            what = f"the alias *{event.anchor} stands inside of what it repeats"
            self._report(at, path, what, "an alias of something that ended above", "alias")
        else:
            self._count(at, path, anchored.size)
            self._descend(at, path, depth + anchored.height)
            return anchored.node
        self._count(at, path, 1)
        return ScalarNode(at, None, f"*{event.anchor}")

    def _scalar(self, event: Any, at: Position, path: KeyPath) -> ScalarNode:
        text: str = event.value
        if event.style:  # quoted or a block: text, whatever it looks like
            value: Plain = text
        else:
            value = resolve(text)
            if not text and event.tag is None:
                what = (
                    "nothing stands after the key"
                    if path and isinstance(path[-1], str)
                    else "the item is empty"
                )
                allowed = (
                    "a value; {} for a mapping that keeps its defaults; null to take away what is inherited"
                )
                self._report(at, path, what, allowed, "no-value")
        if isinstance(value, str):
            self._judge_text(event, at, path, "the value")
        return ScalarNode(at, value, text)

    def _judge_text(self, event: Any, at: Position, path: KeyPath, name: str) -> None:
        """Refuse what would mean something else to Terraform or to a reader than it does to us."""
        text: str = event.value
        template = _TEMPLATE.search(text)
        if template:
            what = f"{name} {shown(text)} holds {template.group()}, which begins a Terraform template"
            self._report(at, path, what, "text without ${ and %{", "template")
        invisible = _INVISIBLE.search(text)
        if invisible:
            self._told.update(range(event.start_mark.line + 1, event.end_mark.line + 2))
            self._report_invisible(at, path, invisible.group(), name)

    def _report_invisible(self, at: Position, path: KeyPath, character: str, name: str) -> None:
        what = f"{name} holds the invisible character U+{ord(character):04X}"
        self._report(at, path, what, "characters that can be seen", "invisible-character")

    def _sequence(self, at: Position, path: KeyPath, depth: int) -> SequenceNode:
        items: list[Node] = []
        event = next(self._events)
        while not isinstance(event, yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)), depth + 1))
            event = next(self._events)
        return SequenceNode(at, tuple(items))

    def _mapping(self, at: Position, path: KeyPath, depth: int) -> MappingNode:
        entries: dict[str, Entry] = {}
        event = next(self._events)
        while not isinstance(event, yaml.MappingEndEvent):
            key_at = self._at(event)
            key = self._key(event, path, depth)
            value_path = path if key is None else (*path, key)
            value = self._node(next(self._events), value_path, depth + 1)
            if key is not None and key in entries:
                first = entries[key].key_at
                what = f"the key {shown(key)} stands here a second time, after line {first.line}"
                self._report(key_at, value_path, what, "each key once; join the two", "duplicate-key")
            elif key is not None:
                entries[key] = Entry(key_at, value)
            event = next(self._events)
        return MappingNode(at, entries)

    def _key(self, event: Any, path: KeyPath, depth: int) -> str | None:
        """Read a key; `None` when it is refused."""
        at = self._at(event)
        if not isinstance(event, yaml.ScalarEvent):
            what = f"the key is {'an alias' if isinstance(event, yaml.AliasEvent) else 'a list or a mapping'}, not text"
            self._report(at, path, what, "a name; in quotes when it begins with one of * & [ {", "not-a-name")
            self._node(event, path, depth + 1)
            return None
        self._count(at, path, 1)
        key: str = event.value
        if event.tag is not None:
            self._report(
                at,
                (*path, key),
                f"the key has the tag {shown(_spelled(event.tag))}",
                "the key without a tag",
                "tag",
            )
        self._anchor_of_key(event, at, (*path, key))
        if key == "<<" and not event.style:
            what = "the merge key << is not part of YAML 1.2"
            self._report(at, (*path, key), what, "`extends: base.yaml` for what files share", "merge-key")
            return None
        if not event.style and not isinstance(resolve(key), str):
            what = f"the key is {kind(ScalarNode(at, resolve(key), key))}, not text"
            allowed = f"in quotes: {shown(key)}" if key else "a name"
            self._report(at, path, what, allowed, "not-a-name")
        self._judge_text(event, at, (*path, key), "the key")
        return key

    def _anchor_of_key(self, event: Any, at: Position, path: KeyPath) -> None:
        if event.anchor is not None:
            self._report(
                at, path, f"the key has the anchor &{event.anchor}", "anchors on values alone", "anchor"
            )


def _spelled(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


def resolve(text: str) -> Plain:
    """Read an unquoted word.

    Args:
        text: The word as it is written.

    Returns:
        What it is by YAML 1.2's core types, but for numbers that people write as names: with a leading zero, in
        another base, or without a finite value they are text.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
