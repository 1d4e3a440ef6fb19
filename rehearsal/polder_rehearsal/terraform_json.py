"""What Terraform says in its machine-readable output: diagnostics, and what would change.

Source: "Machine-Readable UI" and "terraform validate -json" (developer.hashicorp.com/terraform/internals).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

Severity = Literal["error", "warning"]
_POSITION: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]')


@dataclass(frozen=True)
class Told:
    """A diagnostic as Terraform gives it.

    Args:
        severity: Whether it refused.
        summary: What is wrong.
        detail: Why.
        address: The resource, when it is about one.
        byte: Where in `cdk.tf.json`, when it is about a place in it.
    """

    severity: Severity
    summary: str
    detail: str
    address: str | None
    byte: int | None


@dataclass(frozen=True)
class Changes:
    """How many resources are added, changed and removed."""

    add: int = 0
    change: int = 0
    remove: int = 0


@dataclass(frozen=True)
class Output:
    """What a run of Terraform told.

    Args:
        told: Its diagnostics.
        changes: What it planned or did; the last word of several.
        changed: The addresses of what it planned to change, and how.
    """

    told: tuple[Told, ...]
    changes: Changes
    changed: tuple[tuple[str, str], ...]


def read(text: str, errors: str) -> Output:
    """Read what Terraform wrote with `-json`.

    Args:
        text: Its standard output: a document, or one a line.
        errors: Its standard error; where it says nothing in JSON, what it says here counts.
    """
    told: list[Told] = []
    changes = Changes()
    changed: list[tuple[str, str]] = []
    for message in _messages(text):
        told += [_told(one) for one in _diagnostics(message)]
        if message.get("type") == "change_summary":
            counts = cast("Mapping[str, int]", message["changes"])
            changes = Changes(counts["add"], counts["change"], counts["remove"])
        elif message.get("type") == "planned_change":
            change = cast("Mapping[str, object]", message["change"])
            resource = cast("Mapping[str, str]", change["resource"])
            changed.append((resource["addr"], str(change["action"])))
    if not told and errors.strip():
        told.append(Told("error", errors.strip().splitlines()[0], errors.strip(), None, None))
    return Output(tuple(told), changes, tuple(changed))


def _messages(text: str) -> Iterator[Mapping[str, object]]:
    try:
        yield cast("Mapping[str, object]", json.loads(text))
    except ValueError:
        for line in text.splitlines():
            if line.startswith("{"):
                try:
                    yield cast("Mapping[str, object]", json.loads(line))
                except ValueError:
                    continue


def _diagnostics(message: Mapping[str, object]) -> Iterable[Mapping[str, object]]:
    if message.get("type") == "diagnostic":
        return [cast("Mapping[str, object]", message["diagnostic"])]
    return cast("list[Mapping[str, object]]", message.get("diagnostics") or [])


def _told(one: Mapping[str, object]) -> Told:
    place = cast("Mapping[str, Mapping[str, int]]", one.get("range") or {})
    address = one.get("address")
    return Told(
        "warning" if one.get("severity") == "warning" else "error",
        str(one.get("summary", "")),
        str(one.get("detail", "")),
        address if isinstance(address, str) else None,
        place["start"]["byte"] if "start" in place else None,
    )


def keys_at(text: str, byte: int) -> tuple[str | int, ...]:
    """Find what stands at a place of a JSON document.

    Args:
        text: The document.
        byte: The place, counted in bytes of UTF-8.

    Returns:
        The keys and indices that lead there.
    """
    target = len(text.encode()[:byte].decode(errors="ignore"))
    trail: list[str | int | None] = []
    key: str | None = None
    expects_key: list[bool] = []
    for token in _POSITION.finditer(text):
        if token.start() > target:
            break
        mark = token[0]
        if mark in "{[":
            trail.append(0 if mark == "[" else None)
            expects_key.append(mark == "{")
        elif mark in "}]":
            trail.pop()
            expects_key.pop()
        elif mark == "," and trail:
            last = trail[-1]
            if isinstance(last, int):
                trail[-1] = last + 1
            else:
                expects_key[-1] = True
        elif mark[0] == '"' and trail and expects_key[-1]:
            key = cast("str", json.loads(mark))
            trail[-1] = key
            expects_key[-1] = False
    return tuple(part for part in trail if part is not None)
