"""What a YAML parser says of broken text, in words of the person who wrote it."""

import re
from pathlib import Path
from typing import Any

import yaml

from polder_environments.problems import Position, Problem, shown

LINE_BREAK = re.compile(r"\r\n|\r|\n")

_SENTENCES = (
    ("mapping values are not allowed", "a colon stands where no key can be", "the key indented like its neighbours; a value that holds `: ` in quotes"),
    ("could not find expected ':'", "a key has no colon", "`key: value`, or the indentation of what it continues"),
    ("did not find expected ',' or ']'", "a list in brackets misses a comma or its end", "`[one, two]`"),
    ("expected ',' or ']'", "a list in brackets misses a comma or its end", "`[one, two]`"),
    ("did not find expected ',' or '}'", "a mapping in braces misses a comma or its end", "`{key: value, key: value}`"),
    ("expected ',' or '}'", "a mapping in braces misses a comma or its end", "`{key: value, key: value}`"),
    ("found unexpected end of stream", "the file ends inside of quotes", "the closing quote"),
    ("expected '-' indicator", "a key stands where the list goes on", "`- item`, or the key indented like its neighbours"),
    ("did not find expected key", "this is indented like no key above it", "keys that belong together under each other, indented with spaces alike"),
    ("expected <block end>", "this is indented like no key above it", "keys that belong together under each other, indented with spaces alike"),
    ("expected node content", "a list or a mapping in brackets has no end, or a value is missing", "the closing bracket"),
    ("unknown escape character", "the backslash begins an escape that YAML does not know", "a doubled backslash, or single quotes around the text"),
    ("escape code", "the backslash begins an escape that stands for no character", "a doubled backslash, or single quotes around the text"),
    ("document start", "something stands after the end of the document", "one document a file"),
    ("comment or line break", "something stands after the | or > that begins a block of text", "the text on the lines below, indented"),
    ("undefined tag handle", "a tag is refused", "the value without a tag"),
)  # fmt: skip


def syntax_problem(error: yaml.YAMLError, text: str, file: Path) -> Problem:
    """Say in other words what PyYAML says of a text that is no YAML.

    Args:
        error: What PyYAML raised.
        text: The text.
        file: What the file is called in positions.

    Returns:
        The problem, at a place inside of the text.
    """
    message = str(getattr(error, "problem", None) or error)
    mark: Any = getattr(error, "problem_mark", None)
    begun: Any = getattr(error, "context_mark", None)
    lines = LINE_BREAK.split(text)
    line = min(mark.line, len(lines) - 1) if mark else 0
    column = min(mark.column, len(lines[line])) if mark else 0
    what, allowed = f"this is not YAML: {message}", ""
    character = lines[line][column : column + 1]
    if "cannot start any token" in message and character == "\t":
        what, allowed = "a tab stands where only spaces may indent", "spaces"
    elif "cannot start any token" in message:
        what, allowed = f"no value can begin with {shown(character)}", "the value in quotes"
    for part, sentence, instead in _SENTENCES:
        if part in message:
            what, allowed = sentence, instead
            break
    if begun and begun.line != line and begun.line < len(lines):
        what += f", in what begins at line {begun.line + 1}"
    return Problem(Position(file, line + 1, column + 1), "", what, allowed, "syntax")
