"""HIPAA-312a1: Everybody who gets at protected health information has an identity of their own."""

import re
from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.trails import trail

_SHARED: Final = re.compile(r":root$|^all(Authenticated)?Users$|^domain:")
"""Principals that are nobody in particular: the root of an account, everybody, everybody who is logged in, a whole domain."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    patients = Patients(estate)
    for presence in patients.presences():
        site, name = presence.site, presence.datasets[0]
        words = trail(estate, name, presence.node).words
        administrators = estate.environment.sites[site].administrators
        shared = [number for number, who in enumerate(administrators) if _SHARED.search(who)]
        for number in shared:
            info = f"{presence.what} reaches {site}, which {administrators[number]} administers: that is no one person's identity."
            yield Judgement(Outcome.FAILS, ("sites", site, "administrators", number), words, info)
        if not shared:
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
    for name, dataset in patients.protected.items():
        if dataset.public:
            site = dataset.home.partition("/")[0]
            info = f"{name} holds protected health information, and anybody may read it without an identity."
            yield Judgement(Outcome.FAILS, ("datasets", name, "public"), (name, site), info)


RULE: Final = Rule(
    id="HIPAA-312a1",
    pack="us-hipaa",
    title="Everybody who gets at protected health information has an identity of their own.",
    citation="45 CFR 164.312(a)(1) and (a)(2)(i)",
    link="https://www.ecfr.gov/current/title-45/section-164.312",
    severity="hard",
    explanation="What was done has to be told of one person or program. Polder gives each consumer of a store an identity without a key, lets a service account stand for one of them alone, and makes nothing public; what is left is who administers a site, and data that is declared public. The first login of a tracking server is for making a user for each person.",
    reads=("sites.administrators", "datasets.public"),
    satisfied_by="administrators that are roles, users or groups of people, and data that is not public",
    verified=False,
    judge=_judge,
)
