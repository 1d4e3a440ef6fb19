"""Every pipeline of this repository, taken apart: workflows, actions, the template for GitLab, and their shell scripts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from emission import PROJECT

WORKFLOWS: Final = tuple(sorted((PROJECT / ".github" / "workflows").glob("*.yml")))
ACTIONS: Final = (PROJECT / "action.yml", PROJECT / "ci" / "identity" / "action.yml")
TEMPLATE: Final = PROJECT / "ci" / "polder.gitlab-ci.yml"
HOOKS: Final = PROJECT / ".pre-commit-hooks.yaml"
SCRIPTS: Final = tuple(sorted((PROJECT / "ci").glob("*.sh")))

_SECTIONS: Final = ("before_script", "script", "after_script")
_NO_JOBS: Final = frozenset({"variables", "stages", "default", "workflow", "include", "image", "cache"})


@dataclass(frozen=True)
class Step:
    """A step of a job or an action.

    Args:
        file: Where it stands.
        where: Name of the job, or `runs` for an action's.
        number: Which step of it, from 0.
        content: What it says.
    """

    file: Path
    where: str
    number: int
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is called in tests: `preview.yml comment 2`."""
        return f"{self.file.relative_to(PROJECT)} {self.where} {self.number}"


class _Loader(yaml.SafeLoader):
    """YAML as GitHub and GitLab read it: `on` is a word, and `!reference` a list."""


_BOOLEAN: Final = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [
        *((tag, pattern) for tag, pattern in resolvers if tag != _BOOLEAN),
        *([(_BOOLEAN, re.compile(r"^(?:true|false)$"))] if first in ("t", "f") else []),
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _reference(loader: _Loader, node: yaml.SequenceNode) -> tuple[str, ...]:
    return tuple(loader.construct_sequence(node))


_Loader.add_constructor("!reference", _reference)


def read(text: str) -> Any:
    """Read YAML as pipelines have it."""
    return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader


def document(file: Path) -> Any:
    """Read a pipeline's file."""
    return read(file.read_text())


def steps() -> Iterator[Step]:
    """Give every step of every workflow and action."""
    for file in WORKFLOWS:
        for name, job in document(file)["jobs"].items():
            for number, content in enumerate(job.get("steps", [])):
                yield Step(file, name, number, content)
    for file in ACTIONS:
        for number, content in enumerate(document(file)["runs"]["steps"]):
            yield Step(file, "runs", number, content)


def jobs_of_template() -> Mapping[str, Mapping[str, Any]]:
    """Give the jobs of the template for GitLab, hidden ones among them."""
    return {name: job for name, job in document(TEMPLATE).items() if name not in _NO_JOBS}


def scripts_of_template() -> Iterator[tuple[str, str]]:
    """Give every script of the template, by job and section; references to other ones are left out."""
    for name, job in jobs_of_template().items():
        for section in _SECTIONS:
            lines = [line for line in job.get(section, []) if isinstance(line, str)]
            if lines:
                yield f"{name} {section}", "\n".join(lines) + "\n"
