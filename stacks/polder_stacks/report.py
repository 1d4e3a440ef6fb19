"""What people see on a terminal: tables for what was resolved and for what was written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from polder_environments.topology import PoolPlan, SitePlan, Topology

if TYPE_CHECKING:
    from polder_stacks.synth import Synthesized  # it loads CDKTF's bindings, which a check has no use for


def topology_table(topology: Topology, console: Console | None = None) -> None:
    """Print the sites of an environment, and the pools and stores that stand at each."""
    console = console or Console(highlight=False)
    console.print(f"[bold]{topology.environment}[/bold]  {len(topology.sites)} sites, all resolved")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for site in topology.sites:
        table.add_section()
        primary = ", primary" if site.role == "primary" else ""
        table.add_row(
            f"[bold]{site.name}[/bold]",
            "",
            f"{_where(site)}, {site.country}",
            str(site.network.cidr) + primary,
        )
        for pool in (site.cluster.system, *site.cluster.pools):
            table.add_row(f"  {pool.name}", f"{pool.smallest}-{pool.largest}", pool.machine, _bought(pool))
        table.add_row("  stores", "", ", ".join(store.name for store in site.stores), "")
    console.print(table)


def _bought(pool: PoolPlan) -> str:
    accelerator = pool.accelerator
    each = [f"{accelerator.per_node} x {accelerator.name}"] if accelerator else []
    slice_of = [f"slice of {accelerator.hosts}"] if accelerator and accelerator.hosts > 1 else []
    return ", ".join([*each, *slice_of, *([] if pool.capacity == "on-demand" else [pool.capacity])])


def topology_json(topologies: Sequence[Topology]) -> str:
    """Write resolved environments as JSON, one object an environment."""
    return json.dumps(
        {"environments": [topology.model_dump(mode="json") for topology in topologies]},
        indent=2,
        sort_keys=True,
    )


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
        f"{len(written)} stacks at {sites} sites, {resources} resources in {seconds:.1f} s: {out}/stacks/<stack>/cdk.tf.json",
        highlight=False,
        soft_wrap=True,
    )


def _where(site: SitePlan) -> str:
    return f"{site.cloud} {site.region}"
