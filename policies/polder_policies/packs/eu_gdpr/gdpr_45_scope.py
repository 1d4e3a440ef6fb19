"""GDPR-45-SCOPE: A recipient is in the scope of the adequacy decision that it relies on."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.persons import european
from polder_policies.shapes.trails import lowered, reached, trail

_PARTLY: Final = frozenset({"CA", "JP", "KR"})
"""Countries whose decision is not for every recipient; the United States have a rule of their own."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, _ in european(estate):
        for node, strand in reached(estate, name):
            partly = sorted(_PARTLY.intersection(node.countries))
            if not partly or lowered(estate, strand, "anonymised"):
                continue
            way = trail(estate, name, node)
            proofs = estate.proofs(RULE.instruments, site=node.site, dataset=name, country=partly[0])
            clauses = estate.proofs(("scc",), site=node.site, dataset=name, country=partly[0])
            if proofs:
                yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=proofs)
            elif clauses:
                yield Judgement(Outcome.HOLDS, way.key, way.words)  # clauses do not need the decision
            else:
                info = f"{name} reaches {partly[0]} at {node.site}; whether that recipient is in the decision's scope is not declared."
                yield Judgement(Outcome.FAILS, way.key, way.words, info)


RULE: Final = Rule(
    id="GDPR-45-SCOPE",
    pack="eu-gdpr",
    title="A recipient is in the scope of the adequacy decision that it relies on.",
    citation="Decisions 2002/2/EC (Canada), (EU) 2019/419 (Japan), (EU) 2022/254 (Korea)",
    link="https://commission.europa.eu/law/law-topic/data-protection/international-dimension-data-protection/adequacy-decisions_en",
    severity="soft",
    explanation="Some decisions are for a part of a country: recipients under PIPEDA, businesses that keep the supplementary rules, data that no financial regulator has.",
    reads=("places in CA, JP and KR", "datasets.tags"),
    satisfied_by="a statement of scope (recipient-scope)",
    instruments=("recipient-scope",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
