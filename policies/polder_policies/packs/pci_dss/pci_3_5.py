"""PCI-3.5: Stored card numbers are unreadable by themselves, beside the encryption of disks and stores."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_environments.declarations import Dataset
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import made_up
from polder_policies.shapes.controls import or_control

_REQUIREMENT: Final = "3.5.1"
_REPORT: Final = ("tokenisation",)


def _judge(estate: Estate) -> Iterator[Judgement]:
    stored = [(name, dataset) for name, dataset in estate.datasets("pan") if not made_up(estate, dataset)]
    truncated: dict[str, list[str]] = defaultdict(list)
    for name, dataset in stored:
        if dataset.unreadable == "truncated":
            truncated[_original(estate, name)].append(name)
    for name, dataset in stored:
        yield _judged(estate, name, dataset, truncated.get(_original(estate, name), []))


def _judged(estate: Estate, name: str, dataset: Dataset, truncated: list[str]) -> Judgement:
    """Judge a dataset; `truncated` are those that hold the same numbers cut."""
    key, words = ("datasets", name, "unreadable"), (name, dataset.home, f"unreadable: {dataset.unreadable}")
    if dataset.unreadable == "no":
        info = f"Whoever may read {name} reads whole card numbers; the encryption of its disks and stores does not count."
        return or_control(
            estate,
            Judgement(Outcome.FAILS, key, words, info),
            _REQUIREMENT,
            kinds=("ccw",),
            dataset=name,
        )
    if dataset.unreadable != "hashed":
        return Judgement(Outcome.HOLDS, key, words)
    reports = [set(estate.proofs(_REPORT, dataset=each)) for each in (name, *truncated)]
    evidence = tuple(sorted(reports[0].intersection(*reports[1:])))
    if evidence:
        return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence)
    if truncated:
        info = f"{name} holds hashes of numbers that {truncated[0]} holds cut; together they give the numbers back, and no report covers both."
        broken = Judgement(Outcome.FAILS, key, words, info)
    else:
        info = f"Whether the hashes in {name} are keyed, and of the whole number, is not declared."
        broken = Judgement(Outcome.UNKNOWN, key, words, info, missing=("evidence of kind tokenisation",))
    return or_control(estate, broken, _REQUIREMENT, kinds=("ccw",), dataset=name)


def _original(estate: Estate, name: str) -> str:
    """The dataset that a variant, or a variant of a variant, says the same of."""
    seen = {name}
    above = estate.environment.datasets[name].variant_of
    while above is not None and above not in seen:
        name = above
        seen.add(name)
        above = estate.environment.datasets[name].variant_of
    return name


RULE: Final = Rule(
    id="PCI-3.5",
    pack="pci-dss",
    title="Stored card numbers are unreadable by themselves, beside the encryption of disks and stores.",
    citation="PCI DSS 4.0.1, 3.5.1, 3.5.1.1 and 3.5.1.2",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="Encryption of a disk or a store opens for everybody who may read, so it protects against a stolen disk alone. The number itself has to be cut, replaced by a token, hashed with a key, or encrypted in its field. Polder's encryption of stores, whoever holds the key, is of the kind that does not count. Hashes and cut numbers of the same cards give the cards back when they are laid side by side: what says the same is known by `variant_of`.",
    reads=("datasets.unreadable", "datasets.variant_of", "datasets.tags"),
    satisfied_by="unreadable: truncated, tokenised or field-encrypted; hashed with a report (tokenisation) that covers it and every variant that is cut; else a compensating control worksheet (ccw) for 3.5.1. The customised approach is not open to 3.5.1.2",
    instruments=("tokenisation", "ccw"),
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    effective=date(2025, 3, 31),
    verified=False,
    judge=_judge,
)
