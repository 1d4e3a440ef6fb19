"""GDPR-44: Personal data reaches a third country only with adequacy or an instrument."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

TRANSFER: Final = Transfer(
    law="the GDPR",
    subjects="EEA",
    home="EEA",
    regime="eu",
    recipient=("dpf", "recipient-scope"),
    instruments=(("scc", "tia"), ("bcr",), ("certification",)),
    occasional=("derogation",),
    controllers=True,
)
"""What the GDPR says of data that leaves the EEA; GDPR-49 asks it too."""

RULE: Final = Rule(
    id="GDPR-44",
    pack="eu-gdpr",
    title="Personal data reaches a third country only with adequacy or an instrument.",
    citation="GDPR Art. 44-46",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="hard",
    explanation="Outside the EEA the law that protects people ends. It goes with the data where the Commission found the country adequate, or where clauses with an assessment of the transfer, binding corporate rules or a certification bind whoever gets it.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.controller",
        "every place that the dataset reaches",
    ),
    satisfied_by="standard contractual clauses (scc) with an assessment (tia), binding corporate rules (bcr), a certification, or a recipient in the scope of an adequacy decision (dpf, recipient-scope); for what goes only once, a derogation under Art. 49",
    instruments=("scc", "tia", "bcr", "certification", "dpf", "recipient-scope", "derogation"),
    verified=False,
    judge=TRANSFER.judge,
)
