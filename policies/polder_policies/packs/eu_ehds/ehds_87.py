"""EHDS-87: Health data for secondary use is stored and processed in the Union, or in an adequate country."""

from datetime import date
from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_UNION: Final = Transfer(
    law="Art. 87 of the EHDS Regulation",
    subjects="",  # the tag says it: whose health it is does not matter
    tags=("ehds",),
    home="EU",
    regime="eu",
    recipient=("dpf", "recipient-scope"),
    freeing=("anonymised", "synthetic", "differentially-private"),
)

RULE: Final = Rule(
    id="EHDS-87",
    pack="eu-ehds",
    title="Health data for secondary use is stored and processed in the Union, or in an adequate country.",
    citation="Reg. (EU) 2025/327 Art. 87(1)-(2); applies under Art. 105 from 26 March 2027",
    link="https://eur-lex.europa.eu/eli/reg/2025/327/oj",
    severity="hard",
    explanation="Health data access bodies, trusted health data holders and all who work for them keep personal electronic health data in the Union while they pseudonymise, anonymise and provide it. A third country is open by an adequacy decision alone: clauses, binding rules and certificates do not open it. Norway, Iceland and Liechtenstein count as third countries here until the EEA takes the Regulation over. The operations that the article names begin with Chapter IV on 26 March 2029. Data that is no longer personal may still be highly sensitive (Art. 88).",
    reads=("datasets.tags", "every place that the dataset reaches", "adequacy decisions of the Commission"),
    satisfied_by="a place in the Union or under an adequacy decision; where a decision is for some recipients alone, a statement that this one is among them (dpf, recipient-scope)",
    instruments=("dpf", "recipient-scope"),
    effective=date(2027, 3, 26),
    verified=True,
    judge=_UNION.judge,
)
