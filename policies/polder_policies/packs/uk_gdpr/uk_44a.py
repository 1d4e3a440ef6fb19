"""UK-44A: Personal data leaves the United Kingdom under regulations, or under a safeguard that meets the data protection test."""

from datetime import date
from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the UK GDPR",
    subjects="GB",
    home="GB",
    regime="uk",
    recipient=("uk-dpf", "recipient-scope"),
    instruments=(
        ("idta", "data-protection-test"),
        ("uk-addendum", "data-protection-test"),
        ("uk-bcr", "data-protection-test"),
    ),
    controllers=True,
)

RULE: Final = Rule(
    id="UK-44A",
    pack="uk-gdpr",
    title="Personal data leaves the United Kingdom under regulations, or under a safeguard that meets the data protection test.",
    citation="UK GDPR Art. 44A-45C and 46, as amended by the Data (Use and Access) Act 2025 Sch. 7",
    link="https://www.legislation.gov.uk/ukpga/2025/18/schedule/7",
    severity="hard",
    explanation="Regulations approve transfers to countries, some for certain recipients alone. Elsewhere an agreement of the Information Commissioner binds whoever gets the data, and the exporter shows that protection there is not materially lower. Decisions and clauses of the European Union do not count here by themselves, nor does a listing under its framework with the United States.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.controller",
        "every place that the dataset reaches",
    ),
    satisfied_by="the transfer agreement (idta), the addendum to clauses (uk-addendum) or British binding corporate rules (uk-bcr), each with a data-protection-test; or a recipient that the regulations cover (uk-dpf, recipient-scope)",
    instruments=("idta", "uk-addendum", "uk-bcr", "data-protection-test", "uk-dpf", "recipient-scope"),
    effective=date(2026, 2, 5),
    verified=True,
    judge=_TRANSFER.judge,
)
