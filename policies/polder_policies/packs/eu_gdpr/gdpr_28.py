"""GDPR-28: A processing agreement covers every site that personal data reaches."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Rule
from polder_policies.shapes.persons import european
from polder_policies.shapes.presence import proved_at_sites


def _judge(estate: Estate) -> Iterator[Judgement]:
    yield from proved_at_sites(
        estate,
        european(estate),
        RULE.instruments,
        lambda dataset, site: f"{dataset} reaches {site}, and no processing agreement covers that site.",
    )


RULE: Final = Rule(
    id="GDPR-28",
    pack="eu-gdpr",
    title="A processing agreement covers every site that personal data reaches.",
    citation="GDPR Art. 28(2)-(4)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="soft",
    explanation="A cloud that stores personal data is a processor, and works under a contract that names what it may do and whom it may ask.",
    reads=("every site that personal data reaches", "evidence of kind dpa"),
    satisfied_by="an agreement (dpa) in whose scope the site is",
    instruments=("dpa",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
