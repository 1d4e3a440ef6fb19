"""GDPR-49: Derogations carry no replica, schedule or federation."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.persons import european
from polder_policies.shapes.trails import place


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, _ in european(estate):
        for flow in estate.graph.flows_of.get(name, ()):
            outside = [each for each in flow.target.countries if not estate.territories.holds("EEA", each)]
            proofs = estate.proofs(("derogation",), site=flow.target.site, dataset=name)
            if not outside or not proofs or flow.source.countries == flow.target.countries:
                continue
            words = (name, flow.edge.kind, flow.target.name, *place(flow.target))
            if flow.edge.frequency == "once":
                yield Judgement(Outcome.BY_EVIDENCE, flow.edge.key, words, evidence=proofs)
            else:
                info = f"{proofs[0]} is for the single case, and {flow.edge.kind} to {outside[0]} is {flow.edge.frequency}."
                yield Judgement(Outcome.FAILS, flow.edge.key, words, info)


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
