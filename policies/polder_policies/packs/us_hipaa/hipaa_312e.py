"""HIPAA-312e: Protected health information is encrypted on its way."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.addressable import Addressable
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.trails import place

_ON_ITS_WAY: Final = Addressable("164.312(e)(2)(ii)")


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, flow in Patients(estate).crossings():
        edge = flow.edge
        words = (name, edge.kind, flow.target.name, *place(flow.target))
        between = f"from {flow.source.site} to {flow.target.site}"
        if not edge.link:
            info = f"{name} goes {between}, and how it is protected on its way is not declared."
            yield Judgement(Outcome.UNKNOWN, edge.key, words, info, missing=("links",))
        elif estate.environment.links[edge.link].encryption == "none":
            info = f"{name} goes {between} over link {edge.link}, which is not encrypted."
            key = ("links", edge.link, "encryption")
            yield _ON_ITS_WAY.unmet(estate, flow.target.site, key, words, info)
        else:
            yield Judgement(Outcome.HOLDS, ("links", edge.link), words)


RULE: Final = Rule(
    id="HIPAA-312e",
    pack="us-hipaa",
    title="Protected health information is encrypted on its way.",
    citation="45 CFR 164.312(e)(1) and (e)(2)(ii)",
    link="https://www.ecfr.gov/current/title-45/section-164.312",
    severity="hard",
    explanation="Inside a site everything goes over TLS; between sites it goes over the links that are declared. A private line that is not encrypted is read by whoever runs it. The specification is addressable: who does without it analyses why and says which measure does the same.",
    reads=("links.encryption", "every edge between two sites that such data takes"),
    satisfied_by="a link with encryption tls, ipsec or macsec; else an analysis (addressable-analysis) with specification 164.312(e)(2)(ii) and the measure in its details",
    instruments=("addressable-analysis",),
    waivable=Waivable(allowed=True, records=("addressable-analysis",)),
    verified=False,
    judge=_judge,
)
