"""What is secret in texts, and what stands in its place.

Three things make a text secret: Terraform marked it, its name tells of it, or it has the form of a secret. A value that
Terraform marked anywhere in a plan is hidden wherever else it stands.
"""

import base64
import binascii
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from polder_previews.patterns import Patterns
from polder_previews.plan import Plan, ResourceChange
from polder_previews.telling import tells
from polder_previews.values import Json, Unknown, Value

SENSITIVE: Final = "(sensitive)"
"""Stands for what Terraform or a provider marked."""

HIDDEN: Final = "(hidden)"
"""Stands for what looks like a secret."""

LONGEST: Final = 1 << 18
"""Characters of a text that is looked through; a longer one is hidden whole."""

_VALUE: Final = re.compile(
    r"""\\{0,3}"(?:[^"\\\n]|\\[^\n])*+"?|\\{0,3}'[^'\n]*+'?|(?:[^\s"'&;,}\])]"""
    # These end a value only where something else begins behind them: a password may hold them.
    r"""|["'&;,}\])](?!\s|\\{0,3}["',}\]);]|$|[\w.-]{1,80}[ \t]{0,4}[:=]))++"""
)
"""What stands behind a name: in quotes, or as far as it goes."""

_REST_OF_LINE: Final = re.compile(r"""[^\s"'{\[|>\\][^\n]*""")
_TEXT: Final = re.compile(r"[^<]{1,4096}")

_NAME: Final = r"(?P<name>[A-Za-z_][\w.-]{0,2000}+)"

_SETTINGS: Final = (
    # `password: correct horse`, on a line of its own, whose value ends with the line
    (re.compile(rf"^[ \t]*+(?:-[ \t]+|export[ \t]+)?{_NAME}[ \t]*+[:=][ \t]*+", re.MULTILINE), _REST_OF_LINE),
    # `name: value`, `name = "value"`, `"name":"value"`, `name=value`, also with escaped quotes
    (re.compile(rf"""(?<![\w.-])-{{0,2}}{_NAME}\\{{0,3}}["']?[ \t]{{0,8}}(?:=>|[:=])[ \t]{{0,8}}"""), _VALUE),
    # `--password value`
    (re.compile(rf"(?<![\w-])--?{_NAME}[ \t]{{1,8}}(?!-)"), _VALUE),
    # `<password>value</password>`
    (re.compile(r"<(?P<name>[A-Za-z][\w.-]{0,200})(?:\s[^<>]{0,500})?>"), _TEXT),
)
"""How names come before their values, and how far a value goes. Values are looked for only behind names that tell of a
secret: behind every name, that would take time with the square of the length."""

_PAIR: Final = re.compile(
    r"""\b(?:name|key|variable)\\{0,3}["']?\s{0,8}[:=]\s{0,8}\\{0,3}["']?(?P<name>[\w.-]{1,100})\\{0,3}["']?[\s,;]{1,80}"""
    r"""(?:\\{0,3}["'])?value\\{0,3}["']?\s{0,8}[:=]\s{0,8}(?P<value>\\{0,3}"[^"\n]{0,4096}"?|\\{0,3}'[^'\n]{0,4096}'?|[^\s,}\]]{1,4096})""",
    re.IGNORECASE,
)
"""A name beside a value: `- name: DB_PASSWORD`, `value: …` on the next line."""

_BLOCK: Final = re.compile(
    r"""^([ \t]*)(?:- )?["']?([\w.-]{1,100})["']?[ \t]*:[ \t]*(?:[|>][-+0-9]{0,3})?[ \t]*$""", re.MULTILINE
)
"""A key of YAML whose value stands on the lines below."""

_LONGEST_ARN: Final = 2048
_REFERENCES: Final = ("${", "$(", "{{")
"""How values begin that say where a secret is."""

_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{40,}={0,2}(?![A-Za-z0-9+/_=-])")
_WHOLE_BASE64: Final = re.compile(r"[A-Za-z0-9+/\s]{64,}={0,2}\s*")
_GZIP: Final = b"\x1f\x8b"
_SHORTEST_PART: Final = 8
"""Characters of a marked value that is hidden inside of other texts; a shorter one would blot out words."""
_SHORTEST_WHOLE: Final = 5
"""Characters of a marked value that is hidden where a text is nothing else."""


_SHORTEST_LINE: Final = 16
"""Characters of a line of a marked text that is hidden elsewhere; shorter lines are words."""


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    text = (files("polder_previews") / "data" / "secret_forms.csv").read_text(encoding="utf-8")
    return tuple(re.compile(row["pattern"]) for row in csv.DictReader(text.splitlines()))


