"""Terraform's expressions, as far as an inspection follows them: references, and text around them.

Anything more is not followed, and what cannot be followed does not pass where it matters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_UNWRAPPING: Final = "base64decode|jsondecode|one|tolist|toset|tostring"
"""Functions that give what they are given, in another shape."""

_STEPS: Final = r"(?:\.[A-Za-z_][\w-]*|\.\d+|\.\*|\[(?:\d+|\*|\"[^\"\\$%]*\")\])*"
_REFERENCE: Final = re.compile(
    rf"\s*(?:(?P<function>{_UNWRAPPING})\(\s*)?(?P<root>[A-Za-z_][\w-]*)(?P<steps>{_STEPS})\s*"
    rf"(?(function)\)(?P<after>{_STEPS})\s*)"
)
_STEP: Final = re.compile(r"\.([A-Za-z_][\w-]*)|\[\"([^\"]*)\"\]|\.(?:\d+|\*)|\[(?:\d+|\*)\]")
_OTHER_ROOTS: Final = frozenset({"local", "var", "each", "count", "self", "path", "terraform", "module"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to something of the same stack.

    Args:
        root: `resource`, `data` or `local`; or the first word of what is none of them, `var`, `each`, `module`.
        kind: The type of a resource or data source.
        name: The label.
        path: The attribute, list indices left out.
    """

    root: str
    kind: str
    name: str
    path: str

    @property
    def target(self) -> str:
        """Address of what it refers to."""
        words = {"resource": (self.kind, self.name), "data": ("data", self.kind, self.name)}
        return ".".join(words.get(self.root, (self.root, self.name)))

    def __str__(self) -> str:
        """Write it as Terraform does."""
        return f"{self.target}.{self.path}" if self.path else self.target


@dataclass(frozen=True, slots=True)
class Opaque:
    """An expression that is not followed."""

    text: str


Part = str | Reference | Opaque


def is_template(text: str) -> bool:
    """Whether Terraform would evaluate something in a text."""
    return "${" in text or "%{" in text


@lru_cache(maxsize=1 << 14)
def parts(text: str) -> tuple[Part, ...]:
    """Take a string of Terraform's JSON apart into literal text, references, and what is neither."""
    found: list[Part] = []
    for part in _parts(text):
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part:
            found.append(part)
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def expression(text: str) -> Reference | Opaque:
    """Read an expression, as it stands between `${` and `}` or as a plan lists references."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return Opaque(text)
    steps = [name or key for name, key in _STEP.findall(found["steps"]) if name or key]
    root = found["root"]
    if root == "data" and len(steps) > 1:
        return Reference("data", steps[0], steps[1], ".".join(steps[2:]))
    if root in _OTHER_ROOTS and steps:
        return Reference(root, "", steps[0], ".".join(steps[1:]))
    if "_" in root and steps:
        return Reference("resource", root, steps[0], ".".join(steps[1:]))
    return Opaque(text)


def _parts(text: str) -> Iterator[Part]:
    at = 0
    while at < len(text):
        start = min((found for found in (text.find("${", at), text.find("%{", at)) if found >= 0), default=-1)
        if start < 0:
            yield text[at:]
            return
        if start > at and text[start - 1] == text[start]:  # $${ is how a literal ${ is written
            yield text[at : start - 1] + text[start : start + 2]
            at = start + 2
            continue
        yield text[at:start]
        end = _end(text, start + 2)
        if end < 0 or text[start] == "%":
            yield Opaque(text[start:])
            return
        yield expression(text[start + 2 : end])
        at = end + 1


def _end(text: str, at: int) -> int:
    """Find the brace that closes an expression, quoted text passed over; -1 when there is none."""
    depth, quoted = 1, False
    while at < len(text):
        character = text[at]
        if quoted:
            at += character == "\\"
            quoted = character != '"'
        elif character == '"':
            quoted = True
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return at
        at += 1
    return -1
