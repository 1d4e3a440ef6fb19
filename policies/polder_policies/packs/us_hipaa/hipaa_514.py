"""HIPAA-514: Data that is said to be de-identified names the method by which it is."""

from collections.abc import Iterator
from typing import Final

from polder_environments.problems import KeyPath
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.patients import DE_IDENTIFIED, Determination, Patients
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    patients = Patients(estate)
    for name, dataset in patients.all.items():
        if dataset.form not in DE_IDENTIFIED:
            continue
        words = (name, dataset.home.partition("/")[0])
        what = f"{name} is said to be {dataset.form}"
        if dataset.form_evidence is None:
            missing = (f"datasets.{name}.form_evidence",)
            info = f"{what}, and nothing says by which method."
            yield Judgement(Outcome.UNKNOWN, ("datasets", name, "form"), words, info, missing=missing)
        else:
            found = patients.of_dataset(name, dataset.form_evidence)
            yield _judged(("datasets", name, "form_evidence"), words, what, found)
    for name, workload in estate.workloads():
        if workload.transform is not None and workload.transform.to in DE_IDENTIFIED:
            read = patients.used_by(name)
            if read:
                words = trail(estate, read, estate.graph.nodes[f"workload:{name}"]).words
                what = f"{name} is said to make {read} {workload.transform.to}"
                written = frozenset[str]().union(*(estate.tags[each] for each in workload.writes))
                found = patients.of_work(name, workload.transform.evidence, written)
                yield _judged(("workloads", name, "transform", "evidence"), words, what, found)


def _judged(key: KeyPath, words: tuple[str, ...], what: str, found: Determination) -> Judgement:
    if not found.flaw:
        return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=(found.evidence,))
    outcome = Outcome.UNKNOWN if found.missing else Outcome.FAILS
    return Judgement(outcome, key, words, f"{what}, and {found.flaw}.", missing=found.missing)


RULE: Final = Rule(
    id="HIPAA-514",
    pack="us-hipaa",
    title="Data that is said to be de-identified names the method by which it is.",
    citation="45 CFR 164.514(b)",
    link="https://www.ecfr.gov/current/title-45/section-164.514",
    severity="soft",
    explanation="Two methods take data out of HIPAA: an expert finds the risk very small and documents why, or eighteen kinds of identifiers are removed. A test under another law is neither, and a limited data set stays protected. Until one of the two is shown, all other rules go on to treat the data as protected health information.",
    reads=("datasets.form", "datasets.form_evidence", "workloads.transform", "evidence.details"),
    satisfied_by="a determination (expert-determination), as evidence of the form or with the dataset or workload in its scope, with its method in the details: expert-determination and the expert, or safe-harbor where no tag says that identifiers are left",
    instruments=("expert-determination",),
    verified=False,
    judge=_judge,
)
