"""CA-PIPEDA: Whoever handles Canadian data abroad is bound by contract, and people are told."""

from typing import Final

from polder_policies.rule import ACCEPTED, Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="PIPEDA",
    subjects="CA",
    home="CA",
    instruments=(("contract", "notice"),),
)

RULE: Final = Rule(
    id="CA-PIPEDA",
    pack="ca-pipeda",
    title="Whoever handles Canadian data abroad is bound by contract, and people are told.",
    citation="PIPEDA Sch. 1 cl. 4.1.3 and 4.8",
    link="https://laws-lois.justice.gc.ca/eng/acts/P-8.6/",
    severity="advisory",
    explanation="An organisation answers for data that it hands on. A contract has to bring comparable protection about, and people are told that their data may be handled, and looked at by authorities, abroad. From one province to another the Act wants nothing more; Quebec does (CA-QC-17).",
    reads=("datasets.tags", "datasets.subjects", "every place that the dataset reaches"),
    satisfied_by="a contract on the protection of data (contract) and a notice of processing abroad (notice)",
    instruments=("contract", "notice"),
    waivable=ACCEPTED,
    verified=False,
    judge=_TRANSFER.judge,
)
