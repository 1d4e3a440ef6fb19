"""The names that clouds get: derived from the file alone, so they stay when neighbours come and go."""

import hashlib
from typing import Final

from polder_environments.facts.names import rule

UNIQUE_LENGTH: Final = 8
WORLDWIDE: Final = ("world", "partition")
"""Scopes in which other organisations' names count too."""

_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def unique(*identity: str) -> str:
    """Derive eight characters of 0-9 and a-z from what makes a thing itself; 41 bits, the same every time."""
    number = int.from_bytes(hashlib.sha256("\0".join(identity).encode()).digest(), "big")
    characters: list[str] = []
    for _ in range(UNIQUE_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    return "".join(characters)


def cloud_name(cloud: str, concept: str, parts: tuple[str, ...], tenancy: str) -> tuple[str, str | None]:
    """Name something in a cloud.

    Where the name has to be unique in the world, eight characters derived from it and the tenancy follow, and its
    readable part is shortened to fit. Where the cloud takes no hyphen there is none. Any other name that the
    cloud would refuse is a problem: shortened, it would be one that nobody recognises.

    Returns:
        The name, and what is wrong with it or None.
    """
    facts = rule(cloud, concept)
    hyphen = "-" if facts.takes("a-b" + "c" * max(0, facts.shortest - 3)) else ""
    readable = hyphen.join(part.replace("-", hyphen) for part in parts)
    if facts.unique not in WORLDWIDE:
        return readable, facts.problem(readable)
    tail = hyphen + unique(cloud, concept, tenancy, *parts)
    name = readable[: facts.longest - len(tail)].rstrip("-") + tail
    return name, facts.problem(name)
