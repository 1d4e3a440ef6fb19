"""SNC-19.6: The provider has its seat in the Union, is not held from outside, and is qualified by ANSSI."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.labels import asked, certified, foreign

_LABEL: Final = "secnumcloud"


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site in asked(estate, _LABEL, RULE.id):
        outside, unknown = foreign(estate, site, "EU", "operator", "parent")
        found = certified(
            estate, site, "A SecNumCloud qualification", RULE.instruments, against=outside, unknown=unknown
        )
        yield _in_full(estate, found) if found.outcome is Outcome.BY_EVIDENCE else found


def _in_full(estate: Estate, found: Judgement) -> Judgement:
    """Take those qualifications that say which service they are for and until when."""
    declared = {name: estate.environment.evidence[name] for name in found.evidence}
    full = tuple(name for name, each in declared.items() if each.expires is not None and each.scope.sites)
    if full:
        return found._replace(evidence=full)
    name, each = next(iter(declared.items()))
    lacking = (("expires", each.expires is None), ("scope.sites", not each.scope.sites))
    missing = tuple(f"evidence.{name}.{what}" for what, is_missing in lacking if is_missing)
    info = f"{name} does not say for which sites it is, or until when."
    return found._replace(outcome=Outcome.UNKNOWN, info=info, evidence=(), missing=missing)


RULE: Final = Rule(
    id="SNC-19.6",
    pack="eu-sovereign-cloud",
    title="The provider has its seat in the Union, is not held from outside, and is qualified by ANSSI.",
    citation="SecNumCloud 3.2, 19.6",
    link="https://cyber.gouv.fr/sites/default/files/document/secnumcloud-referentiel-exigences-v3.2.pdf",
    severity="soft",
    explanation="Seat, administration and main establishment lie in a member state, and holders from outside the Union have at most 24 % each and 39 % together. Norway and Iceland are outside the Union here. A parent outside contradicts a qualification; a minority does not, and shares are not in the file. A qualification is for a service and for three years at most, so the site and the last day have to be declared.",
    reads=("profile.labels", "profile.sites", "sites.sovereignty.operator", "sites.sovereignty.parent"),
    satisfied_by="a qualification (secnumcloud) that names the site in its scope and the day it expires, with operator and parent under the law of a member state",
    instruments=("secnumcloud",),
    verified=False,
    judge=_judge,
)
