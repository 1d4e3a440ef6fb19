"""GX-L1: The provider declares that it gets at customer data only where it is authorised or bound by law."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Rule
from polder_policies.shapes.labels import asked, certified

_LABEL: Final = "gaia-x-l1"


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site in asked(estate, _LABEL, RULE.id):
        yield certified(estate, site, "A Gaia-X label of level 1", RULE.instruments)


RULE: Final = Rule(
    id="GX-L1",
    pack="eu-sovereign-cloud",
    title="The provider declares that it gets at customer data only where it is authorised or bound by law.",
    citation="Gaia-X compliance document 24.11, P5.2.1",
    link="https://docs.gaia-x.eu/policy-rules-committee/compliance-document/24.11/criteria_cloud_services/",
    severity="soft",
    explanation="Level 1 is a declaration of the provider. Polder issues no label and reads no credential: it holds what the file declares against what the profile asks. A label of a higher level contains the lower ones. The rule is quiet where no profile asks.",
    reads=("profile.labels", "profile.sites", "evidence of kind gaia-x-l1"),
    satisfied_by="a Gaia-X credential of level 1, 2 or 3 with the site in its scope",
    instruments=("gaia-x-l1", "gaia-x-l2", "gaia-x-l3"),
    verified=True,
    judge=_judge,
)
