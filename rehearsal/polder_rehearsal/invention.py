"""Values that an API would have decided: plausible, and the same in every run for the same resource."""

import base64
import csv
import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Final, cast

from polder_rehearsal.arm_outputs import output_content
from polder_rehearsal.forms import attribute_type, attributes, blocks, inside
from polder_rehearsal.schemas.model import Attribute, Block
from polder_rehearsal.values import is_unknown

_TOKEN: Final = re.compile(r"\{([^{}]+)\}")
_RANDOM: Final = re.compile(r"(hex|HEX|digits)(\d+)")
_NAMES: Final = ("name", "bucket", "identifier", "account_id", "function_name", "key")
"""Arguments that name a resource, the first that is written wins."""


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    path: str
    value: str


@cache
def _rows() -> tuple[_Row, ...]:
    text = (files("polder_rehearsal") / "data" / "values.csv").read_text()
    return tuple(_Row(row["kind"], row["path"], row["value"]) for row in csv.DictReader(text.splitlines()))


@cache
def _template(kind: str, path: str) -> str | None:
    """Find what an attribute looks like; the first row that speaks of it."""
    return next(
        (row.value for row in _rows() if fnmatchcase(kind, row.kind) and fnmatchcase(path, row.path)), None
    )


@cache
def _certificate() -> str:
    return (files("polder_rehearsal") / "data" / "certificate.pem").read_text()


