"""`polder doctor`: what this machine has."""

import sys

import click

MISSING = 1


@click.command()
def doctor() -> None:
    """Show which Python, Node, Terraform and cdktf are used, and what is missing."""
    from polder_stacks.doctor import diagnose  # noqa: PLC0415 - rich costs 100 ms

    sys.exit(0 if diagnose() else MISSING)
