"""A pause of Python's cyclic garbage collector, for work that makes very many objects and no garbage."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def paused() -> Generator[None]:
    """Do not look for garbage in cycles inside the block.

    Deriving and judging a large estate makes a million small frozen objects that all stay; looking through them again
    and again for garbage costs as much as the work itself.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
