"""The file of a user's own patterns for secrets: a regular expression a line."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from polder_environments.problems import InvalidInput, Position
from polder_previews.patterns import Patterns, compile_patterns
from polder_stacks.preview.refusal import BadRequest

_COMMENT: Final = "#"


def read_patterns(file: Path | None) -> tuple[Patterns, str]:
    """Read patterns.

    Args:
        file: A pattern a line; blank lines and those that begin with `#` are left out. None for no patterns.

    Returns:
        The patterns, and a hash of them; blank without any.

    Raises:
        BadRequest: The file cannot be read.
        InvalidInput: With everything that is wrong with the patterns.
    """
    if file is None:
        return Patterns(), ""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else "it is no text in UTF-8"
        raise BadRequest(f"{file} cannot be read: {why}") from None
    lines = {
        number: line.strip()
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith(_COMMENT)
    }
    try:
        patterns = compile_patterns(lines.values(), file)
    except InvalidInput as invalid:
        numbers = list(lines)
        raise InvalidInput(
            tuple(
                replace(problem, key="", position=Position(file, numbers[_index(problem.key)], 1))
                for problem in invalid.problems
            )
        ) from None
    return patterns, hashlib.sha256("\n".join(lines.values()).encode()).hexdigest()


def _index(key: str) -> int:
    """Read the number out of `redact[3]`."""
    return int(key.partition("[")[2].rstrip("]"))
