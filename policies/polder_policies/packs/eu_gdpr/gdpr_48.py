"""GDPR-48: Exposure of an operator to foreign orders is assessed."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.persons import european
from polder_policies.shapes.presence import at_sites
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site, name, node, _ in at_sites(estate, european(estate)):
        exposed = [
            each for each in estate.operators(site) if each and not estate.territories.holds("EEA", each)
        ]
        words = trail(estate, name, node).words
        proofs = estate.proofs(RULE.instruments, site=site)
        if not exposed or estate.environment.sites[site].sovereignty.key_custody == "external":
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
        elif proofs:
            yield Judgement(Outcome.BY_EVIDENCE, ("sites", site), words, evidence=proofs)
        else:
            info = f"{site} is run under the law of {exposed[0]}, and no assessment of orders to disclose is declared."
            yield Judgement(Outcome.FAILS, ("sites", site), words, info)


RULE: Final = Rule(
    id="GDPR-48",
    pack="eu-gdpr",
    title="Exposure of an operator to foreign orders is assessed.",
    citation="GDPR Art. 28, 32 and 48; EDPB Guidelines 05/2021 and 02/2024",
    link="https://www.edpb.europa.eu/our-work-tools/our-documents_en",
    severity="advisory",
    explanation="An operator with a parent outside the EEA can be ordered to disclose. That is no transfer by itself, and it is a risk that a controller has to weigh.",
    reads=("sites.sovereignty.operator", "sites.sovereignty.parent"),
    satisfied_by="an assessment (tia or vendor-assessment), or keys outside the operator's reach",
    instruments=("tia", "vendor-assessment"),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
