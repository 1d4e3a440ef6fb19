"""Protocol Buffers' wire format, for the few kinds of field that Terraform's plugin protocol has.

The protocol is some forty messages; generated classes for them would be three thousand lines that nobody reads, and
would tie users to one range of the protobuf package.
Source: "Protocol Buffers: Encoding" (protobuf.dev/programming-guides/encoding).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

Kind = Literal["number", "flag", "text", "bytes"]

_VARINT: Final = 0
_LENGTH: Final = 2
_FIXED: Final = {1: 8, 5: 4}
_SIGN: Final = 1 << 63
_WRAP: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message.

    Args:
        name: What it is called in a decoded message.
        kind: What it holds: a scalar, or a message.
        repeated: Whether it holds a list of them.
    """

    name: str
    kind: "Kind | Message"
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A type of message: its fields by their numbers."""

    fields: Mapping[int, Field]


def decode(message: Message, data: bytes) -> dict[str, object]:
    """Read a message; fields that it does not know are passed over, those that are absent are absent.

    Raises:
        ValueError: The bytes are cut short or are no message.
    """
    found: dict[str, object] = {}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        field = message.fields.get(tag >> 3)
        form = tag & 7
        if form == _VARINT:
            number, at = _varint(data, at)
            value: object = number
        elif form == _LENGTH:
            length, at = _varint(data, at)
            if at + length > len(data):
                raise ValueError("a message is cut short")
            value = data[at : at + length]
            at += length
        elif form in _FIXED:
            at += _FIXED[form]
            continue
        else:
            raise ValueError(f"wire type {form} is of no field that this protocol has")
        if field is None:
            continue
        value = _read(field.kind, value)
        if field.repeated:
            cast("list[object]", found.setdefault(field.name, [])).append(value)
        else:
            found[field.name] = value
    return found


def _read(kind: Kind | Message, value: object) -> object:
    if isinstance(kind, Message):
        return decode(kind, cast("bytes", value))
    if kind == "text":
        return cast("bytes", value).decode()
    if kind == "flag":
        return bool(value)
    if kind == "number":
        number = cast("int", value)
        return number - _WRAP if number >= _SIGN else number
    return value


def encode(message: Message, values: Mapping[str, object]) -> bytes:
    """Write a message; a field that is absent, None, zero, empty text or an empty list is left out, as proto3 does.

    A field of bytes may hold, in place of a message, one that is encoded already.
    """
    written = bytearray()
    for number, field in message.fields.items():
        value = values.get(field.name)
        if field.repeated:
            for item in cast("list[object]", value or []):
                _write(written, number, field.kind, item)
        elif isinstance(field.kind, Message) or field.kind == "bytes":
            # An empty message says that it is there; an empty field of bytes says nothing.
            if value is not None and (value or isinstance(field.kind, Message)):
                _write(written, number, field.kind, value)
        elif value:
            _write(written, number, field.kind, value)
    return bytes(written)


def _write(written: bytearray, number: int, kind: Kind | Message, value: object) -> None:
    if kind in ("number", "flag"):
        written += _as_varint(number << 3 | _VARINT)
        written += _as_varint(int(cast("int", value)) % _WRAP)
        return
    if isinstance(value, bytes):
        content = value
    elif isinstance(kind, Message):
        content = encode(kind, cast("Mapping[str, object]", value))
    else:
        content = str(value).encode()
    written += _as_varint(number << 3 | _LENGTH)
    written += _as_varint(len(content))
    written += content


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data):
            raise ValueError("a number is cut short")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more follows
            return value, at
        shift += 7


def _as_varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - what seven bits hold
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
