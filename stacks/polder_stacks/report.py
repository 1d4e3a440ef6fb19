"""What people see on a terminal: the table of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from polder_environments.topology import SitePlan

if TYPE_CHECKING:
    from polder_stacks.synth import Synthesized  # it loads CDKTF's bindings, which a check has no use for


def synthesized_table(
    written: Sequence[Synthesized], seconds: float, out: Path, console: Console | None = None
) -> None:
    """Print what was written, how long it took and where it lies."""
    console = console or Console()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("stack", overflow="fold")
    table.add_column("site", overflow="fold")
    for column in ("resources", "data", "seconds"):
        table.add_column(column, justify="right")
    for stack in written:
        table.add_row(
            stack.name,
            _where(stack.site),
            str(stack.summary.resources),
            str(stack.summary.data_sources),
            "unchanged" if stack.seconds is None else f"{stack.seconds:.2f}",
        )
    console.print(table)
    resources = sum(stack.summary.resources for stack in written)
    sites = len({stack.site.prefix for stack in written})
    console.print(
        f"{len(written)} stacks at {sites} {'site' if sites == 1 else 'sites'}, {resources} resources in {seconds:.1f} s: {out}/stacks/<stack>/cdk.tf.json",
        highlight=False,
        soft_wrap=True,
    )


def _where(site: SitePlan) -> str:
    return f"{site.cloud} {site.region}"
