"""Patterns of a user for what is secret in their house.

They run on Rust's regular expressions, which pydantic brings: these take time in proportion to the text, whatever the
pattern is, so that nobody can halt a pipeline with one. A time limit would make the output depend on the machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from polder_environments.problems import InvalidInput, Position, Problem, shown

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

LONGEST: Final = 1000
"""Characters of a pattern."""

MOST: Final = 100
"""Patterns of one preview."""


@dataclass(frozen=True)
class Patterns:
    """Compiled patterns; a text in which one of them matches is hidden whole."""

    compiled: "tuple[SchemaValidator, ...]" = ()

    def match(self, text: str) -> bool:
        """Say whether a pattern matches anywhere in a text."""
        # A lone surrogate is no text for Rust, and what cannot be looked at is hidden.
        try:
            text.encode()
        except UnicodeEncodeError:
            return bool(self.compiled)
        return any(pattern.isinstance_python(text) for pattern in self.compiled)


def compile_patterns(patterns: Iterable[str], where: Path) -> Patterns:
    """Compile patterns.

    Args:
        patterns: Regular expressions in Rust's syntax, which is Python's without look-around and back-references.
        where: The file that they stand in, for messages.

    Raises:
        InvalidInput: With everything that is wrong with all of them.
    """
    from pydantic_core import SchemaError, SchemaValidator, core_schema  # noqa: PLC0415 - 10 ms, for the few who have patterns

    compiled: list[SchemaValidator] = []
    problems: list[Problem] = []

    def note(number: int, what: str, allowed: str) -> None:
        problems.append(Problem(Position(where), f"redact[{number}]", what, allowed, "bad-pattern"))

    given = list(patterns)
    for number, pattern in enumerate(given[:MOST]):
        if not pattern or len(pattern) > LONGEST:
            note(number, f"the pattern has {len(pattern)} characters", f"1 to {LONGEST}")
            continue
        try:
            each = SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
        except SchemaError:
            note(
                number,
                f"{shown(pattern)} is no pattern",
                "Rust's regular expressions: no look-around, no back-references",
            )
            continue
        if each.isinstance_python(""):
            note(
                number, f"{shown(pattern)} matches everything", "a pattern that does not match the empty text"
            )
        compiled.append(each)
    if len(given) > MOST:
        note(MOST, f"there are {len(given)} patterns", f"at most {MOST}")
    if problems:
        raise InvalidInput(tuple(problems))
    return Patterns(tuple(compiled))
