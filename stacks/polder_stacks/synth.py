"""From resolved environments to Terraform on disk: build in a staging folder, inspect, then publish."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from polder_environments.topology import SitePlan, Topology
from polder_policies.inspection import Finding, StackSummary, inspect_site, read_stack
from polder_stacks.build import build
from polder_stacks.names import PARTS, stack_name
from polder_stacks.output import publish, staging
from polder_stacks.own_classification import classification


@dataclass(frozen=True)
class Synthesized:
    """A stack that was written."""

    name: str
    site: SitePlan
    summary: StackSummary
    seconds: float | None
    """How long its constructs took, synthesizing them all together apart; None where it was built before."""


class InspectionFailed(Exception):  # noqa: N818 - it reads as what it says
    """What was built is not what was resolved; a defect of Polder or of a construct, not of the input."""

    def __init__(self, found: Sequence[Finding]) -> None:
        """Keep every finding."""
        self.found = tuple(found)
        self.findings = tuple(f"{finding.stack}: {finding}" for finding in self.found)
        super().__init__("\n".join(self.findings))


def synthesize(
    topologies: Sequence[Topology], out: Path, *, tidy: bool = True, anew: bool = False
) -> tuple[tuple[Synthesized, ...], float]:
    """Write the Terraform of all environments below `out`.

    Args:
        topologies: The environments.
        out: The folder that cdktf reads.
        anew: Build every site, also those that were built before from the same plan by the same code.
        tidy: Remove the stacks of an earlier synthesis that are no more; see `polder_stacks.output.publish`.

    Returns:
        What was written, in the order of environments, sites and parts; and the seconds it took.

    Raises:
        InspectionFailed: The Terraform does not keep to the topology; nothing was written.
        BadClassification: What users classify for inspection cannot be read; nothing was built.
    """
    started = time.monotonic()
    known = classification()
    sites = [site for topology in topologies for site in topology.sites]
    with staging(out) as folder:
        seconds = build(sites, folder, anew=anew)
        written: list[Synthesized] = []
        found: list[Finding] = []
        for site in sites:
            files = (folder / "stacks" / stack_name(site, part) / "cdk.tf.json" for part in PARTS)
            stacks = [read_stack(file) for file in files if file.is_file()]
            for name, summary in inspect_site(site, stacks, classification=known).items():
                found.extend(summary.found)
                written.append(Synthesized(name, site, summary, seconds.get(name)))
        if found:
            raise InspectionFailed(found)
        publish(folder, out, tidy=tidy)
    return tuple(written), time.monotonic() - started
