"""`polder facts`: the dated facts that Polder carries, and where they come from."""

import sys

import click

BAD_INPUT = 2


@click.command()
@click.argument("name", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
def facts(name: str | None, form: str) -> None:
    """Show the dated facts with their sources, or the rows of one set: `polder facts tags`.

    Exits with 2 when there is no such set.
    """
    from polder_environments.facts.sources import data_sets  # noqa: PLC0415 - --help needs no facts
    from polder_stacks.facts_report import facts_csv, rows_table, sets_table  # noqa: PLC0415 - rich costs 100 ms

    names = [*(each.name for each in data_sets()), "sources"]
    if name is not None and name not in names:
        click.echo(f"there are no facts {name!r}; there are {', '.join(sorted(names))}", err=True)
        sys.exit(BAD_INPUT)
    if form == "csv":
        click.echo(facts_csv(name), nl=False)
    elif name is None:
        sets_table()
    else:
        rows_table(name)
