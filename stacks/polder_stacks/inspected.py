"""Inspects what lies on disk: the stacks of environments as they were synthesized, and plans of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from polder_environments.topology import SitePlan, Topology
from polder_policies.inspection import (
    Classification,
    Complaint,
    Finding,
    NotAPlan,
    Stack,
    StackSummary,
    inspect_site,
    read_plan,
    read_strictly,
)
from polder_stacks.names import PARTS, stack_name
from polder_stacks.origins import Origins

_READ_BY_TERRAFORM: Final = ("*.tf", "*.tf.json", "*.tofu", "*.tofu.json", "*.tfvars", "*.tfvars.json")
"""Files of a stack's folder that Terraform or OpenTofu would read beside the one that is inspected."""

Source = Literal["synthesized", "plan"]


class CannotInspect(Exception):  # noqa: N818 - it reads as what it says
    """Raised when something that is to be inspected is not there or cannot be read; the command line exits with 2."""


@dataclass(frozen=True)
class Inspected:
    """A stack that was inspected.

    Args:
        name: The stack.
        source: What was read of it.
        file: From which file.
        summary: What it holds.
    """

    name: str
    source: Source
    file: Path
    summary: StackSummary


@dataclass(frozen=True)
class Located:
    """A finding with the line of the environment that asked for what it is about.

    Args:
        finding: The finding.
        file: The file that was read.
        position: `file:line:column key` of the environment file; None where the environment knows nothing of it.
    """

    finding: Finding
    file: Path
    position: str | None


def inspected(
    topologies: Sequence[Topology], out: Path, plans: Mapping[str, Path], classification: Classification
) -> tuple[Inspected, ...]:
    """Inspect all stacks of environments, and plans.

    Args:
        topologies: The environments.
        out: The folder that `polder synth` wrote.
        plans: Plans as JSON, by the stack they are of.
        classification: What is known of types.

    Raises:
        CannotInspect: With everything that is missing or cannot be read.
    """
    sites = [site for topology in topologies for site in topology.sites]
    names = {name: site for site in sites for name in _names(site)}
    problems = [
        f"{plans[name]} is a plan of {name}, and no environment here has that stack"
        for name in sorted(plans.keys() - names.keys())
    ]
    stacks: dict[str, Stack] = {}
    planned: dict[str, Stack] = {}
    for name in names:
        file = _file(out, name)
        try:
            stacks[name] = _with_strangers(read_strictly(file), file)
            if name in plans:
                planned[name] = read_plan(name, plans[name])
        except FileNotFoundError as missing:
            problems.append(
                f"{missing.filename} is not there; polder synth writes it, --from names another folder"
            )
        except NotAPlan as bad:
            problems.append(str(bad))
        except (OSError, ValueError) as bad:
            problems.append(f"{file} cannot be read: {bad}")
    if problems:
        raise CannotInspect("\n".join(problems))
    found: list[Inspected] = []
    for site in sites:
        own = [stacks[name] for name in _names(site)]
        plans_of_site = [planned[name] for name in _names(site) if name in planned]
        summaries = inspect_site(site, own, classification=classification)
        found += [
            Inspected(name, "synthesized", _file(out, name), summary) for name, summary in summaries.items()
        ]
        summaries = inspect_site(site, plans_of_site, beside=own, classification=classification)
        found += [Inspected(name, "plan", plans[name], summary) for name, summary in summaries.items()]
    return (*found, *_homeless(topologies, names, out))


def located(found: Iterable[Inspected], origins: Origins) -> tuple[Located, ...]:
    """Give all findings with the lines of the environment files they come from."""
    return tuple(
        Located(finding, each.file, origins.position(each.name, finding.construct))
        for each in found
        for finding in each.summary.found
    )


def _names(site: SitePlan) -> list[str]:
    return [stack_name(site, part) for part in PARTS if part != "state" or site.state.kind == "remote"]


def _file(out: Path, name: str) -> Path:
    return out / "stacks" / name / "cdk.tf.json"


def _with_strangers(stack: Stack, file: Path) -> Stack:
    """Add files that Terraform would read as well: an override beside a stack changes it after it was inspected."""
    strangers = sorted(
        {each.name for pattern in _READ_BY_TERRAFORM for each in file.parent.glob(pattern)} - {file.name}
    )
    complaint = Complaint("section", "lies beside the stack, is read by Terraform, and is not inspected")
    return replace(stack, oddities=(*stack.oddities, *((name, complaint) for name in strangers)))


def _homeless(topologies: Iterable[Topology], known: Iterable[str], out: Path) -> Iterator[Inspected]:
    """Stacks that are called like those of an environment and belong to none of its sites."""
    prefixes = tuple(f"{topology.environment}-" for topology in topologies)
    for folder in sorted((out / "stacks").iterdir()):
        if folder.name.startswith(prefixes) and folder.name not in known:
            finding = Finding(
                folder.name,
                "terraform",
                "",
                "section",
                "belongs to no site of its environment, so that nothing says where it may be",
            )
            yield Inspected(
                folder.name, "synthesized", folder / "cdk.tf.json", StackSummary(0, 0, (finding,))
            )
