"""GDPR-45-US: A recipient in the United States is on the list of the Data Privacy Framework, or clauses are signed."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.persons import european
from polder_policies.shapes.trails import lowered, reached, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, _ in european(estate):
        for node, strand in reached(estate, name):
            if "US" not in node.countries or lowered(estate, strand, "anonymised"):
                continue
            way = trail(estate, name, node)
            listed = estate.proofs(("dpf",), site=node.site, dataset=name, country="US")
            clauses = estate.proofs(("scc",), site=node.site, dataset=name, country="US")
            assessed = estate.proofs(("tia",), site=node.site, dataset=name, country="US")
            bound = [
                each for each in listed if "adequacy:US-DPF" in estate.environment.evidence[each].depends_on
            ]
            if clauses and assessed:
                yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=(clauses[0], assessed[0]))
            elif bound:
                yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=tuple(bound))
            elif listed:
                info = f"{listed[0]} does not say that it depends on adequacy:US-DPF, and would outlive the decision."
                missing = (f"evidence.{listed[0]}.depends_on",)
                yield Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=missing)
            else:
                info = f"{name} reaches the United States at {node.site}, and nothing says that the recipient is listed."
                yield Judgement(Outcome.FAILS, way.key, way.words, info)


RULE: Final = Rule(
    id="GDPR-45-US",
    pack="eu-gdpr",
    title="A recipient in the United States is on the list of the Data Privacy Framework, or clauses are signed.",
    citation="Decision (EU) 2023/1795; appeal C-703/25 P pending",
    link="https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj",
    severity="soft",
    explanation="The decision covers organisations on a list, not a country, and a court may end it. Evidence that rests on it should say so, so that it falls with it.",
    reads=("places in the United States", "evidence.depends_on"),
    satisfied_by="a listing (dpf) that depends on adequacy:US-DPF, or clauses (scc) with an assessment (tia)",
    instruments=("dpf", "scc", "tia"),
    verified=True,
    judge=_judge,
)
