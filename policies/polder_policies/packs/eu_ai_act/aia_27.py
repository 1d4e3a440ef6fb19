"""AIA-27: A deployer of a high-risk system refers to its impact assessments."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import LINK, high_risk, in_use
from polder_policies.shapes.trails import lowered


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, workload, applies in high_risk(estate, "deployer"):
        personal = _personal(estate, name)
        wants_fria = workload.ai_risk == "annex3"
        if not in_use(workload) or not (personal or wants_fria):
            continue
        key, words = ("workloads", name), (*personal[:1], name, workload.site)
        dpias = {each: estate.proofs(("dpia",), dataset=each, workload=name) for each in personal}
        frias = estate.proofs(("fria",), workload=name)
        open_data = [each for each, proofs in dpias.items() if not proofs]
        lacking: list[str] = []
        if open_data:
            lacking.append(f"a data protection impact assessment (dpia) for {', '.join(open_data)}")
        if wants_fria and not frias:
            lacking.append("a fundamental rights impact assessment (fria)")
        if lacking:
            info = f"{name} uses a high-risk system ({workload.ai_risk}) and does not refer to {' and '.join(lacking)}."
            yield Judgement(Outcome.FAILS, key, words, info, effective=applies)
        else:
            named = (*(proofs[0] for proofs in dpias.values()), *(frias[:1] if wants_fria else ()))
            evidence = tuple(dict.fromkeys(named))
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence, effective=applies)


def _personal(estate: Estate, workload: str) -> tuple[str, ...]:
    """Datasets about people that a workload works on, or works with a model of; not those nobody can be told from."""
    return tuple(
        sorted(
            {
                strand.dataset
                for strand in estate.strands_of(workload)
                if "personal" in estate.tags[strand.dataset] and not lowered(estate, strand, "anonymised")
            }
        )
    )


RULE: Final = Rule(
    id="AIA-27",
    pack="eu-ai-act",
    title="A deployer of a high-risk system refers to its impact assessments.",
    citation="AI Act Art. 26(9) and 27",
    link=LINK,
    severity="advisory",
    explanation="A deployer whose system works on personal data assesses what that does to people. For uses of Annex III, public bodies, private ones that render public services, and who rates credit or prices life and health insurance, assess what it does to fundamental rights as well, before first use; the two may refer to each other. Which of these a deployer is, and that critical infrastructure is left out, is not seen here.",
    reads=("workloads.ai_risk", "workloads.role", "datasets.tags"),
    satisfied_by="an assessment for each personal dataset (dpia) and, for Annex III, one of fundamental rights (fria)",
    instruments=("dpia", "fria"),
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
