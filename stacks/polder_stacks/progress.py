"""Signs of life for work that takes seconds: on a terminal only, and never on standard output."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def progress(doing: str) -> Generator[None]:
    """Show what is being done while it is done; silent in a pipe."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(doing):
        yield
