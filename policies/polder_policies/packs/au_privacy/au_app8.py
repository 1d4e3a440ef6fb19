"""AU-APP8: Reasonable steps keep an overseas recipient to the Australian Privacy Principles."""

from typing import Final

from polder_policies.rule import ACCEPTED, Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the Privacy Act",
    subjects="AU",
    home="AU",
    instruments=(("contract",), ("comparable-law",), ("transfer-consent",)),
)

RULE: Final = Rule(
    id="AU-APP8",
    pack="au-privacy",
    title="Reasonable steps keep an overseas recipient to the Australian Privacy Principles.",
    citation="Privacy Act 1988 (Cth) Sch. 1 APP 8.1 and 8.2, s.16C",
    link="https://www.legislation.gov.au/C2004A03712/latest/text",
    severity="soft",
    explanation="Who discloses data overseas answers for what the recipient does with it. An enforceable contract is the step that is expected. Where a law there protects as well, or people consent after they were expressly told, the principle does not ask for it.",
    reads=("datasets.tags", "datasets.subjects", "every place that the dataset reaches"),
    satisfied_by="a contract with the recipient (contract), a law there that protects as well (comparable-law), or consent after being told (transfer-consent)",
    instruments=("contract", "comparable-law", "transfer-consent"),
    waivable=ACCEPTED,
    verified=False,
    judge=_TRANSFER.judge,
)
