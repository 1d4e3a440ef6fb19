"""How the dated facts are shown."""

import csv
import io

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from polder_environments.facts.sources import data_sets, rows


def sets_table(console: Console | None = None) -> None:
    """Print every data set: how many rows, of which days, and what most of them rest on."""
    console = console or Console(highlight=False)
    table = Table("facts", "rows", "oldest", "newest", "sources", box=SIMPLE_HEAD, pad_edge=False)
    for each in data_sets():
        table.add_row(
            each.name,
            str(each.rows),
            each.oldest,
            each.newest,
            ", ".join(source.id for source in each.sources[:3]),
        )
    console.print(table)
    console.print(
        "polder facts NAME shows the rows of one, polder facts sources every source.", soft_wrap=True
    )


def rows_table(name: str, console: Console | None = None) -> None:
    """Print the rows of a data set."""
    console = console or Console(highlight=False)
    found = rows(name)
    table = Table(*found[0], box=SIMPLE_HEAD, pad_edge=False)
    for row in found:
        table.add_row(*row.values())
    console.print(table)


def facts_csv(name: str | None) -> str:
    """Write the rows of a data set, or the list of data sets, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if name is None:
        writer.writerow(["facts", "rows", "oldest", "newest"])
        writer.writerows([each.name, each.rows, each.oldest, each.newest] for each in data_sets())
    else:
        found = rows(name)
        writer.writerow(found[0])
        writer.writerows(row.values() for row in found)
    return out.getvalue()
