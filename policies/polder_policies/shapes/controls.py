"""What may stand in for a requirement of PCI DSS that is not met as it is written."""

import re
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome

CONTROLS: Final = ("ccw", "customised-approach")
"""A compensating control worksheet (PCI DSS Appendices B and C), a controls matrix of the customised approach (D)."""

_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)+")


def or_control(  # noqa: PLR0913 - where it has to hold
    estate: Estate,
    broken: Judgement,
    requirement: str,
    *,
    kinds: tuple[str, ...] = CONTROLS,
    sites: tuple[str, ...] = (),
    dataset: str = "",
    workload: str = "",
) -> Judgement:
    """Let a control stand in for a requirement.

    A worksheet is for one requirement and one constraint; one that does not say for which, in
    `details: {requirement: 8.4.2}`, stands in for nothing.

    Args:
        estate: What is judged.
        broken: What the rule says without a control; what holds needs none.
        requirement: Number of the requirement that is not met, `8.4.2`; what is numbered below it counts.
        kinds: Kinds of evidence that the requirement takes.
        sites: Sites that the control has to cover, all of them.
        dataset: Dataset that it has to cover.
        workload: Workload that it has to cover.

    Returns:
        BY_EVIDENCE with the controls, UNKNOWN where one does not say what it is for, else `broken` as it is.
    """
    if broken.outcome is Outcome.HOLDS:
        return broken
    covering = [
        name
        for name in estate.proofs(kinds, dataset=dataset, workload=workload)
        if all(name in estate.proofs(kinds, site=site, dataset=dataset, workload=workload) for site in sites)
    ]
    said = {name: estate.environment.evidence[name].details.get("requirement") for name in covering}
    found = tuple(name for name in covering if _names(said[name] or "", requirement))
    if found:
        return broken._replace(outcome=Outcome.BY_EVIDENCE, info="", evidence=found, missing=())
    silent = [name for name in covering if said[name] is None]
    if silent:
        info = f"{broken.info} {silent[0]} does not say which requirement it stands in for."
        missing = (*broken.missing, f"evidence.{silent[0]}.details.requirement")
        return broken._replace(outcome=Outcome.UNKNOWN, info=info, missing=missing)
    return broken


def _names(text: str, requirement: str) -> bool:
    return any(
        number == requirement or number.startswith(f"{requirement}.") for number in _NUMBER.findall(text)
    )
