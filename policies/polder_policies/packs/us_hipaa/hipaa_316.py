"""HIPAA-316: Documentation is kept for six years."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients

_SIX_YEARS: Final = 6 * 365 + 2
"""Days of six years that hold two leap days."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    name = next(iter(Patients(estate).protected), None)
    if name is None:
        return
    key, words = ("profile", "documentation"), (name, "profile", "documentation")
    kept = estate.environment.profile.documentation
    proofs = estate.proofs(RULE.instruments)
    if kept is not None and kept >= _SIX_YEARS:
        yield Judgement(Outcome.HOLDS, key, words)
    elif proofs:
        yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=proofs)
    elif kept is None:
        info = (
            f"{name} holds protected health information, and how long documentation is kept is not declared."
        )
        yield Judgement(Outcome.UNKNOWN, key, words, info, missing=("profile.documentation",))
    else:
        info = f"Documentation is kept for {kept} days, and six years have up to {_SIX_YEARS}."
        yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="HIPAA-316",
    pack="us-hipaa",
    title="Documentation is kept for six years.",
    citation="45 CFR 164.316(b)(2)(i)",
    link="https://www.ecfr.gov/current/title-45/section-164.316",
    severity="soft",
    explanation="Policies, and the record of every action and assessment that the Security Rule wants documented, are kept for six years from when they were made or last held: verdicts of this gate, analyses and agreements among them.",
    reads=("profile.documentation", "whether there is protected health information"),
    satisfied_by=f"profile.documentation of {_SIX_YEARS}d and more, or a policy (retention-policy)",
    instruments=("retention-policy",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
