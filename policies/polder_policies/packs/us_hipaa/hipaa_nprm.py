"""HIPAA-NPRM: What the proposed Security Rule would require of protected health information."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.trails import place, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    patients = Patients(estate)
    for presence in patients.presences():
        site, name = presence.site, presence.datasets[0]
        words = trail(estate, name, presence.node).words
        declared, key = estate.environment.sites[site].sovereignty, ("sites", site, "sovereignty")
        if not declared.mfa:
            info = f"{presence.what} reaches {site}, where one factor is enough for people to get in."
            yield Judgement(Outcome.FAILS, (*key, "mfa"), words, info)
        if declared.key_custody == "provider":
            info = (
                f"{name} lies at {site}, whose keys are the provider's, and no analysis would help any more."
            )
            yield Judgement(Outcome.FAILS, (*key, "key_custody"), words, info)
        if declared.mfa and declared.key_custody != "provider":
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
    for name, flow in patients.crossings():
        link = flow.edge.link
        if link and estate.environment.links[link].encryption == "none":
            words = (name, flow.edge.kind, flow.target.name, *place(flow.target))
            info = (
                f"{name} goes over link {link}, which is not encrypted, and no analysis would help any more."
            )
            yield Judgement(Outcome.FAILS, ("links", link, "encryption"), words, info)


RULE: Final = Rule(
    id="HIPAA-NPRM",
    pack="us-hipaa",
    title="What the proposed Security Rule would require of protected health information holds.",
    citation="90 FR 898 (proposed 2025-01-06, not final)",
    link="https://www.federalregister.gov/citation/90-FR-898",
    severity="advisory",
    explanation="The proposal makes encryption and more than one factor required instead of addressable, and wants networks segmented. It is not law. Polder gives each site a network of its own, in which pods reach only what a policy lets them reach; what is left are factors, keys and links.",
    reads=("sites.sovereignty.mfa", "sites.sovereignty.key_custody", "links.encryption"),
    satisfied_by="mfa: true, a key of one's own and encrypted links",
    waivable=ACCEPTED,
    verified=True,
    judge=_judge,
)
