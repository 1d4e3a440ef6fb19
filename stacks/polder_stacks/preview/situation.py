"""What is deployed, what is to be, and which stacks differ: everything that is known before Terraform runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from polder_environments.topology import Topology
from polder_stacks.gate import admitted
from polder_stacks.judged import Judged
from polder_stacks.origins import Origins
from polder_stacks.preview.emitted import Emitted, read_emitted
from polder_stacks.preview.refusal import Refused
from polder_stacks.preview.revisions import Base, Chosen
from polder_stacks.progress import progress
from polder_stacks.synth import InspectionFailed, synthesize


@dataclass(frozen=True)
class Built:
    """A revision that was synthesized.

    Args:
        out: Where it lies; None where there was nothing to synthesize.
        stacks: Its stacks, by name, in the order in which they are applied.
    """

    out: Path | None = None
    stacks: Mapping[str, Emitted] = field(default_factory=dict[str, Emitted])


@dataclass(frozen=True)
class Situation:
    """Two revisions side by side.

    Args:
        day: The day that both are judged by.
        chosen: What was asked for.
        head: The environments of the head revision.
        base: The base revision, as far as it can be read.
        after: The head revision, but for environments whose verdict does not hold.
        before: The base revision of the same environments, and of those that the head revision lacks.
        notes: What could not be compared.
    """

    day: date
    chosen: Chosen
    head: tuple[Judged, ...]
    base: Base
    after: Built
    before: Built
    notes: tuple[str, ...] = ()

    @property
    def withheld(self) -> tuple[str, ...]:
        """Names of environments of which nothing is built, since their verdict does not hold."""
        return tuple(each.verdict.environment for each in self.head if not each.verdict.holds)

    @property
    def compared(self) -> frozenset[str]:
        """Names of environments that there is something to compare with."""
        if not self.base.commit:
            return frozenset()
        known = {each.verdict.environment for each in self.head} | set(self.base.judged)
        return frozenset(known - self.base.unread.keys())

    @property
    def changed(self) -> frozenset[str]:
        """Names of the head revision's stacks that differ from the base revision's; all, where there is none."""
        return frozenset(
            name
            for name, stack in self.after.stacks.items()
            if name not in self.before.stacks or stack.output_hash != self.before.stacks[name].output_hash
        )

    @property
    def removed(self) -> tuple[Emitted, ...]:
        """The base revision's stacks that the head revision lacks, in the order in which they are taken down."""
        gone = [stack for name, stack in self.before.stacks.items() if name not in self.after.stacks]
        return tuple(reversed(gone))

    @property
    def all_stacks(self) -> Mapping[str, Emitted]:
        """The stacks of the head revision, then those that are to be taken down."""
        return {**self.after.stacks, **{stack.name: stack for stack in self.removed}}

    def line(self, stack: str, construct: str | None) -> str | None:
        """Give the line of an environment file that a stack and a construct come from."""
        origins = Origins({each.topology.environment: each.loaded.sources for each in self.head})
        return origins.position(stack, construct)


def situated(chosen: Chosen, head: Sequence[Judged], day: date, scratch: Path) -> Situation:
    """Synthesize both revisions.

    Args:
        chosen: What was asked for.
        head: Its environments, judged.
        day: The day they were judged by.
        scratch: An empty folder.

    Raises:
        Refused: What was built does not keep to the environment.
    """
    holding = [each for each in head if each.verdict.holds]
    files = [str(each.loaded.sources.files[0]) for each in holding]
    notes = [*_unread(chosen.base)]
    try:
        # The gate judges once more, by itself: what it does not admit is never built.
        built = _built([each.topology for each in admitted(files)] if files else [], scratch / "head")
    except InspectionFailed as failed:
        what = "\n".join(f"  {finding}" for finding in failed.findings)
        raise Refused(f"What was built does not keep to the environment:\n{what}") from None
    wanted = {*(each.verdict.environment for each in holding), *chosen.removed}
    former = [each.topology for name, each in chosen.base.judged.items() if name in wanted]
    base = chosen.base
    try:
        # Not through the gate: it stands deployed, whatever rules say of it today, and it is not deployed again.
        before = _built(former, scratch / "base")
    except InspectionFailed:
        before = Built()
        base = Base(base.commit, unread=dict.fromkeys(base.judged, "it cannot be built any more"))
        notes = [*_unread(base)]
    return Situation(day, chosen, tuple(head), base, built, before, tuple(notes))


def _built(topologies: Sequence[Topology], out: Path) -> Built:
    if not topologies:
        return Built()
    with progress(f"building {sum(len(topology.sites) for topology in topologies)} sites"):
        synthesize(topologies, out)
    return Built(out, read_emitted(out, topologies))


def _unread(base: Base) -> Iterator[str]:
    for name, why in base.unread.items():
        yield f"{name} cannot be compared with the base revision, so all of its stacks are planned: {why}"
