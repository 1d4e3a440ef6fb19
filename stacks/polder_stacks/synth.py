"""From resolved environments to Terraform on disk: build in a staging folder, inspect, then publish."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from polder_environments.topology import SitePlan, Topology
from polder_policies.inspection import StackSummary, inspect_stack
from polder_stacks.build import build
from polder_stacks.names import PARTS, stack_name
from polder_stacks.output import publish, staging


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

    def __init__(self, findings: Sequence[str]) -> None:
        """Keep every finding."""
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


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
    """
    started = time.monotonic()
    sites = [site for topology in topologies for site in topology.sites]
    with staging(out) as folder:
        seconds = build(sites, folder, anew=anew)
        written: list[Synthesized] = []
        findings: list[str] = []
        for site in sites:
            for part in PARTS:
                name = stack_name(site, part)
                file = folder / "stacks" / name / "cdk.tf.json"
                if not file.is_file():
                    continue
                summary = inspect_stack(file, site)
                findings.extend(f"{name}: {finding}" for finding in summary.findings)
                written.append(Synthesized(name, site, summary, seconds.get(name)))
        if findings:
            raise InspectionFailed(findings)
        publish(folder, out, tidy=tidy)
    return tuple(written), time.monotonic() - started
