"""GDPR-FL: Updates of a federation are personal without secure aggregation and differential privacy."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, federation in sorted(estate.environment.federations.items()):
        personal = sorted(
            {
                each
                for datasets in federation.members.values()
                for each in datasets
                if "personal" in estate.tags[each]
            }
        )
        if not personal:
            continue
        key, words = ("federations", name), (personal[0], "updates", name, federation.aggregator)
        named = [each for each in (federation.secure_aggregation, federation.privacy_evidence) if each]
        if federation.privacy is None and federation.secure_aggregation and federation.privacy_evidence:
            missing = (f"federations.{name}.privacy",)
            info = f"The privacy budget of {name} is not declared."
            yield Judgement(Outcome.UNKNOWN, key, words, info, missing=missing)
        elif len(named) == 2 and all(map(estate.counts, named)):  # noqa: PLR2004 - both of the two
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=tuple(named))
        else:
            info = f"Updates of {name} are computed from {personal[0]} and reach {federation.aggregator} as they are."
            yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="GDPR-FL",
    pack="eu-gdpr",
    title="Updates of a federation are personal without secure aggregation and differential privacy.",
    citation="EDPB Opinion 28/2024, by inference",
    link="https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-282024-certain-data-protection-aspects_en",
    severity="soft",
    explanation="Gradients tell of the records that they were computed from. An aggregator that sees one member's update sees personal data.",
    reads=("federations.secure_aggregation", "federations.privacy", "federations.privacy_evidence"),
    satisfied_by="evidence of secure aggregation and of the privacy accounting",
    instruments=("secure-aggregation", "dp-accounting"),
    verified=False,
    judge=_judge,
)
