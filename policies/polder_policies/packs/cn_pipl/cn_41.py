"""CN-41: Nobody under foreign law can open what is stored in China."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.presence import at_sites
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    if not any(_mainland(estate, site) for site in estate.environment.sites):
        return
    for site, name, node, _ in at_sites(estate, estate.datasets("personal", "important")):
        if not _mainland(estate, site):
            continue
        declared = estate.environment.sites[site].sovereignty
        foreign = [each for each in estate.operators(site) if each and each != "CN"]
        words = trail(estate, name, node).words
        proofs = estate.proofs(RULE.instruments, site=site)
        if not foreign:
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
        elif declared.key_custody == "external" and declared.key_jurisdiction == "CN":
            yield Judgement(
                Outcome.HOLDS, ("sites", site), words
            )  # what a foreign operator holds, it cannot read
        elif proofs:
            yield Judgement(Outcome.BY_EVIDENCE, ("sites", site), words, evidence=proofs)
        elif declared.key_custody == "external" and declared.key_jurisdiction is None:
            info = f"{site} is run under the law of {foreign[0]}, and under whose law its keys lie is not declared."
            missing = (f"sites.{site}.sovereignty.key_jurisdiction",)
            yield Judgement(Outcome.UNKNOWN, ("sites", site), words, info, missing=missing)
        else:
            info = (
                f"{name} lies at {site}, which is run under the law of {foreign[0]} and holds its keys there."
            )
            yield Judgement(Outcome.FAILS, ("sites", site), words, info)


def _mainland(estate: Estate, site: str) -> bool:
    known = estate.region(site)
    return known is not None and known.country == "CN"


RULE: Final = Rule(
    id="CN-41",
    pack="cn-pipl",
    title="Nobody under foreign law can open what is stored in China.",
    citation="PIPL Art. 41; DSL Art. 36",
    link="http://www.npc.gov.cn/npc/c2/c30834/202108/t20210820_313088.html",
    severity="soft",
    explanation="What is stored in mainland China goes to a foreign court or authority only after a Chinese one approved, wherever the people live that it is about. An operator or a parent under foreign law can be ordered to hand it over.",
    reads=(
        "sites.sovereignty.operator",
        "sites.sovereignty.parent",
        "sites.sovereignty.key_custody",
        "sites.sovereignty.key_jurisdiction",
        "personal and important data at sites in mainland China",
    ),
    satisfied_by="an operator and a parent under Chinese law, keys that lie outside the cloud under Chinese law, or an approval (foreign-disclosure-approval)",
    instruments=("foreign-disclosure-approval",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
