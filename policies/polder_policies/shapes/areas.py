"""Whether a place lies in the areas that something may be in."""

from collections.abc import Sequence

from polder_environments.flows.graph import Node
from polder_policies.estate import Estate


def outside(estate: Estate, allow: Sequence[str], deny: Sequence[str], node: Node) -> str:
    """Say in which way a place is outside.

    Args:
        estate: What is judged; it knows the territories.
        allow: Areas it may lie in; empty: all.
        deny: Areas that win over `allow`.
        node: The place. One that may be anywhere is outside, whatever is allowed.

    Returns:
        For instance ``site virginia in US, and only EEA is allowed``; blank when it is inside.
    """
    where = f"site {node.site}" if node.site else node.name
    if not node.countries:
        return f"{where}, which may be anywhere"
    for country in (node.subdivision,) if node.subdivision else node.countries:
        denied = [area for area in deny if estate.territories.touches(area, country)]
        if denied:
            return f"{where} in {country}, which {', '.join(denied)} denies"
        if allow and not estate.territories.any_holds(allow, country):
            return f"{where} in {country}, and only {', '.join(allow)} is allowed"
    return ""
