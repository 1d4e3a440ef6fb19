"""Whom the AI Act binds and from when, as Regulation (EU) 2026/1744 moved its dates.

Source: Regulation (EU) 2024/1689 as consolidated on 27 July 2026, Art. 2(8), 4a, 111(4) and 113, read in a stored copy on
2026-11-24: https://eur-lex.europa.eu/eli/reg/2024/1689/2026-07-27/eng
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal

from polder_environments.declarations import Workload
from polder_policies.estate import Estate

Role = Literal["provider", "deployer"]

LINK: Final = "https://eur-lex.europa.eu/eli/reg/2024/1689/2026-07-27/eng"
"""The consolidated text."""

HIGH_RISK: Final[Mapping[str, date]] = {"annex3": date(2027, 12, 2), "annex1": date(2028, 8, 2)}
"""From when Chapter III, Sections 1 to 3, binds systems of each annex (Art. 113, third paragraph, point (c))."""

BIAS_DETECTION: Final = date(2026, 7, 27)
"""From when Art. 4a binds. It stands in Chapter I, whose date has passed, and was inserted on this day."""

TRANSPARENCY: Final = date(2026, 8, 2)
"""From when Art. 50 binds (Art. 113, second paragraph)."""

MARKING_OF_OLD: Final = date(2026, 12, 2)
"""From when Art. 50(2) binds providers of what was on the market before `TRANSPARENCY` (Art. 111(4))."""

SIX_MONTHS: Final = 183
"""Days that stand for the six months of Art. 19(1) and 26(6)."""

TEN_YEARS: Final = 3653
"""Days that are ten years wherever they begin: three leap days can lie in them."""


def high_risk(estate: Estate, role: Role | None = None) -> Iterator[tuple[str, Workload, date]]:
    """Give the workloads that make, try or run a high-risk system, each with the day from which Chapter III binds it.

    Preparing data is no run of the system: what is owed of the data is asked where the system reads it.

    Args:
        estate: What is judged.
        role: Whose duty it is; None: a demand on the system itself, whoever runs it.
    """
    for name, workload in estate.workloads():
        applies = HIGH_RISK.get(workload.ai_risk)
        if applies is None or workload.task == "preparation" or role not in (None, workload.role):
            continue
        yield name, workload, applies


def in_use(workload: Workload) -> bool:
    """Tell whether a workload runs a system that is in use, or is about to be; the Act leaves out what is tried before (Art. 2(8))."""
    return workload.stage in ("production", "staging")


def tagged(estate: Estate, workload: str) -> bool:
    """Tell whether anything that a workload works on has a tag."""
    return any(estate.tags[strand.dataset] for strand in estate.strands_of(workload))