@dataclass(frozen=True)
class Secrets:
    """What is secret.

    Args:
        patterns: The user's own.
        known: Texts that are secret wherever they stand.
    """

    patterns: Patterns = field(default_factory=Patterns)
    known: frozenset[str] = frozenset()

    @cached_property
    def _parts(self) -> re.Pattern[str] | None:
        parts = sorted((text for text in self.known if len(text) >= _SHORTEST_PART), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, parts))) if parts else None

    def knowing(self, *plans: Plan) -> "Secrets":
        """Learn every value that plans mark as sensitive; what one stack marks, another may show.

        Outputs teach nothing: CDKTF marks every output between stacks, and most hold names that stand everywhere.
        """
        found = {text for plan in plans for text in _marked(plan) if _is_distinct(text)}
        return self if found <= self.known else Secrets(self.patterns, self.known | found)

    @cached_property
    def _seen(self) -> dict[str, str]:
        return {}

    def text(self, text: str) -> str:
        """Write a text without what is secret in it."""
        seen = self._seen.get(text)
        if seen is None:
            seen = self._seen[text] = self._text(text)
        return seen

    def _text(self, text: str) -> str:
        if len(text) > LONGEST:
            return f"(hidden: {len(text)} characters, too long to look through)"
        if text in self.known or self.patterns.match(text):
            return HIDDEN
        if _WHOLE_BASE64.fullmatch(text) and self._encodes_secret("".join(text.split()), 0):
            return HIDDEN
        return self._redacted(text, 0)

    def _redacted(self, text: str, depth: int) -> str:
        if self._parts is not None:
            text = self._parts.sub(HIDDEN, text)
        for form in _forms():
            text = form.sub(HIDDEN, text)
        text = _without_blocks(text)
        text = _without_pairs(text)
        for name, value in _SETTINGS:
            text = _without_values(name, value, text)
        return _BASE64.sub(lambda found: HIDDEN if self._encodes_secret(found[0], depth) else found[0], text)

    def _encodes_secret(self, encoded: str, depth: int) -> bool:
        """Say whether base64 holds something secret, or something packed that nobody can look into."""
        raw = encoded.translate(str.maketrans("-_", "+/")).rstrip("=")
        try:
            decoded = base64.b64decode(raw + "=" * (-len(raw) % 4), validate=True)
        except (binascii.Error, ValueError):
            return False
        if decoded.startswith(_GZIP):
            return True
        try:
            text = decoded.decode()
        except UnicodeDecodeError:
            return False
        if self.patterns.match(text):
            return True
        # What is encoded twice is looked into twice; deeper, it is hidden.
        return depth > 1 or self._redacted(text, depth + 1) != text


def _without_values(name: re.Pattern[str], value: re.Pattern[str], text: str) -> str:
    """Hide the values behind names that tell of a secret."""
    written: list[str] = []
    done = 0
    for named in name.finditer(text):
        if named.start() < done or not tells(_last(named["name"])):
            continue
        found = value.match(text, named.end())
        if found and not _is_harmless(text, named.start(), found[0]):
            written += [text[done : found.start()], _quoted(found[0])]
            done = found.end()
    return "".join([*written, text[done:]])


def _without_pairs(text: str) -> str:
    """Hide values beside names that tell of a secret."""

    def hide(found: re.Match[str]) -> str:
        if not tells(_last(found["name"])):
            return found[0]
        return found[0][: found.start("value") - found.start()] + _quoted(found["value"])

    return _PAIR.sub(hide, text)


def _last(name: str) -> str:
    """Give the last part of a dotted name, `auth.password`."""
    return name.rpartition(".")[2] or name


def _is_harmless(text: str, start: int, value: str) -> bool:
    """Say whether it is hidden already, says where a secret is, or is part of a name: `arn:aws:…:secret:name`."""
    word = max(text.rfind(mark, max(start - _LONGEST_ARN, 0), start) for mark in " \t\n\"'") + 1
    is_hidden = value.strip("\\\"'").rstrip(")") == HIDDEN.rstrip(")")
    return is_hidden or value.startswith(_REFERENCES) or text.startswith("arn:", word)


def _quoted(value: str) -> str:
    quote = next((mark for mark in ('\\"', '"', "\\'", "'") if value.startswith(mark)), "")
    return f"{quote}{HIDDEN}{quote if len(value) > len(quote) and value.endswith(quote) else ''}"


def _without_blocks(text: str) -> str:
    """Hide the lines below a key that tells of a secret."""
    if "\n" not in text:
        return text
    written: list[str] = []
    inside: int | None = None
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip())
        if inside is not None and (not line.strip() or indent > inside):
            continue
        inside = None
        found = _BLOCK.match(line.rstrip("\r\n"))
        written.append(line)
        if found and tells(_last(found[2])):
            inside = len(found[1])
            written.append(f"{' ' * (inside + 2)}{HIDDEN}\n")
    return "".join(written)


def _marked(plan: Plan) -> Iterator[str]:
    for change in (*plan.changes, *plan.drift):
        yield from _marked_in(change)
    for variable in plan.variables.values():
        if variable.sensitive:
            yield from _texts(variable.value)


def _marked_in(change: ResourceChange) -> Iterator[str]:
    yield from _under(change.before, change.before_sensitive)
    yield from _under(change.after, change.after_sensitive)


def _under(value: Value, mask: Json) -> Iterator[str]:
    if mask is True:
        yield from _texts(value)
    elif isinstance(mask, dict) and isinstance(value, dict):
        for key, inner in mask.items():
            yield from _under(value.get(key), inner)
    elif isinstance(mask, list) and isinstance(value, list) and len(mask) == len(value):
        for item, inner in zip(value, mask, strict=True):
            yield from _under(item, inner)


def _texts(value: "Value | Json") -> Iterable[str]:
    if isinstance(value, str):
        yield value
        lines = [line.strip() for line in value.splitlines()]
        yield from (line for line in lines if len(line) > _SHORTEST_LINE and not line.startswith("-----"))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool | Unknown):
        yield str(value)


def _is_distinct(text: str) -> bool:
    """Say whether a text is one that stands for nothing else: two kinds of characters, and not short."""
    kinds = {
        "a" if each.islower() else "A" if each.isupper() else "0" if each.isdigit() else "-" for each in text
    }
    several = len(kinds) > 1
    return len(text) >= _SHORTEST_WHOLE and (several or len(text) > 2 * _SHORTEST_PART)
