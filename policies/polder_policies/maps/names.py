"""Identifiers in languages of pictures: of letters, digits and underscores, one for each thing."""

import re
from collections.abc import Iterable


class Identifiers:
    """Gives each thing an identifier that is made of its name, so that a new neighbour renames nothing."""

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        """Give identifiers to names; two that differ in odd characters alone are numbered."""
        self._found: dict[str, str] = {}
        taken: set[str] = set()
        for name in sorted(set(names)):
            plain = f"{prefix}_{re.sub(r'[^A-Za-z0-9]', '_', name)}"
            identifier, number = plain, 1
            while identifier in taken:
                number += 1
                identifier = f"{plain}_{number}"
            taken.add(identifier)
            self._found[name] = identifier

    def __getitem__(self, name: str) -> str:
        """Give the identifier of a name."""
        return self._found[name]
