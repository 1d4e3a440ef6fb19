"""AIA-50: What an AI system makes is marked as made by AI."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_environments.declarations import Workload
from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import LINK, MARKING_OF_OLD, TRANSPARENCY, in_use


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, workload in estate.workloads():
        if not workload.generative or not in_use(workload) or not _answers(workload):
            continue
        applies, words = _applies(workload), (name, workload.task, workload.site)
        if workload.marks_output:
            yield Judgement(Outcome.HOLDS, ("workloads", name), words, effective=applies)
        else:
            info = (
                f"{name} makes text, images, sound or video, and that its output is marked is not declared."
            )
            yield Judgement(Outcome.FAILS, ("workloads", name, "generative"), words, info, effective=applies)


def _answers(workload: Workload) -> bool:
    """Tell whether a workload gives out what a model makes; one that trains a model gives out none."""
    return workload.task == "serving" or bool(workload.serves) or bool(workload.services)


def _applies(workload: Workload) -> date:
    """From when: providers of what was on the market before have four months more; deployers have not."""
    old = workload.on_market is not None and workload.on_market < TRANSPARENCY
    return MARKING_OF_OLD if old and workload.role == "provider" else TRANSPARENCY


RULE: Final = Rule(
    id="AIA-50",
    pack="eu-ai-act",
    title="What an AI system makes is marked as made by AI.",
    citation="AI Act Art. 50(2) and (4), 111(4)",
    link=LINK,
    severity="advisory",
    explanation="People should be able to tell what a machine has made. Providers mark it so that machines can read it; deployers disclose deep fakes and texts that inform the public. It binds whatever the risk class is. A system that was on the market before 2 August 2026 has until 2 December 2026 for the provider's mark. Help with editing that changes little needs none: say so in a waiver.",
    reads=(
        "workloads.generative",
        "workloads.marks_output",
        "workloads.task",
        "workloads.role",
        "workloads.on_market",
    ),
    satisfied_by="marks_output: true, and output that is marked",
    waivable=ACCEPTED,
    verified=True,
    judge=_judge,
)
