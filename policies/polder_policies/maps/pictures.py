"""The forms that a map is drawn in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from polder_policies.maps.dot import dot
from polder_policies.maps.mermaid import MOST_ARROWS, mermaid
from polder_policies.maps.svg import svg
from polder_policies.maps.view import MapView


@dataclass(frozen=True, slots=True)
class Picture:
    """A form of a map.

    Args:
        draw: Draws one.
        most: How many flows it can show; None: any number.
    """

    draw: Callable[[MapView], str]
    most: int | None = None


PICTURES: Final[Mapping[str, Picture]] = {
    "mermaid": Picture(mermaid, MOST_ARROWS),
    "dot": Picture(dot),
    "svg": Picture(svg),
}
"""Forms by name."""
