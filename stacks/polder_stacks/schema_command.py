"""`polder schema`: the JSON Schema that editors use."""

import sys
from pathlib import Path

import click

STALE = 1


@click.command()
@click.option(
    "--check",
    "fresh",
    is_flag=True,
    help="Write nothing; exit with 1 when FILE is not what would be written.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def schema(file: Path | None, *, fresh: bool) -> None:
    """Print the JSON Schema of an environment file, or write it to FILE."""
    from polder_environments.schema import schema_text  # noqa: PLC0415 - pydantic costs 100 ms

    text = schema_text()
    if file is None:
        click.echo(text, nl=False)
    elif not fresh:
        file.write_text(text, encoding="utf-8")
    elif not file.is_file() or file.read_text(encoding="utf-8") != text:
        click.echo(f"{file} is stale; run: polder schema {file}", err=True)
        sys.exit(STALE)
