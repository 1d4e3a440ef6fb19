"""GDPR-5e: Personal data is kept no longer than declared."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.persons import european


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, dataset in european(estate):
        key = ("datasets", name, "retention")
        proofs = estate.proofs(RULE.instruments, dataset=name)
        longer = [
            backup
            for backup, each in sorted(estate.environment.backups.items())
            if each.of == dataset.home
            and dataset.retention
            and (each.retain or dataset.retention + 1) > dataset.retention
        ]
        if dataset.retention is None and proofs:
            yield Judgement(Outcome.BY_EVIDENCE, key, (name,), evidence=proofs)
        elif dataset.retention is None:
            missing = (f"datasets.{name}.retention",)
            yield Judgement(
                Outcome.UNKNOWN, key, (name,), f"How long {name} is kept is not declared.", missing=missing
            )
        elif longer:
            info = (
                f"{name} is kept for {dataset.retention} days, and its backup {longer[0]} longer or for ever."
            )
            yield Judgement(Outcome.FAILS, ("backups", longer[0]), (name, "backs-up", longer[0]), info)
        else:
            yield Judgement(Outcome.HOLDS, key, (name,))


RULE: Final = Rule(
    id="GDPR-5e",
    pack="eu-gdpr",
    title="Personal data is kept no longer than declared.",
    citation="GDPR Art. 5(1)(e)",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="soft",
    explanation="Without an end, everything is kept for ever. The end has to stand on the dataset and on every backup of it.",
    reads=("datasets.retention", "backups.retain"),
    satisfied_by="a retention, or a schedule (retention-schedule)",
    instruments=("retention-schedule",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
