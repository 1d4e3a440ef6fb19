"""GDPR-25: Raw personal data is not read where a variant that tells less is declared."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule


def _judge(estate: Estate) -> Iterator[Judgement]:
    variants: dict[str, str] = {}
    for name, dataset in estate.datasets():
        if dataset.variant_of and dataset.form != "raw":
            variants.setdefault(dataset.variant_of, name)
    for name, workload in estate.workloads():
        for number, dataset in enumerate(workload.reads):
            declared = estate.environment.datasets[dataset]
            if "personal" not in estate.tags[dataset] or not (dataset in variants or declared.variant_of):
                continue
            key, words = ("workloads", name, "reads", number), (dataset, "reads", name, workload.site)
            proofs = estate.proofs(RULE.instruments, dataset=dataset, workload=name)
            if dataset not in variants:
                yield Judgement(Outcome.HOLDS, key, words)
            elif proofs:
                yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=proofs)
            else:
                info = f"{name} reads {dataset}, and {variants[dataset]} says the same of fewer people."
                yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="GDPR-25",
    pack="eu-gdpr",
    title="Raw personal data is not read where a variant that tells less is declared.",
    citation="GDPR Art. 25",
    link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    severity="advisory",
    explanation="Whoever has a pseudonymised or synthetic variant should say why the raw data is needed.",
    reads=("workloads.reads", "datasets.variant_of", "datasets.form"),
    satisfied_by="the variant, or a note on why it is not enough (necessity-note)",
    instruments=("necessity-note",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
