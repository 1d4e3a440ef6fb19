"""GDPR-9: Special categories have a condition and an impact assessment, own keys, and no public access."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.persons import european


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, dataset in european(estate, "special"):
        key = ("datasets", name)
        site = dataset.home.partition("/")[0]
        condition = estate.proofs(("art9-condition",), dataset=name)
        assessed = estate.proofs(("dpia",), dataset=name)
        if dataset.public:
            info = f"{name} holds special categories, and anybody may read it."
            yield Judgement(Outcome.FAILS, (*key, "public"), (name, site), info)
        elif estate.environment.sites[site].sovereignty.key_custody == "provider":
            info = f"{name} holds special categories, and its keys are the provider's."
            yield Judgement(Outcome.FAILS, (*key, "home"), (name, site), info)
        elif not condition or not assessed:
            lacking = " and ".join(
                what
                for what, found in (
                    ("a condition of Art. 9(2)", condition),
                    ("an impact assessment", assessed),
                )
                if not found
            )
            yield Judgement(
                Outcome.FAILS,
                (*key, "tags"),
                (name, site),
                f"{name} holds special categories, and {lacking} is not declared.",
            )
        elif not all("letter" in estate.environment.evidence[each].details for each in condition):
            missing = (f"evidence.{condition[0]}.details.letter",)
            info = f"{condition[0]} does not say which letter of Art. 9(2) it is."
            yield Judgement(
                Outcome.UNKNOWN, ("evidence", condition[0], "details"), (name, site), info, missing=missing
            )
        else:
            yield Judgement(
                Outcome.BY_EVIDENCE, (*key, "tags"), (name, site), evidence=(condition[0], assessed[0])
            )


RULE: Final = Rule(
    id="GDPR-9",
    pack="eu-gdpr",
    title="Special categories have a condition and an impact assessment, own keys, and no public access.",
    citation="GDPR Art. 9(2) and 35(3)(b)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="hard",
    explanation="Health, genes, biometrics, beliefs: processing is forbidden unless one of ten conditions holds, and on a large scale its impact has to be assessed first.",
    reads=("datasets.tags", "datasets.public", "sites.sovereignty.key_custody"),
    satisfied_by="evidence art9-condition, with the letter in its details, and dpia",
    instruments=("art9-condition", "dpia"),
    verified=False,
    judge=_judge,
)
