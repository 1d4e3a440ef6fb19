"""UAL-N: Sites have the Union assurance level that is asked for, recognised. A proposal: off until a profile wants it."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.labels import foreign


def _judge(estate: Estate) -> Iterator[Judgement]:
    profile = estate.environment.profile
    wanted = profile.union_assurance
    if wanted is not None:
        for site in sorted(profile.sites or estate.environment.sites):
            yield _judged(estate, site, wanted)
    elif profile.severities.get(RULE.id, "off") != "off":
        key = ("profile", "union_assurance")
        info = "UAL-N is in force, and which level is asked for is not declared."
        yield Judgement(Outcome.UNKNOWN, key, ("profile",), info, missing=("profile.union_assurance",))


def _judged(estate: Estate, site: str, wanted: int) -> Judgement:
    key = ("sites", site, "sovereignty", "union_assurance")
    level = estate.environment.sites[site].sovereignty.union_assurance
    outside, unknown = foreign(estate, site, "EU", "country")
    words = (site, *((f"level {level}",) if level else ()))
    if outside:
        info = f"Level {wanted} is asked of {site}, level 1 already keeps infrastructure and data in the Union, and {outside[0]}."
        return Judgement(Outcome.FAILS, key, words, info)
    if level is None or unknown:
        info = f"Which Union assurance level {site} has, or where it stands, is not declared, and {wanted} is asked for."
        missing = unknown or (".".join(key),)
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
    if level < wanted:
        info = f"{site} has Union assurance level {level}, and {wanted} is asked for."
        return Judgement(Outcome.FAILS, key, words, info)
    evidence = estate.proofs(RULE.instruments, site=site)
    if evidence:
        return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence)
    info = f"Who recognised level {level} of {site} is not declared."
    return Judgement(Outcome.UNKNOWN, key, words, info, missing=("evidence of kind union-assurance",))


RULE: Final = Rule(
    id="UAL-N",
    pack="eu-sovereign-cloud",
    title="Sites have the Union assurance level that is asked for, recognised.",
    citation="Proposal COM(2026) 502, Art. 16 and Annex II",
    link="https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:52026PC0502",
    severity="off",
    explanation="The Commission proposes four levels of assurance for clouds, from infrastructure and data in the Union to staff of Union citizens. It is no law, and may never be in these words, so the rule is off; a profile that gives it a severity and a level puts it in force. Nothing but a recognition makes it hold.",
    reads=(
        "profile.union_assurance",
        "profile.severities",
        "profile.sites",
        "sites.sovereignty.union_assurance",
        "country of the site",
    ),
    satisfied_by="a recognised level (union-assurance) that is high enough, for a site in the Union",
    instruments=("union-assurance",),
    verified=True,
    judge=_judge,
)
