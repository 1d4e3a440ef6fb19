"""`polder deploy`: apply what was reviewed, and nothing else."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

if TYPE_CHECKING:
    from polder_previews.preview import Preview
    from polder_stacks.preview.applying import Applied

FAILED: Final = 1
BAD_INPUT: Final = 2


class _Asked(TypedDict):
    """The options, as click gives them."""

    environment: str
    reviewed: Path | None
    base: str | None
    stacks: tuple[str, ...]
    late: bool
    rehearse: bool
    redact: Path | None
    yes: bool


@click.command(epilog="Example: polder deploy prod --reviewed reports/preview.json")
@click.argument("environment")
@click.option(
    "--reviewed",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The preview.json that was reviewed; when plans or verdict are others now, nothing is applied.",
)
@click.option(
    "--base",
    metavar="REVISION",
    help="Take down the stacks that this revision has and the present one has not. A reviewed preview names it itself.",
)
@click.option(
    "--stack", "stacks", multiple=True, metavar="GLOB", help="Deploy only stacks that are called so."
)
@click.option(
    "--allow-known-after",
    "late",
    is_flag=True,
    help="Deploy also stacks whose plan is known only after others apply: they are planned then, and guarded, but nobody has reviewed them.",
)
@click.option("--rehearse", is_flag=True, help="Deploy on stand-ins for the clouds, and throw it away.")
@click.option(
    "--redact",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Patterns of what is secret in your house, the same as for the preview.",
)
@click.option("--yes", is_flag=True, help="Do not ask, where no preview was reviewed.")
def deploy(**asked: Unpack[_Asked]) -> None:
    """Apply an environment: the plans that were reviewed, in order, until the first one fails.

    Every stack is planned again. What is not as it was reviewed is told, and then nothing is applied; otherwise exactly
    these plans are.

    Exits with 1 when something stands against it, failed or was left; with 2 when the input is wrong, 3 when a tool is
    missing, and with 0 when everything stands deployed.
    """
    from polder_stacks.preview.answer import answering  # noqa: PLC0415 - pydantic costs 100 ms

    if not asked["reviewed"] and not asked["yes"] and not sys.stdin.isatty():
        click.echo(
            "nobody can be asked here: give the preview that was reviewed with --reviewed, or --yes", err=True
        )
        sys.exit(BAD_INPUT)
    with answering():
        from polder_stacks.preview.deploying import Audience, Order, deployed, told  # noqa: PLC0415 - it imports what builds

        order = Order(
            asked["environment"],
            asked["reviewed"],
            asked["base"],
            asked["stacks"],
            asked["late"],
            asked["rehearse"],
            asked["redact"],
        )
        came = deployed(order, Audience(_yes if asked["yes"] else _agrees, _finished))
    for line in told(came):
        click.echo(line)
    if came.left:
        click.echo("preview again and deploy that, or deploy with --allow-known-after", err=True)
    sys.exit(0 if came.whole else FAILED)


def _yes(_preview: "Preview") -> bool:
    return True


def _agrees(preview: "Preview") -> bool:
    from rich.console import Console  # noqa: PLC0415 - rich costs 100 ms

    from polder_previews.table import show  # noqa: PLC0415 - as above

    show(preview, Console(highlight=False, stderr=True))
    return click.confirm("Apply?", err=True)


def _finished(name: str, applied: "Applied") -> None:
    from polder_stacks.preview.deploying import line  # noqa: PLC0415 - it is imported by now

    click.echo(line(name, applied), err=True)
    if applied.said:
        click.echo(applied.said, err=True)
