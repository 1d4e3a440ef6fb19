"""Every reference environment, rehearsed from end to end on real Terraform: the proof that what is emitted is right."""

from collections.abc import Callable
from typing import cast

import pytest

from emission import REFERENCE, Emitted
from polder_rehearsal.results import Result


@pytest.mark.parametrize("environment", [file.stem for file in REFERENCE])
def test_reference_environment_passes(
    environment: str, rehearsed: Callable[[str], Result], emitted: Emitted
) -> None:
    """Terraform validates, plans, applies, plans nothing more, and destroys every stack with everything in it."""
    result = rehearsed(environment)

    said = [
        f"{one.stack}, {one.step}: {one.summary} {one.detail}"
        for stack in result.stacks
        for one in stack.findings
    ]
    assert result.passed, said
    assert [one for one in said if "deprecated" not in one.lower()] == []
    for stack in result.stacks:
        resources = sum(map(len, _resources(emitted, stack.stack).values()))
        names = {step.name for step in stack.steps}
        assert stack.changes.add == stack.destroyed == resources > 0
        assert {"init", "validate", "plan", "apply", "plan again", "destroy"} <= names


def _resources(emitted: Emitted, stack: str) -> dict[str, dict[str, object]]:
    return cast("dict[str, dict[str, object]]", emitted.stacks[stack]["resource"])


def test_every_environment_has_manifests_judged(rehearsed: Callable[[str], Result]) -> None:
    """What goes to Kubernetes is held against its own schemas in every stack that sends something there."""
    judged = {
        stack.stack for stack in rehearsed("dev").stacks for step in stack.steps if step.name == "manifests"
    }

    assert judged == {"dev-eemshaven-services"}