@dataclass(frozen=True)
class Inventor:
    """Fills in what is not known of one resource or data source.

    Args:
        kind: Its type.
        seed: What tells it from all others; equal seeds give equal values.
        provider: Its provider's configuration.
        values: What is known of it, and grows as values are made.
    """

    kind: str
    seed: str
    provider: Mapping[str, object]
    values: dict[str, object]
    _making: set[str] = field(default_factory=set[str])

    def complete(self, block: Block, *, nulls: bool = False) -> dict[str, object]:
        """Replace what is not known.

        Args:
            block: The schema.
            nulls: Whether computed values that are null count as not known: those of a data source do.

        Returns:
            All values of the resource.
        """
        for name, attribute in attributes(block).items():
            self._make(name, attribute, nulls=nulls)
        for name, nested in blocks(block).items():
            self.values[name] = self._in_block(inside(nested), self.values.get(name), f"{name}.", nulls=nulls)
        return self.values

    def _make(self, name: str, attribute: Attribute, *, nulls: bool) -> None:
        value = self.values.get(name)
        if self._wanted(attribute, value, nulls=nulls):
            self._making.add(name)
            self.values[name] = self._value(attribute_type(attribute), name)
            self._making.discard(name)
        elif value is not None:
            self.values[name] = self._known(attribute, value, name, nulls=nulls)

    def _wanted(self, attribute: Attribute, value: object, *, nulls: bool) -> bool:
        return is_unknown(value) or (nulls and value is None and bool(attribute.get("computed")))

    def _in_block(self, block: Block, value: object, prefix: str, *, nulls: bool) -> object:
        if isinstance(value, list):
            return [self._in_block(block, item, prefix, nulls=nulls) for item in cast("list[object]", value)]
        if not isinstance(value, Mapping):
            return value
        found = dict(cast("Mapping[str, object]", value))
        for name, attribute in attributes(block).items():
            inner = found.get(name)
            if self._wanted(attribute, inner, nulls=nulls):
                found[name] = self._value(attribute_type(attribute), prefix + name)
            elif inner is not None:
                found[name] = self._known(attribute, inner, prefix + name, nulls=nulls)
        for name, nested in blocks(block).items():
            found[name] = self._in_block(inside(nested), found.get(name), f"{prefix}{name}.", nulls=nulls)
        return found

    def _known(self, attribute: Attribute, value: object, path: str, *, nulls: bool) -> object:
        """Complete what is inside a value that is known itself: nested attributes, and collections."""
        nested = attribute.get("nested_type")
        if nested is None:
            return self._inside(value, path)
        return self._in_block({"attributes": nested["attributes"]}, value, f"{path}.", nulls=nulls)

    def _inside(self, value: object, path: str) -> object:
        if isinstance(value, list):
            return [self._inside(item, path) for item in cast("list[object]", value)]
        if isinstance(value, Mapping):
            found = cast("Mapping[str, object]", value)
            return {key: self._inside(item, f"{path}.{key}") for key, item in found.items()}
        return self._text(path) if is_unknown(value) else value

    def _value(self, kind: object, path: str) -> object:
        """Make a value of a type; an object is made whole, and a list of objects has one."""
        if isinstance(kind, list):
            outer, inner = cast("tuple[str, object]", tuple(cast("list[object]", kind)))
            if outer == "object":
                members = cast("Mapping[str, object]", inner)
                return {name: self._value(member, f"{path}.{name}") for name, member in members.items()}
            if outer == "tuple":
                return [self._value(member, path) for member in cast("list[object]", inner)]
            if outer == "map":
                return self._map(path)
            written = _template(self.kind, path)
            return [self._value(cast("object", inner), path)] if written or isinstance(inner, list) else []
        if kind == "number":
            text = self._from_table(path) or "1"
            return int(text) if text.isdecimal() else 1
        if kind == "bool":
            return self._from_table(path) == "true"
        text = self._text(path)
        return [b'"string"', text] if kind == "dynamic" else text

    def _map(self, path: str) -> dict[str, object]:
        """Tags and labels that a provider adds up are those that are written."""
        stem = path.removesuffix("_all").removeprefix("effective_").removeprefix("terraform_")
        written = self.values.get(stem)
        if stem != path and isinstance(written, Mapping):
            return dict(cast("Mapping[str, object]", written))
        return {}

    def _from_table(self, path: str) -> str | None:
        template = _template(self.kind, path)
        return None if template is None else self._filled(template, path)

    def _text(self, path: str) -> str:
        made = self._from_table(path)
        if made is not None:
            return made
        # An id that nothing is known of is the name, as most are; anything else is text that says what it stands for.
        return self._name() if path in ("id", "name") else f"{path.rpartition('.')[2]}-{self._hex(path, 8)}"

    def _filled(self, template: str, path: str) -> str:
        return _TOKEN.sub(lambda token: self._token(token[1], path), template)

    def _token(self, token: str, path: str) -> str:
        if token.startswith("."):
            return self._other(token[1:])
        random = _RANDOM.fullmatch(token)
        if random:
            length = int(random[2])
            if random[1] == "digits":
                return str(int(self._hex(path, 32), 16))[-length:].replace("0", "1")
            drawn = self._hex(path, length)
            return drawn if random[1] == "hex" else drawn.upper()
        word, _, shared = token.partition(":")
        make = self._words(path, shared).get(word)
        if make is None:
            raise ValueError(f"no token {token} in what {self.kind}.{path} looks like")
        return make()

    def _words(self, path: str, shared: str) -> Mapping[str, Callable[[], str]]:
        """What each word between braces of a template stands for."""
        seed = f"{self._configured('subscription_id')}/{shared}" if shared else f"{self.seed}/{path}"
        return {
            "uuid": lambda: str(uuid.uuid5(uuid.NAMESPACE_URL, seed)),
            "name": self._name,
            "noun": lambda: self.kind.partition("_")[2].replace("_", "-"),
            "service": lambda: self.kind.split("_")[1],
            "account": self._account,
            "region": self._region,
            "project": lambda: self._configured("project") or "project",
            "subscription": self._subscription,
            "byte": lambda: str(1 + int(self._hex(path, 8), 16) % 254),
            "deployment": lambda: output_content(self.values.get("template_content"), self._hex),
            "certificate": _certificate,
            "certificate64": lambda: base64.b64encode(_certificate().encode()).decode(),
        }

    def _region(self) -> str:
        written = self.values.get("region")
        if _known_text(written):
            return str(written or "")
        return self._configured("region") or "region-1"

    def _subscription(self) -> str:
        return self._configured("subscription_id") or str(uuid.uuid5(uuid.NAMESPACE_URL, "subscription"))

    def _other(self, path: str) -> str:
        """Give another attribute of this resource, made first when nothing is known of it yet."""
        name, _, rest = path.partition(".")
        value = self.values.get(name)
        if is_unknown(value) and name not in self._making:
            self._making.add(name)
            value = self.values[name] = self._text(name)
            self._making.discard(name)
        while rest and value is not None:
            if isinstance(value, list):
                items = cast("list[object]", value)
                value = items[0] if items else None
                continue
            name, _, rest = rest.partition(".")
            value = cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None
        return str(value) if _known_text(value) else self._name()

    def _name(self) -> str:
        for name in _NAMES:
            if _known_text(self.values.get(name)):
                return str(self.values[name])
        return f"{self.kind.rpartition('_')[2]}-{self._hex('name', 10)}"

    def _account(self) -> str:
        allowed = self.provider.get("allowed_account_ids")
        if isinstance(allowed, list) and allowed:
            return str(cast("list[object]", allowed)[0])
        return "123456789012"

    def _configured(self, name: str) -> str | None:
        value = self.provider.get(name)
        return str(value) if _known_text(value) else None

    def _hex(self, path: str, length: int) -> str:
        return hashlib.sha256(f"{self.seed}/{path}".encode()).hexdigest()[:length]


def _known_text(value: object) -> bool:
    return value is not None and value != "" and not is_unknown(value)
