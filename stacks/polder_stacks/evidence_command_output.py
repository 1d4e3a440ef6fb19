"""Whether the Terraform that lies in the output is what environments give: built anew aside, and compared byte by byte."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from polder_policies.bundle.canonical import digest
from polder_policies.bundle.manifest import OutputRecord, StackRecord
from polder_stacks.judged import Judged
from polder_stacks.synth import InspectionFailed, synthesize


def outputs(found: Sequence[Judged], folder: Path) -> Mapping[str, OutputRecord]:
    """Compare what lies in the output with what environments give.

    Nothing is built of an environment whose verdict does not hold, nor of one that has nothing in the output.

    Args:
        found: Judged environments.
        folder: The folder that cdktf reads.

    Returns:
        Records by the name of the environment.
    """
    there = {each.verdict.environment: _stacks(folder, each.verdict.environment) for each in found}
    built = _built([each for each in found if each.verdict.holds and there[each.verdict.environment]])
    return {name: _record(stacks, built.get(name)) for name, stacks in there.items()}


def _stacks(folder: Path, environment: str) -> Mapping[str, str]:
    """Digests of an environment's stacks, by their names; the name of an environment has no hyphen."""
    return {
        file.parent.name: digest(file.read_bytes())
        for file in sorted(folder.glob(f"stacks/{environment}-*/cdk.tf.json"))
    }


def _built(found: Sequence[Judged]) -> Mapping[str, Mapping[str, str]]:
    """Digests of what environments give; of none where what was built does not pass inspection."""
    if not found:
        return {}
    with tempfile.TemporaryDirectory(prefix="polder.") as aside:
        out = Path(aside) / "cdktf.out"
        try:
            synthesize([each.topology for each in found], out)
        except InspectionFailed:
            return {}
        return {each.verdict.environment: _stacks(out, each.verdict.environment) for each in found}


def _record(there: Mapping[str, str], expected: Mapping[str, str] | None) -> OutputRecord:
    if not there:
        return OutputRecord(state="absent", stacks=())
    wanted = expected or {}
    stacks = tuple(
        StackRecord(name=name, found=there.get(name), expected=wanted.get(name))
        for name in sorted({*there, *wanted})
    )
    if expected is None:
        return OutputRecord(state="not compared", stacks=stacks)
    return OutputRecord(state="equal" if there == expected else "differs", stacks=stacks)
