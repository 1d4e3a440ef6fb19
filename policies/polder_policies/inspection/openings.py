"""The few attributes that are open on purpose, each with its reason in a table. Nobody else can add one."""

from functools import cache

from polder_policies.inspection.stack import Block
from polder_policies.inspection.tables import table


def is_opening(block: Block, path: str) -> bool:
    """Whether an attribute of a block that Polder makes is open on purpose."""
    return (block.kind, block.name, path) in _openings()


@cache
def _openings() -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (row["kind"], row["name"], path) for row in table("openings") for path in row["paths"].split()
    )
