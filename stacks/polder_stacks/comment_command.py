"""`polder comment`: a preview as a comment under a pull or merge request."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

import click

from polder_previews.forge.options import OPTIONS, Option


class _Asked(TypedDict):
    """The options, as click gives them."""

    file: Path
    forge: str | None
    behavior: Literal["update", "new", "hide"]
    number: int | None
    skip_no_changes: bool
    untrusted: bool


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(OPTIONS):
        command = click.option(f"--{option.name}", help=option.help, **_form(option))(command)
    return command


def _form(option: Option) -> dict[str, Any]:
    forms: dict[str, dict[str, Any]] = {
        "choice": {
            "type": click.Choice(option.choices),
            "default": option.default,
            "show_default": option.default is not None,
        },
        "number": {"type": int, "metavar": "NUMBER"},
        "flag": {"is_flag": True},
    }
    return forms[option.kind]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_options
def comment(**asked: Unpack[_Asked]) -> None:
    """Put a preview under the pull or merge request that CI runs for, and keep it up to date there.

    FILE is the comment.md of `polder preview --out DIR`. The comment is found again by its hidden first line, and by
    who wrote it. The token is read from GITHUB_TOKEN or GITLAB_TOKEN, the rest from the variables of the CI system.

    Exits with 0 when the comment stands or there is nothing to post, with 1 when the forge refuses it, and with 2
    when the input is wrong.
    """
    from polder_previews.forge.post import Wish  # noqa: PLC0415 - only this command speaks HTTP
    from polder_previews.forge.say import say  # noqa: PLC0415 - as above

    sys.exit(say(Wish(**asked)))
