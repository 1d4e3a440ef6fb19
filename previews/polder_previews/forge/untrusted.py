"""Text that the code of a pull request wrote and that is posted in the project's name.

Nothing in it calls anybody, leads anywhere, loads anything or passes for a sentence of the project. What the renderer
of previews needs stays: tables, code, emphasis, folds.
"""

import re
from typing import Final

NOTICE: Final = (
    "> The pull request's own run made this preview, without credentials and on stand-ins for the clouds. Nobody has"
    " checked that it says what the change does."
)

_GAP: Final = "\u2060"
"""A word joiner: it has no width, and no forge reads past it."""

_KEPT: Final = (
    r"</?(?:details|summary|code|b|br|sub|sup)(?:\sopen)?\s?/?>"
    r"|&(?:lt|gt|amp|quot|nbsp|#x27|#39|#124);"
)
"""Tags and entities that a preview is made of; none of them does anything."""

_ACTIVE: Final = (
    r"[@<&]"
    r"|\](?=[(\[:])"
    r"|:(?=//)"
    r"|[Ww](?=[Ww]{2}\.)"
    r"|(?:#|[Gg][Hh]-)(?=\d)"
)
"""How mentions, tags, entities, links, addresses and references begin. `&#64;` is a mention too: forges look for them
after entities are read."""

_ANCHOR: Final = r"</?a(?:\s[^<>]*)?>"
"""What a link is made of in HTML; its words stay."""

_FOUND: Final = re.compile(rf"(?P<kept>{_KEPT})|(?P<gone>{_ANCHOR})|(?P<broken>{_ACTIVE})")


def defused(text: str) -> str:
    """Break what a forge would act on, with characters that nobody sees, under a notice that says whose words these are."""
    # A gap stands for what is gone, too: its neighbours could make up something active between them.
    return f"{NOTICE}\n\n{_FOUND.sub(lambda found: found['kept'] or (found['broken'] or '') + _GAP, text)}"
