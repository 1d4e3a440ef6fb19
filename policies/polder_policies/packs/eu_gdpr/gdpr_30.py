"""GDPR-30: Every transfer to a third country stands in the record of processing."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.persons import european
from polder_policies.shapes.trails import lowered, reached, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, _ in european(estate):
        for node, strand in reached(estate, name):
            outside = [each for each in node.countries if not estate.territories.holds("EEA", each)]
            if not outside or lowered(estate, strand, "anonymised"):
                continue
            way = trail(estate, name, node)
            proofs = estate.proofs(RULE.instruments, dataset=name, country=outside[0])
            if proofs:
                yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=proofs)
            else:
                info = f"{name} reaches {', '.join(outside)}, and no record of processing names it."
                yield Judgement(Outcome.FAILS, way.key, way.words, info)


RULE: Final = Rule(
    id="GDPR-30",
    pack="eu-gdpr",
    title="Every transfer to a third country stands in the record of processing.",
    citation="GDPR Art. 30(1)(e)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="advisory",
    explanation="The record names the countries that data goes to. polder evidence writes it from the flows (transfers.csv); somebody has to keep it.",
    reads=("places outside the EEA",),
    satisfied_by="a record (ropa) that names the dataset",
    instruments=("ropa",),
    verified=False,
    judge=_judge,
)
