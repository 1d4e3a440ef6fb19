"""`polder preview`: what a change does to every stack, as a comment under its pull request, a table or data."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

if TYPE_CHECKING:
    from polder_previews.guards import Guards
    from polder_previews.preview import Preview
    from polder_stacks.preview.making import Made

FAILED: Final = 1
CHANGES: Final = 4


class _Asked(TypedDict):
    """The options, as click gives them."""

    environments: tuple[str, ...]
    base: str | None
    rehearse: bool
    plans: tuple[str, ...]
    everything: bool
    form: str
    out: Path | None
    prices: Path | None
    redact: Path | None
    detailed: bool


@click.command(
    epilog="Example: polder preview prod --base origin/main --out reports; polder comment reports/comment.md"
)
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--base",
    metavar="REVISION",
    help="Compare with this revision of git: stacks that did not change are counted and not planned, and findings, flows and stacks are told as new or gone.",
)
@click.option(
    "--rehearse",
    is_flag=True,
    help="Plan on stand-ins for the clouds, on which the base revision was applied: offline and without credentials.",
)
@click.option(
    "--plan",
    "plans",
    multiple=True,
    metavar="STACK=FILE",
    help="Show this plan of a stack, a saved one or its JSON, and plan nothing.",
)
@click.option("--all", "everything", is_flag=True, help="Plan every stack, also those that did not change.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "json", "html"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write comment.md, report.md, preview.json and preview.html into this folder too.",
)
@click.option(
    "--prices",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own prices, over those that Polder carries.",
)
@click.option(
    "--redact",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Patterns of what is secret in your house, a regular expression a line.",
)
@click.option(
    "--detailed-exitcode",
    "detailed",
    is_flag=True,
    help="Exit with 4 when all is well and applying would change something.",
)
def preview(**asked: Unpack[_Asked]) -> None:
    """Show what a change does to every stack, before it is applied.

    Terraform plans each stack that changed, in the order in which they are applied; a stack whose inputs are not there
    yet is known after another one applies. Nothing is written but what --out names.

    Exits with 1 when a rule fails, a plan fails, or data may go by a change that the environment file does not name under
    changes; with 2 when the input is wrong, 3 when a tool is missing, and else with 0.
    """
    from polder_stacks.preview.answer import answering  # noqa: PLC0415 - pydantic costs 100 ms

    with answering():
        made = _made(asked)
        _tell(made, asked["form"])
        if not made.holds:
            sys.exit(FAILED)
    sys.exit(CHANGES if asked["detailed"] and made.preview.changes_anything else 0)


def _made(asked: _Asked) -> "Made":
    from polder_stacks.preview.making import Wish, made_preview  # noqa: PLC0415 - it imports what builds
    from polder_stacks.preview.record import place_of_comment, write, written  # noqa: PLC0415 - as above

    wish = Wish(
        asked["environments"],
        asked["base"],
        asked["rehearse"],
        asked["plans"],
        asked["everything"],
        asked["prices"],
        asked["redact"],
    )
    made = made_preview(wish)
    if asked["out"]:
        write(written(made.preview, made.guards, made.tie, place_of_comment(wish.variables)), asked["out"])
    return made


def _tell(made: "Made", form: str) -> None:
    from polder_stacks.preview.record import as_json, as_markdown, place_of_comment  # noqa: PLC0415 - pydantic costs 100 ms

    if form == "table":
        _show(made.preview, made.guards)
    elif form == "json":
        click.echo(as_json(made.preview, made.guards, made.tie), nl=False)
    elif form == "html":
        from polder_previews.page import page  # noqa: PLC0415 - one form is asked for

        click.echo(page(made.preview), nl=False)
    else:
        click.echo(as_markdown(made.preview, place_of_comment(made.wish.variables)), nl=False)
    for line in made.told:
        click.echo(line, err=True)


def _show(preview: "Preview", guards: "Guards") -> None:
    from rich.console import Console  # noqa: PLC0415 - rich costs 100 ms
    from rich.text import Text  # noqa: PLC0415 - as above

    from polder_previews.escape import visible  # noqa: PLC0415 - as above
    from polder_previews.table import show  # noqa: PLC0415 - as above

    console = Console(highlight=False)
    show(preview, console)
    for note in preview.footer.notes:
        console.print(
            Text(visible(note), style="" if guards.hold else "bold red" if note.startswith("Guards") else "")
        )
