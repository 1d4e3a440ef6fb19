"""A rehearsal on a terminal: a table of what came of it, and a line of life while it runs."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from polder_rehearsal.rehearse import Audience
from polder_rehearsal.reports import counted, findings, row, told
from polder_rehearsal.results import ALTERED, DOES_NOT_PROVE, Result
from polder_rehearsal.stack_run import Where

_COLOURS = {"passed": "green", "refused": "red", "not run": "yellow"}


def table(result: Result, console: Console | None = None) -> None:
    """Print what came of every stack, what Terraform said, and what that does not prove."""
    console = console or Console(highlight=False)
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("stack", no_wrap=True)
    shown.add_column("result")
    for column in ("add", "change", "destroy", "removed", "seconds"):
        shown.add_column(column, justify="right")
    for stack in result.stacks:
        name, status, *rest = row(stack)
        shown.add_row(name, f"[{_COLOURS[status]}]{status}[/]", *rest)
    console.print(shown)
    for finding in findings(result):
        console.print(f"{finding.stack}, {finding.step}", style="bold", markup=False)
        console.print(told(finding), markup=False, soft_wrap=True)
        console.print()
    for stack in result.stacks:
        for note in stack.notes:
            console.print(f"{stack.stack}: {note}", markup=False, soft_wrap=True)
    outcome = "passed" if result.passed else "refused"
    console.print(
        f"{outcome}: {counted(result)} in {result.seconds:.1f} s on {result.tool}",
        style=f"bold {_COLOURS[outcome]}",
        markup=False,
        soft_wrap=True,
    )
    console.print(ALTERED, soft_wrap=True)
    console.print(DOES_NOT_PROVE, soft_wrap=True)


@contextmanager
def audience(where: Where) -> Generator[Audience]:
    """Show on a terminal what is being rehearsed; nothing in a pipe."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield Audience(where=where)
        return
    doing: dict[str, str] = {}
    lock = Lock()
    with console.status("rehearsing") as status:

        def began(stack: str, step: str) -> None:
            with lock:
                doing.pop(stack, None)
                doing[stack] = step
                latest = list(doing.items())[-2:]
            status.update(", ".join(f"{name}: {what}" for name, what in latest))

        yield Audience(began, where)
