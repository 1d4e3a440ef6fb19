"""SG-26: Whoever gets data from Singapore is bound to protect it comparably."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the PDPA",
    subjects="SG",
    home="SG",
    instruments=(("contract",), ("bcr",), ("cbpr",), ("comparable-law",), ("transfer-consent",)),
)

RULE: Final = Rule(
    id="SG-26",
    pack="sg-pdpa",
    title="Whoever gets data from Singapore is bound to protect it comparably.",
    citation="PDPA 2012 s.26; Personal Data Protection Regulations 2021 reg. 10-12",
    link="https://sso.agc.gov.sg/SL/PDPA2012-S63-2021",
    severity="soft",
    explanation="There is no list of countries. The exporter makes sure that a law, a contract, corporate rules or a certification binds each recipient to a comparable standard; consent counts where people were told in writing how far their data will be protected.",
    reads=("datasets.tags", "datasets.subjects", "every place that the dataset reaches"),
    satisfied_by="a contract that names the countries (contract), binding corporate rules (bcr), a CBPR certification (cbpr), a comparable law (comparable-law), or consent after a summary in writing (transfer-consent)",
    instruments=("contract", "bcr", "cbpr", "comparable-law", "transfer-consent"),
    verified=False,
    judge=_TRANSFER.judge,
)
