"""How `polder preview` and `polder deploy` say what keeps them from their work, and with which exit code they end."""

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import click

from polder_environments.problems import InvalidInput, render
from polder_rehearsal.schemas import NoSchema, UnknownShape
from polder_rehearsal.tool import NoTerraform, Tool, find_tool
from polder_stacks.preview.refusal import BadRequest, Refused, ToolMissing

FAILED: Final = 1
BAD_INPUT: Final = 2
TOOL_MISSING: Final = 3
CHANGES: Final = 4
"""With --detailed-exitcode: all is well, and applying would change something. 2 and 3 are taken."""


@contextmanager
def answering() -> Generator[None]:
    """Turn what goes wrong into a message and an exit code."""
    try:
        yield
    except InvalidInput as invalid:
        click.echo(render(invalid.problems), err=True)
        sys.exit(BAD_INPUT)
    except (BadRequest, NoSchema, UnknownShape) as bad:
        click.echo(str(bad), err=True)
        sys.exit(BAD_INPUT)
    except (ToolMissing, NoTerraform) as missing:
        click.echo(str(missing), err=True)
        sys.exit(TOOL_MISSING)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(FAILED)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # whoever read the output has gone; click ends quietly
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}", err=True)
        sys.exit(BAD_INPUT)


def terraform() -> Tool:
    """Find the Terraform to run.

    Raises:
        NoTerraform: There is none.
    """
    # -P: a folder in the project that is called as one of ours would otherwise be run in its place.
    return find_tool([sys.executable, "-P", "-m", "polder_stacks.terraform"])
