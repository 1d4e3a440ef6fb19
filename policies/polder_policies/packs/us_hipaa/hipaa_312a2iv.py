"""HIPAA-312a2iv: Protected health information is encrypted at rest."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.addressable import Addressable
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.trails import trail

_AT_REST: Final = Addressable("164.312(a)(2)(iv)")


def _judge(estate: Estate) -> Iterator[Judgement]:
    for presence in Patients(estate).presences():
        site, name = presence.site, presence.datasets[0]
        words = trail(estate, name, presence.node).words
        if estate.environment.sites[site].sovereignty.key_custody != "provider":
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
        else:
            key = ("sites", site, "sovereignty", "key_custody")
            info = f"{presence.what} lies at {site}, whose keys are the provider's."
            yield _AT_REST.unmet(estate, site, key, words, info)


RULE: Final = Rule(
    id="HIPAA-312a2iv",
    pack="us-hipaa",
    title="Protected health information is encrypted at rest.",
    citation="45 CFR 164.312(a)(2)(iv)",
    link="https://www.ecfr.gov/current/title-45/section-164.312",
    severity="hard",
    explanation="The rule wants a mechanism to encrypt and to decrypt. Polder encrypts every store, disk, database and log with the site's own key; what is left are sites whose keys are the provider's. The specification is addressable: who does without it analyses why and says which measure does the same.",
    reads=("sites.sovereignty.key_custody", "every site that such data reaches"),
    satisfied_by="a key of one's own; else an analysis (addressable-analysis) with specification 164.312(a)(2)(iv) and the measure in its details",
    instruments=("addressable-analysis",),
    waivable=Waivable(allowed=True, records=("addressable-analysis", "equivalent-measure")),
    verified=False,
    judge=_judge,
)
