"""HIPAA-308b: A business associate agreement covers every site that protected health information reaches."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients, Presence
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for presence in Patients(estate).presences():
        yield _judged(estate, presence)


def _judged(estate: Estate, presence: Presence) -> Judgement:
    site, name = presence.site, presence.datasets[0]
    key, words = ("sites", site), trail(estate, name, presence.node).words
    declared = estate.environment.sites[site]
    account = declared.account or declared.subscription or declared.project
    vague: list[str] = []
    elsewhere: list[str] = []
    for proof in estate.proofs(RULE.instruments, site=site):
        evidence = estate.environment.evidence[proof]
        accounts = evidence.details.get("account", "").replace(",", " ").split()
        covered = frozenset(evidence.scope.datasets)
        left_out = [each for each in presence.datasets if covered and each not in covered]
        if accounts and account not in accounts:
            elsewhere.append(f"{proof} is of account {', '.join(accounts)}")
        elif left_out:
            elsewhere.append(f"{proof} does not cover {left_out[0]}")
        elif accounts or site in evidence.scope.sites:
            return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=(proof,))
        else:
            vague.append(proof)
    if vague:
        missing = (f"evidence.{vague[0]}.scope.sites",)
        info = f"{presence.what} reaches {site}, and {vague[0]} does not say which sites or which account it binds."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
    why = elsewhere[0] if elsewhere else "no business associate agreement covers that site"
    return Judgement(Outcome.FAILS, key, words, f"{presence.what} reaches {site}, and {why}.")


RULE: Final = Rule(
    id="HIPAA-308b",
    pack="us-hipaa",
    title="A business associate agreement covers every site that protected health information reaches.",
    citation="45 CFR 164.308(b), 164.314(a), 164.502(e), 164.504(e)",
    link="https://www.ecfr.gov/current/title-45/section-164.308",
    severity="hard",
    explanation="Whoever stores or processes protected health information for another is a business associate and works under an agreement, also where all of it is encrypted and the key lies elsewhere. An agreement binds one operator, for an account, a subscription or an organisation: one that names neither sites nor accounts shows nothing.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "every site that such data reaches",
        "sites.account, subscription or project",
        "evidence of kind baa",
    ),
    satisfied_by='an agreement (baa) in whose scope the site is, or that names its account in its details (account: "111122223333")',
    instruments=("baa",),
    verified=False,
    judge=_judge,
)
