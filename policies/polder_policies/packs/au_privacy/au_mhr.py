"""AU-MHR: My Health Records never leave Australia."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the My Health Records Act",
    subjects="",  # the tag says it all
    tags=("mhr",),
    home="AU",
    freeing=(),  # the System Operator alone may take abroad what tells of nobody
)

RULE: Final = Rule(
    id="AU-MHR",
    pack="au-privacy",
    title="My Health Records never leave Australia.",
    citation="My Health Records Act 2012 (Cth) s.77",
    link="https://www.legislation.gov.au/C2012A00063/latest/text",
    severity="hard",
    explanation="Records of the system, and information relating to them, are not held, taken, processed or handled outside Australia. The Act excepts the System Operator alone, so no form and no contract of anybody else takes data out of it.",
    reads=("datasets.tags", "every place that the dataset reaches"),
    satisfied_by="sites in Australia for all that the data reaches",
    verified=False,
    judge=_TRANSFER.judge,
)
