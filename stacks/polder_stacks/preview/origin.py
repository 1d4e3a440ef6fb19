"""What a preview was made from: revisions, versions, the run of the CI system, and by what its comment is found again."""

import os
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from polder_previews.preview import Footer
from polder_rehearsal.tool import Tool
from polder_stacks.preview.refusal import BadRequest, ToolMissing
from polder_stacks.preview.repository import find_repository

_SHORT: Final = 12
"""Digits of a hash that people read."""

_ALL: Final = "all"


def footer(
    files: Iterable[Path],
    base: str,
    tool: Tool | None,
    variables: Mapping[str, str],
    notes: tuple[str, ...] = (),
) -> Footer:
    """Say what a preview is made from.

    Args:
        files: The environment files that were read.
        base: The base revision's full hash; blank where there is none.
        tool: The Terraform that ran; None where none did.
        variables: Those of the process, in which a CI system says which run this is.
        notes: What else a reader has to know.
    """
    versions = [("Polder", version("polder"))]
    if tool:
        versions.append((tool.name, tool.version))
    return Footer(_commit(list(files)), base[:_SHORT], tuple(versions), _run(variables), notes)


def identity(asked: Iterable[str], variables: Mapping[str, str]) -> str:
    """Give what the comment is found again by: the project's folder in its repository, and the environments asked for.

    Args:
        asked: Names or paths of environments.
        variables: Those of the process, which may name one where none is asked for.
    """
    chosen = tuple(asked) or tuple(filter(None, [variables.get("POLDER_ENVIRONMENT")]))
    names = ",".join(sorted({Path(name).stem for name in chosen})) or _ALL
    try:
        folder = Path.cwd().resolve().relative_to(find_repository(Path.cwd()).root).as_posix()
    except (BadRequest, ToolMissing):
        folder = "."
    return names if folder == "." else f"{folder}:{names}"


def _commit(files: list[Path]) -> str:
    """Give the revision that lies on disk; blank where there is no git."""
    try:
        repository = find_repository(Path.cwd())
        commit = repository.commit("HEAD")
        is_committed = all(repository.holds(commit, file) for file in files)
    except (BadRequest, ToolMissing, ValueError):
        return ""
    return commit[:_SHORT] if is_committed else f"{commit[:_SHORT]} with changes that are not committed"


def _run(variables: Mapping[str, str]) -> str:
    """Give the address of the run, where its log, its summary and its artifacts are."""
    server, repository, run = (
        variables.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    )
    if server and repository and run:
        return f"{server}/{repository}/actions/runs/{run}"
    return variables.get("CI_JOB_URL", "")


def variables() -> Mapping[str, str]:
    """Give the process's variables."""
    return os.environ
