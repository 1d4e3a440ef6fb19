"""How long a comment may be, where it is posted."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limit:
    """What a place takes; with room to spare, for places count differently.

    Args:
        place: Its name.
        characters: In units of UTF-16, of which a character has one or two.
        bytes: In UTF-8.
    """

    place: str
    characters: int
    bytes: int

    def admits(self, text: str) -> bool:
        """Say whether a text is short enough."""
        return self.spare(text) >= 0

    def spare(self, text: str) -> int:
        """Give how much longer a text may be, in characters that take one byte; less than 0 when it is too long."""
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        return min(self.characters - units, self.bytes - len(text.encode("utf-8", "surrogatepass")))


@cache
def limits() -> Mapping[str, Limit]:
    """Give the limits of `github`, `gitlab` and `step-summary`."""
    text = (files("polder_previews") / "data" / "limits.csv").read_text(encoding="utf-8")
    return {
        row["place"]: Limit(row["place"], int(row["characters"]), int(row["bytes"]))
        for row in csv.DictReader(text.splitlines())
    }
