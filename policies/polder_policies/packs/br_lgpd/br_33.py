"""BR-33: Personal data leaves Brazil for an adequate country, or under clauses, rules or consent."""

from datetime import date
from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the LGPD",
    subjects="BR",
    home="BR",
    regime="br",
    instruments=(("anpd-scc",), ("anpd-bcr",), ("transfer-consent",)),
)

RULE: Final = Rule(
    id="BR-33",
    pack="br-lgpd",
    title="Personal data leaves Brazil for an adequate country, or under clauses, rules or consent.",
    citation="LGPD Art. 33; Resolutions CD/ANPD 19/2024 and 32/2026",
    link="https://www.planalto.gov.br/ccivil_03/_ato2015-2018/2018/lei/l13709.htm",
    severity="hard",
    explanation="The authority found the European Union and the other members of the EEA adequate, and nobody else so far. Elsewhere its own standard clauses, corporate rules that it approved, or a consent that is about the transfer itself lets data go. Paired regions of São Paulo lie in the United States.",
    reads=("datasets.tags", "datasets.subjects", "every place that the dataset reaches"),
    satisfied_by="standard clauses of the ANPD (anpd-scc), global corporate rules (anpd-bcr), or specific consent to the transfer (transfer-consent)",
    instruments=("anpd-scc", "anpd-bcr", "transfer-consent"),
    effective=date(2026, 1, 26),
    verified=True,
    judge=_TRANSFER.judge,
)
