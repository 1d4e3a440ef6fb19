"""GX-L3: Data, provider and control are in the EEA, certified."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Rule
from polder_policies.shapes.labels import asked, certified, foreign, straying

_LABEL: Final = "gaia-x-l3"


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site in asked(estate, _LABEL, RULE.id):
        outside, unknown = foreign(estate, site, "EEA", "country", "operator", "parent")
        against = (*outside, *straying(estate, site, "EEA"))
        yield certified(
            estate, site, "A Gaia-X label of level 3", RULE.instruments, against=against, unknown=unknown
        )


RULE: Final = Rule(
    id="GX-L3",
    pack="eu-sovereign-cloud",
    title="Data, provider and control are in the EEA, certified.",
    citation="Gaia-X compliance document 24.11, P5.1.2 to P5.1.7",
    link="https://docs.gaia-x.eu/policy-rules-committee/compliance-document/24.11/criteria_cloud_services/",
    severity="soft",
    explanation="At level 3 all customer data stays in the EEA, the provider has its head office there, and no shareholder from outside controls it. A European subsidiary of a foreign group is controlled from outside: its parent contradicts a certificate. Safeguards against foreign orders, subcontractors and autonomy of operation cannot be seen in a file; for them the certificate is taken. SecNumCloud is accepted by Gaia-X for one of the criteria (P5.1.4), and so not for the level.",
    reads=(
        "profile.labels",
        "profile.sites",
        "country of the site",
        "sites.sovereignty.operator",
        "sites.sovereignty.parent",
        "services.scope",
    ),
    satisfied_by="a Gaia-X credential of level 3 for a site in the EEA, with operator and parent under the law of an EEA state",
    instruments=("gaia-x-l3",),
    verified=True,
    judge=_judge,
)
