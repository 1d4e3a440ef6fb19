"""Starts a program again when it imported a submodule too late for jsii."""

import os
import sys
from typing import NoReturn

from polder_constructs.bindings.errors import ALSO, LateBinding, say
from polder_constructs.bindings.packages import is_provider_submodule


def also_bound() -> list[str]:
    """Return the submodules of `$POLDER_ALSO_BIND`: to be bound although nothing has imported them yet."""
    return [module for module in os.environ.get(ALSO, "").split(",") if is_provider_submodule(module)]


def run_again(late: LateBinding) -> NoReturn:
    """Replace this process by a new run of the same command that knows of the late submodule from the start.

    Call it before anything has been written: the new run does everything anew.

    Raises:
        LateBinding: It was known already, so another run would end here as well.
    """
    also = also_bound()
    if late.module in also:
        raise late
    say(f"{late.module} was imported late; starting again with it")
    environment = {**os.environ, ALSO: ",".join([*also, late.module])}
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606  our own command line
