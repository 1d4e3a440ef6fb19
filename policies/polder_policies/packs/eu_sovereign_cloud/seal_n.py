"""SEAL-N: Sites have the assurance level that is asked for, objective by objective, by an assessment."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.labels import foreign

_OF_CONTROL: Final = frozenset({"SOV-1", "SOV-2"})
"""Objectives that are about who owns and governs a provider and under which law."""

_MARGINAL: Final = 3
"""The level from which third parties outside the Union have marginal control at most."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    profile = estate.environment.profile
    if not profile.seal and profile.severities.get(RULE.id, "off") != "off":
        info = "SEAL-N is in force, and which level is asked for is not declared."
        yield Judgement(Outcome.UNKNOWN, ("profile", "seal"), ("profile",), info, missing=("profile.seal",))
    if profile.seal:
        for site in sorted(profile.sites or estate.environment.sites):
            for objective, wanted in sorted(profile.seal.items()):
                if wanted:
                    yield _judged(estate, site, objective, wanted)


def _judged(estate: Estate, site: str, objective: str, wanted: int) -> Judgement:
    key = ("sites", site, "sovereignty", "seal", objective)
    level = estate.environment.sites[site].sovereignty.seal.get(objective)
    if level is None:
        info = f"Which SEAL level {site} has in {objective} is not declared, and {wanted} is asked for."
        return Judgement(Outcome.UNKNOWN, key, (site, objective), info, missing=(".".join(key),))
    words = (site, objective, f"SEAL-{level}")
    if level < wanted:
        info = f"{site} has SEAL-{level} in {objective}, and {wanted} is asked for."
        return Judgement(Outcome.FAILS, key, words, info)
    outside, _ = foreign(estate, site, "EU", "operator", "parent")
    if objective in _OF_CONTROL and level >= _MARGINAL and outside:
        info = f"SEAL-{level} in {objective} leaves marginal control outside the Union at most, and at {site} {' and '.join(outside)}."
        return Judgement(Outcome.FAILS, key, words, info)
    evidence = estate.proofs(RULE.instruments, site=site)
    if evidence:
        return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence)
    info = f"Who assessed that {site} has SEAL-{level} in {objective} is not declared."
    return Judgement(Outcome.UNKNOWN, key, words, info, missing=("evidence of kind seal-assessment",))


RULE: Final = Rule(
    id="SEAL-N",
    pack="eu-sovereign-cloud",
    title="Sites have the assurance level that is asked for, objective by objective, by an assessment.",
    citation="European Commission, Cloud Sovereignty Framework 1.2.1",
    link="https://commission.europa.eu/document/download/09579818-64a6-4dd5-9577-446ab6219113_en",
    severity="soft",
    explanation="The framework rates eight objectives from 0, everything in hands outside the Union, to 4, all in European ones. An average hides the one that fails, so each is held against its own level. A level is what somebody assessed it to be: without an assessment it is a claim. In the objectives of ownership and of law (SOV-1, SOV-2) an operator or a parent outside the Union contradicts level 3 and 4. Ratings of third parties are opinions; whoever declares one answers for it.",
    reads=(
        "profile.seal",
        "profile.sites",
        "sites.sovereignty.seal",
        "sites.sovereignty.operator",
        "sites.sovereignty.parent",
    ),
    satisfied_by="a level that is high enough, with an assessment (seal-assessment) that covers the site",
    instruments=("seal-assessment",),
    waivable=ACCEPTED,
    effective=date(2025, 10, 1),
    verified=True,
    judge=_judge,
)
