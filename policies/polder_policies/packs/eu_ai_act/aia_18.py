"""AIA-18: A provider keeps the technical documentation of a high-risk system for ten years."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import LINK, TEN_YEARS, high_risk, tagged


def _judge(estate: Estate) -> Iterator[Judgement]:
    kept = estate.environment.profile.documentation
    for name, _, applies in high_risk(estate, "provider"):
        key = ("workloads", name)
        proofs = estate.proofs(RULE.instruments, workload=name)
        if kept is not None and kept >= TEN_YEARS:
            words = (name, "documentation", f"{kept} days")
            yield Judgement(Outcome.HOLDS, key, words, effective=applies)
        elif proofs:
            words = (name, "documentation", proofs[0])
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=proofs, effective=applies)
        elif kept is None:
            info = f"How long the technical documentation of {name} is kept is not declared."
            yield Judgement(
                Outcome.UNKNOWN,
                key,
                (name, "documentation"),
                info,
                missing=("profile.documentation",),
                raw=tagged(estate, name),
                effective=applies,
            )
        else:
            words = (name, "documentation", f"{kept} days")
            info = (
                f"The technical documentation of {name} is kept for {kept} days; ten years are {TEN_YEARS}."
            )
            yield Judgement(Outcome.FAILS, ("profile", "documentation"), words, info, effective=applies)


RULE: Final = Rule(
    id="AIA-18",
    pack="eu-ai-act",
    title="A provider keeps the technical documentation of a high-risk system for ten years.",
    citation="AI Act Art. 18(1)",
    link=LINK,
    severity="soft",
    explanation="Authorities may ask for it until ten years after the system was placed on the market or put into service. What a registry or a store deletes before that has to be kept elsewhere.",
    reads=("workloads.ai_risk", "workloads.role", "profile.documentation"),
    satisfied_by="profile.documentation of 3653 days, or an archive that keeps it (archive)",
    instruments=("archive",),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
