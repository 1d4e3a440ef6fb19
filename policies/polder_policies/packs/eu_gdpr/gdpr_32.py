"""GDPR-32: Personal data is encrypted at rest and on its way, and access is logged."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.persons import european
from polder_policies.shapes.presence import at_sites
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site, name, node, _ in at_sites(estate, european(estate)):
        words = trail(estate, name, node).words
        proofs = estate.proofs(RULE.instruments, site=site)
        if estate.environment.sites[site].sovereignty.key_custody != "provider":
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
        elif proofs:
            yield Judgement(Outcome.BY_EVIDENCE, ("sites", site), words, evidence=proofs)
        else:
            info = f"{name} lies at {site}, whose keys are the provider's."
            yield Judgement(Outcome.FAILS, ("sites", site, "sovereignty", "key_custody"), words, info)
    open_links = {name for name, link in estate.environment.links.items() if link.encryption == "none"}
    for name, _ in european(estate) if open_links else ():
        for flow in estate.graph.flows_of.get(name, ()):
            if flow.edge.link in open_links:
                words = (name, flow.edge.kind, flow.target.name, flow.target.site)
                info = f"{name} goes over link {flow.edge.link}, which is not encrypted."
                yield Judgement(Outcome.FAILS, flow.edge.key, words, info)


RULE: Final = Rule(
    id="GDPR-32",
    pack="eu-gdpr",
    title="Personal data is encrypted at rest and on its way, and access is logged.",
    citation="GDPR Art. 32(1)(a)-(b)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="hard",
    explanation="Polder encrypts every store with the site's key and logs access to it. What is left is what crosses sites, and sites whose keys are the provider's.",
    reads=("links.encryption", "sites.sovereignty.key_custody"),
    satisfied_by="an encrypted link and a key of one's own; else a measure that does the same (compensating-control)",
    instruments=("compensating-control",),
    waivable=Waivable(allowed=True, records=("equivalent-measure",)),
    verified=False,
    judge=_judge,
)
