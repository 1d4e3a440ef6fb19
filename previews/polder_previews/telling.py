"""Names that tell of a secret: attributes, keys, variables and settings whose value nobody should read in a comment.

Providers mark what is secret by its schema; what people put into labels, environments and scripts nobody marks.
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_WORD_BREAK: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    text = (files("polder_previews") / "data" / "telling_names.csv").read_text(encoding="utf-8")
    table: dict[str, list[str]] = {kind: [] for kind in ("joined", "phrase", "last", "harmless", "exact")}
    for row in csv.DictReader(text.splitlines()):
        table[row["kind"]].append(row["words"])
    return {kind: tuple(words) for kind, words in table.items()}


@lru_cache(maxsize=1 << 10)
def keeps_secrets(kind: str) -> bool:
    """Say whether a resource type is one that keeps a secret, whatever comes behind: `google_secret_manager_secret_version`."""
    words = {word.lower() for word in _WORD_BREAK.split(kind)}
    return bool(words & {*_table()["phrase"], "password"})


@lru_cache(maxsize=1 << 16)
def tells(name: str) -> bool:
    """Say whether a name is one of a secret: `db_password`, `clientSecret`, `API-KEY`.

    Names that end in what leads to a secret, or says something of it, are none: `secret_arn`, `password_length`.
    """
    table = _table()
    if name.lower() in table["exact"]:
        return False
    words = [word.lower() for word in _WORD_BREAK.split(name) if word]
    if not words or words[-1] in table["harmless"]:
        return False
    spaced, squashed = f" {' '.join(words)} ", "".join(words)
    return (
        any(part in squashed for part in table["joined"])
        or any(f" {phrase} " in spaced for phrase in table["phrase"])
        or words[-1] in table["last"]
    )
