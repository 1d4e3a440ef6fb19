"""How sites are shared out between processes: whether a second one pays, and who builds what."""

from collections.abc import Sequence
from typing import Final

from polder_environments.topology import SitePlan

PROCESS: Final = 35
"""What a process costs before its first site: Python, Node, CDKTF and the Kubernetes bindings."""

CLOUD: Final = 15
"""What the first site of a cloud costs a process beside itself: that cloud's bindings, in Python and in Node."""

SITE: Final = 6
"""What a site costs. All three are hundredths of a second on the machine that benchmarks/README.md speaks of; only
their proportions count."""


def shares(sites: Sequence[SitePlan], cores: int) -> tuple[tuple[SitePlan, ...], ...]:
    """Share sites out between as many processes as pay, two at most.

    More than two would not: each is a Python and a Node process already.

    Args:
        sites: What is to be built.
        cores: How many cores there are.

    Returns:
        One share or two, each with sites of as few clouds as possible.
    """
    ordered = sorted(sites, key=lambda site: (site.cloud, site.name))
    whole = (tuple(ordered),)
    if cores < 2:  # noqa: PLR2004 - two processes on one core only wait for each other
        return whole
    splits = [(tuple(ordered[:at]), tuple(ordered[at:])) for at in range(1, len(ordered))]
    return min([whole, *splits], key=lambda split: (max(map(cost, split)), len(split)))


def cost(share: Sequence[SitePlan]) -> int:
    """Estimate what a process takes for its share."""
    return PROCESS + CLOUD * len({site.cloud for site in share}) + SITE * len(share)
