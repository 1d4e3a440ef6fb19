"""GDPR-49: Derogations carry no replica, schedule or federation."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.packs.eu_gdpr.gdpr_44 import TRANSFER
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import trail
from polder_policies.shapes.transfers import once


def _judge(estate: Estate) -> Iterator[Judgement]:
    if not estate.proofs(RULE.instruments):
        return
    for arrival in TRANSFER.arrivals(estate):
        proofs = estate.proofs(RULE.instruments, site=arrival.node.site, dataset=arrival.dataset)
        if arrival.inside or not proofs or TRANSFER.lasting(estate, arrival):
            continue
        way = trail(estate, arrival.dataset, arrival.node)
        if once(estate, arrival):
            yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=proofs)
        else:
            info = f"{proofs[0]} is for the single case, and {arrival.what} reaches {', '.join(arrival.outside)} again and again."
            yield Judgement(Outcome.FAILS, way.key, way.words, info)


RULE: Final = Rule(
    id="GDPR-49",
    pack="eu-gdpr",
    title="Derogations carry no replica, schedule or federation.",
    citation="GDPR Art. 49(1)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="hard",
    explanation="Consent to a transfer and the other derogations are for the single case. What happens again and again needs an instrument.",
    reads=("evidence of kind derogation", "frequency of a flow"),
    satisfied_by="a workload that runs once, under the derogation; else an instrument under Art. 46",
    instruments=("derogation",),
    verified=False,
    judge=_judge,
)
