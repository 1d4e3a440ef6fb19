"""GX-L2: The provider offers processing in the EEA alone, and the file selects it."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Rule
from polder_policies.shapes.labels import asked, certified, foreign, straying

_LABEL: Final = "gaia-x-l2"


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site in asked(estate, _LABEL, RULE.id):
        outside, unknown = foreign(estate, site, "EEA", "country")
        against = (*outside, *straying(estate, site, "EEA"))
        yield certified(
            estate, site, "A Gaia-X label of level 2", RULE.instruments, against=against, unknown=unknown
        )


RULE: Final = Rule(
    id="GX-L2",
    pack="eu-sovereign-cloud",
    title="The provider offers processing in the EEA alone, and the file selects it.",
    citation="Gaia-X compliance document 24.11, P5.1.1",
    link="https://docs.gaia-x.eu/policy-rules-committee/compliance-document/24.11/criteria_cloud_services/",
    severity="soft",
    explanation="Level 2 wants an option to store and process everything in the EEA, certified. An option that is not taken is worth nothing: the site has to stand in the EEA, and its services must not process outside it. Switzerland and the United Kingdom are not in the EEA, whatever a region is called. Who owns the provider does not matter at this level.",
    reads=("profile.labels", "profile.sites", "country of the site", "services.scope", "services.zone"),
    satisfied_by="a Gaia-X credential of level 2 or 3, a SecNumCloud qualification (19.1, 19.2) or a CISPE declaration (4.4), for a site in the EEA whose services stay there",
    instruments=("gaia-x-l2", "gaia-x-l3", "secnumcloud", "cispe"),
    verified=True,
    judge=_judge,
)
