"""`--on`: the day that a command judges by."""

from datetime import date, datetime

import click


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


on_day = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    metavar="DATE",
    help="Judge by this day, 2027-01-31; by default today.",
)
"""Gives a command `on`, a `date`; None where today is meant."""
