"""`polder check`: load, resolve and judge; build nothing."""

import click


@click.command()
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
def check(environments: tuple[str, ...], form: str) -> None:
    """Load and resolve environments; build nothing.

    Exits with 0 when all is well, and with 2 when the input is wrong, after naming every mistake with its file,
    line, key and what is allowed.
    """
    from polder_stacks.judged import judged_or_exit, today  # noqa: PLC0415 - pydantic costs 100 ms

    topologies = [each.topology for each in judged_or_exit(environments, today())]
    from polder_stacks.report import topology_json, topology_table  # noqa: PLC0415 - rich costs 100 ms

    if form == "json":
        click.echo(topology_json(topologies))
        return
    for topology in topologies:
        topology_table(topology)
