"""SOV-005: Operators and their parents stand under laws that the profile accepts."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable


def _judge(estate: Estate) -> Iterator[Judgement]:
    profile = estate.environment.profile
    if not profile.operators:
        return
    for site in sorted(profile.sites or estate.environment.sites):
        key = ("sites", site)
        known = dict(zip(("operator", "parent"), estate.operators(site), strict=True))
        missing = tuple(f"sites.{site}.sovereignty.{who}" for who, country in known.items() if not country)
        outside = [
            f"{who} under the law of {country}"
            for who, country in known.items()
            if country and not estate.territories.any_holds(profile.operators, country)
        ]
        proofs = estate.proofs(RULE.instruments, site=site)
        if outside and proofs:
            yield Judgement(Outcome.BY_EVIDENCE, key, (site,), evidence=proofs)
        elif outside:
            info = f"{site} has its {' and its '.join(outside)}; accepted is {', '.join(profile.operators)}."
            yield Judgement(Outcome.FAILS, key, (site, *known.values()), info)
        elif missing:
            info = f"It is not known under whose law {site} is run."
            yield Judgement(Outcome.UNKNOWN, key, (site,), info, missing=missing)
        else:
            yield Judgement(Outcome.HOLDS, key, (site,))


RULE: Final = Rule(
    id="SOV-005",
    pack="core",
    title="Operators and their parents stand under laws that the profile accepts.",
    citation="profile of the organisation",
    link="",
    severity="soft",
    explanation="Who runs a region can be made to disclose what lies in it by the law it stands under, wherever the machines are.",
    reads=("profile.operators", "sites.sovereignty.operator", "sites.sovereignty.parent"),
    satisfied_by="a certificate of the site: SecNumCloud, Gaia-X level 3, a SEAL assessment",
    instruments=("secnumcloud", "gaia-x-l3", "seal-assessment"),
    waivable=Waivable(allowed=True, records=("tia",)),
    verified=True,
    judge=_judge,
)
