"""SOV-006: Where an operator is exposed, keys are held outside its reach."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable


def _judge(estate: Estate) -> Iterator[Judgement]:
    profile = estate.environment.profile
    for site in sorted(profile.sites or estate.environment.sites):
        exposed = [
            country
            for country in estate.operators(site)
            if country and not estate.territories.any_holds(profile.operators, country)
        ]
        if not profile.operators or not exposed:
            continue
        declared = estate.environment.sites[site].sovereignty
        key = ("sites", site, "sovereignty", "key_custody")
        words = (site, declared.key_custody, *exposed[:1])
        proofs = estate.proofs(RULE.instruments, site=site)
        if proofs:
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=proofs)
        elif declared.key_custody != "external":
            info = f"{site} is run under the law of {exposed[0]}, and its keys are held inside the cloud ({declared.key_custody})."
            yield Judgement(Outcome.FAILS, key, words, info)
        elif declared.key_jurisdiction is None:
            missing = (f"sites.{site}.sovereignty.key_jurisdiction",)
            info = f"Under whose law the keys of {site} lie is not declared."
            yield Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
        elif not estate.territories.any_holds(profile.operators, declared.key_jurisdiction):
            info = (
                f"The keys of {site} lie under the law of {declared.key_jurisdiction}, which is not accepted."
            )
            yield Judgement(Outcome.FAILS, key, words, info)
        else:
            yield Judgement(Outcome.HOLDS, key, words)


RULE: Final = Rule(
    id="SOV-006",
    pack="core",
    title="Where an operator is exposed, keys are held outside its reach.",
    citation="custody of keys",
    link="",
    severity="soft",
    explanation="An order to disclose is worth little to whoever gets only encrypted data. That holds when the key lies outside the cloud and outside the law that the operator stands under.",
    reads=("profile.operators", "sites.sovereignty.key_custody", "sites.sovereignty.key_jurisdiction"),
    satisfied_by="key_custody: external under a law that the profile accepts, or a reference to how keys are held",
    instruments=("key-custody",),
    waivable=Waivable(allowed=True, records=("tia",)),
    verified=True,
    judge=_judge,
)
