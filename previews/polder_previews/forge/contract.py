"""What every forge can do with comments."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Posted:
    """A comment that stands under a request, by the one who asks.

    Args:
        id: What the API calls it.
        text: What it says.
        link: Where people find it; blank where that is not known.
        node: What GitHub's GraphQL API calls it; blank elsewhere.
    """

    id: int
    text: str
    link: str = ""
    node: str = ""


class Forge(Protocol):
    """Comments under one request."""

    @property
    def hides(self) -> bool:
        """Whether comments can be hidden."""
        ...

    def own(self, marker: str) -> list[Posted]:
        """Give the comments that begin with a marker and are by the one who asks, the oldest first."""
        ...

    def create(self, text: str) -> Posted:
        """Post a comment.

        Raises:
            Unclear: Nobody knows whether it was posted.
        """
        ...

    def update(self, posted: Posted, text: str) -> Posted:
        """Replace what a comment says."""
        ...

    def hide(self, posted: list[Posted]) -> None:
        """Fold comments away as outdated."""
        ...
