"""The data files of guardrails: what clouds exempt, take and limit, each row with its source and day."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

FILES: Final = ("exempt", "copies", "assignments", "limits")
"""Names of the data files, without their suffix."""


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """All rows of a data file in its order."""
    return tuple(csv.DictReader(text(name).splitlines()))


def text(name: str) -> str:
    """A data file as it is."""
    return files("polder_policies.guardrails").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")


def limit(name: str) -> int:
    """A limit of a cloud.

    Raises:
        KeyError: There is no such limit.
    """
    return {row["name"]: int(row["value"]) for row in table("limits")}[name]
