"""SA-29: Personal data leaves Saudi Arabia for a listed country, or under a safeguard with an assessment of its risks."""

from datetime import date
from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the PDPL",
    subjects="SA",
    home="SA",
    regime="sa",  # the authority has listed no country so far
    instruments=(
        ("sa-scc", "risk-assessment"),
        ("sa-bcr", "risk-assessment"),
        ("sa-accreditation", "risk-assessment"),
    ),
    sensitive=("special", "health"),
    assessed=("risk-assessment",),
)

RULE: Final = Rule(
    id="SA-29",
    pack="sa-pdpl",
    title="Personal data leaves Saudi Arabia for a listed country, or under a safeguard with an assessment of its risks.",
    citation="PDPL Art. 29; Regulation on Personal Data Transfer outside the Kingdom of 2024-09-01, Art. 3, 4 and 7",
    link="https://sdaia.gov.sa/Documents/RegulationonPersonalDataAR.pdf",
    severity="hard",
    explanation="The authority lists countries that protect data well enough; the list is still empty. Elsewhere one of three safeguards binds whoever gets the data, and the risks of the transfer are assessed. Sensitive data that flows again and again wants that assessment even to a listed country.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "every place that the dataset reaches",
        "frequency of a flow",
    ),
    satisfied_by="Saudi standard clauses (sa-scc), binding common rules (sa-bcr) or an accreditation (sa-accreditation), each with a risk-assessment; clauses of the European Union are none of them",
    instruments=("sa-scc", "sa-bcr", "sa-accreditation", "risk-assessment"),
    effective=date(2024, 9, 14),
    verified=True,
    judge=_TRANSFER.judge,
)
