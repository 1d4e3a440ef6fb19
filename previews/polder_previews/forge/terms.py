"""What each forge takes, and where its API is by default; the figures lie in data/forges.csv."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Terms:
    """What a forge takes.

    Args:
        characters: Of the longest comment.
        api: Base URL of the API where nothing else is said.
    """

    characters: int
    api: str


@cache
def terms() -> Mapping[str, Terms]:
    """Give the terms of each forge that is known, by its name."""
    text = (files("polder_previews.forge") / "data" / "forges.csv").read_text(encoding="utf-8")
    return {
        row["forge"]: Terms(int(row["characters"]), row["api"]) for row in csv.DictReader(text.splitlines())
    }
