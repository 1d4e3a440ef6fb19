"""Names of stacks: `<environment>-<site>-<part>`. They are a public contract, for state lies under them."""

from typing import Final, Literal

from polder_environments.topology import SitePlan

Part = Literal["state", "infra", "services"]

PARTS: Final[tuple[Part, ...]] = ("state", "infra", "services")
"""In the order they are deployed: what keeps the state, what the cloud gives, what runs on the cluster."""


def stack_name(site: SitePlan, part: Part) -> str:
    """Name a stack of a site."""
    return f"{site.prefix}-{part}"
