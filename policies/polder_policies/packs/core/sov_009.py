"""SOV-009: Evidence that something rests on counts on the day."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule


def _judge(estate: Estate) -> Iterator[Judgement]:
    for key, name, form in sorted(_used(estate)):
        reason = estate.why_not_form(form, name) if form else estate.why_not(name)
        words = (*map(str, key[:2]), name)
        if reason:
            yield Judgement(Outcome.FAILS, key, words, f"{reason[0].upper()}{reason[1:]}.")
        else:
            yield Judgement(Outcome.HOLDS, key, words)


def _used(estate: Estate) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Where evidence is named, and the form of data that it has to show; blank where it shows something else."""
    environment = estate.environment
    for name, dataset in environment.datasets.items():
        if dataset.form_evidence:
            form = "" if dataset.form == "raw" else dataset.form
            yield ("datasets", name, "form_evidence"), dataset.form_evidence, form
    for name, workload in environment.workloads.items():
        if workload.transform:
            yield (
                ("workloads", name, "transform", "evidence"),
                workload.transform.evidence,
                "" if workload.transform.to == "raw" else workload.transform.to,
            )
    for name, federation in environment.federations.items():
        if federation.secure_aggregation:
            yield ("federations", name, "secure_aggregation"), federation.secure_aggregation, ""
        if federation.privacy_evidence:
            yield (
                ("federations", name, "privacy_evidence"),
                federation.privacy_evidence,
                "differentially-private",
            )


RULE: Final = Rule(
    id="SOV-009",
    pack="core",
    title="Evidence that something rests on counts on the day.",
    citation="hygiene of evidence",
    link="",
    severity="hard",
    explanation="An expired certificate, or one that rests on a decision that fell, proves nothing, and neither does one of another kind: separating names from data does not make it anonymous. Rules that it satisfied fail by themselves; transformations that rest on it are told here.",
    reads=("evidence.expires", "evidence.depends_on", "the day"),
    satisfied_by="a renewed reference, of a kind that shows the form",
    verified=True,
    judge=_judge,
)
