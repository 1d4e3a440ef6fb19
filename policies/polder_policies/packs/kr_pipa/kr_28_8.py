"""KR-28-8: Personal data leaves Korea for a recognised country, by separate consent, certification, or a contract that people know of."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the PIPA",
    subjects="KR",
    home="KR",
    regime="kr",
    beyond_decisions=("credit",),
    instruments=(("transfer-consent",), ("kr-certification",), ("contract", "notice")),
)

RULE: Final = Rule(
    id="KR-28-8",
    pack="kr-pipa",
    title="Personal data leaves Korea for a recognised country, by separate consent, certification, or a contract that people know of.",
    citation="PIPA Art. 28-8(1)",
    link="https://www.law.go.kr/LSW/lsInfoP.do?lsId=011357",
    severity="soft",
    explanation="Storing data abroad is a transfer like any other. The commission recognised the European Union and the EEA in September 2025, though not for credit information or resident registration numbers. Elsewhere people consent to the transfer itself, the recipient is certified, or a contract with them needs it and they are told.",
    reads=("datasets.tags", "datasets.subjects", "every place that the dataset reaches"),
    satisfied_by="separate consent (transfer-consent), a certification (kr-certification), or a contract that needs it (contract) with a notice (notice)",
    instruments=("transfer-consent", "kr-certification", "contract", "notice"),
    verified=False,
    judge=_TRANSFER.judge,
)
