"""What a container registry offers to those that use it, whatever the cloud."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Registry:
    """A registry that exists.

    Args:
        url: Host and path that an image name begins with.
    """

    url: str
