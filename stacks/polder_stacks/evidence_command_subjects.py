"""From judged environments to what a bundle tells of each."""

from collections.abc import Sequence
from pathlib import Path

from polder_environments.extends import project_root
from polder_policies.bundle.contents import Subject
from polder_policies.reports.verdict_json import as_json
from polder_stacks.check_reports import reports_of
from polder_stacks.evidence_command_output import outputs
from polder_stacks.evidence_command_versions import packs_of
from polder_stacks.judged import Judged


def subjects(found: Sequence[Judged], folder: Path) -> tuple[Subject, ...]:
    """Read what a bundle holds of each environment.

    Args:
        found: Judged environments.
        folder: The folder of the Terraform to compare with.

    Raises:
        OSError: A file of an environment is gone, or the Terraform cannot be read.
    """
    compared = outputs(found, folder)
    return tuple(
        Subject(
            loaded=each.loaded,
            graph=each.graph,
            verdict=each.verdict,
            verdict_text=as_json([report]),
            packs=packs_of(each),
            sources={file: file.read_bytes() for file in each.loaded.sources.files},
            project=project_root(each.loaded.sources.files[0]),
            output=compared[each.verdict.environment],
        )
        for each, report in zip(found, reports_of(found), strict=True)
    )
