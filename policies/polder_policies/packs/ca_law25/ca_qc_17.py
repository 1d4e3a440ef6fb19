"""CA-QC-17: Data of Quebec leaves the province after an impact assessment and under an agreement."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="Law 25",
    subjects="CA-QC",
    home="CA-QC",
    instruments=(("pia", "agreement"),),
)

RULE: Final = Rule(
    id="CA-QC-17",
    pack="ca-law25",
    title="Data of Quebec leaves the province after an impact assessment and under an agreement.",
    citation="Act respecting the protection of personal information in the private sector (P-39.1) s.17",
    link="https://www.legisquebec.gouv.qc.ca/en/document/cs/p-39.1",
    severity="soft",
    explanation="What counts is the border of the province: Ontario and Alberta are outside like any foreign country. Data about people of Canada may be about people of Quebec until the province is declared.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "subdivision of every place that the dataset reaches",
    ),
    satisfied_by="a privacy impact assessment (pia) and a written agreement with whoever gets the data (agreement)",
    instruments=("pia", "agreement"),
    verified=False,
    judge=_TRANSFER.judge,
)
