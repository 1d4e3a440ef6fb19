"""The `polder` command line: a table of commands, each in a module of its own that is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "check": ("check_command", "check"),
    "explain": ("explain_command", "explain"),
    "rules": ("rules_command", "rules"),
    "map": ("map_command", "map_"),
    "evidence": ("evidence_command", "evidence"),
    "guardrails": ("guardrails_command", "guardrails"),
    "synth": ("synth_command", "synth"),
    "inspect": ("inspect_command", "inspect"),
    "rehearse": ("rehearse_command", "rehearse"),
    "preview": ("preview_command", "preview"),
    "deploy": ("deploy_command", "deploy"),
    "comment": ("comment_command", "comment"),
    "facts": ("facts_command", "facts"),
    "schema": ("schema_command", "schema"),
    "doctor": ("doctor_command", "doctor"),
}
"""Command, module of this package, and the command's name in it; the order is that of the help."""


class _Commands(click.Group):
    """A group whose commands are imported one by one. Their modules import click alone, so all of them cost little."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        return cast("click.Command", getattr(import_module(f"polder_stacks.{module}"), name))


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="polder")
def main() -> None:
    """Describe a shared ML platform once; get Terraform for every cloud and region it stands in.

    ENVIRONMENT is a name (prod: environments/prod.yaml) or a path. None means the one that POLDER_ENVIRONMENT
    names, or else all in environments/.
    """
