"""Does what `polder comment` is asked, and says what came of it."""

import os
import sys
from collections.abc import Mapping

from polder_previews.forge.post import Wish, post
from polder_previews.forge.refusal import NotPosted
from polder_previews.forge.transport import Patience


def say(wish: Wish, environment: Mapping[str, str] = os.environ, patience: Patience | None = None) -> int:
    """Post a comment; its address goes to standard output, what was done or refused to standard error.

    Returns:
        The exit code: 0 posted or nothing to post, 1 the forge refused, 2 the input is wrong.
    """
    try:
        outcome = post(wish, environment, patience or Patience())
    except NotPosted as refused:
        sys.stderr.write(f"polder comment: {refused}\n")
        return refused.exit_code
    sys.stderr.write(f"polder comment: {outcome.said}\n")
    if outcome.link:
        sys.stdout.write(f"{outcome.link}\n")
    return 0
