"""From how many people a year a law wants which procedure before their data leaves."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@cache
def _steps() -> Mapping[tuple[str, str], tuple[tuple[int, str], ...]]:
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in _table.table("export_thresholds"):
        found[row["law"], row["data"]].append((int(row["from"]), row["route"]))
    return MappingProxyType({key: tuple(sorted(steps)) for key, steps in found.items()})


def route(law: str, data: str, persons: int) -> str:
    """Name the procedure that a law wants.

    Args:
        law: `pipl`.
        data: What kind of data: `ordinary`, `sensitive`.
        persons: How many people it is about, over twelve months.

    Returns:
        `contract`, `assessment`, or blank where so few people want none.

    Raises:
        KeyError: Nothing is known of this law and kind of data.
    """
    wanted = ""
    for least, name in _steps()[law, data]:
        if persons >= least:
            wanted = name
    return wanted
