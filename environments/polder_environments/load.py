"""An environment file, with all that it extends, to an `Environment` and the places its values came from."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel

from polder_environments import strict_yaml
from polder_environments.extends import EXTENSIONS, Merged, neighbours, project_root, read_merged
from polder_environments.located import ScalarNode
from polder_environments.problems import InvalidInput, Position, Problem, shown
from polder_environments.sources import Sources
from polder_environments.validation import validate

if TYPE_CHECKING:
    from polder_environments.model import Environment

__all__ = ["Loaded", "Misread", "Sources", "environment_path", "find_environments", "load", "load_as"]

M = TypeVar("M", bound=BaseModel)

FOLDER = Path("environments")
"""Where environments are looked for by name, relative to where Polder runs."""

_WITHOUT_THE_REST = {"unknown-key", "wrong-type", "wrong-form", "not-allowed", "out-of-range"}
"""What is wrong with a value whatever a base that could not be read says."""


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """A file that holds no mistake which can be seen without the clouds' facts.

    Args:
        environment: What it says, merged and checked.
        sources: Where each of its values stands.
    """

    environment: M
    sources: Sources


class Misread(InvalidInput):
    """A file that holds mistakes, and what is known of it all the same.

    Args:
        problems: What is wrong with it.
        sources: Where its values stand.
        model: Its class.
    """

    def __init__(self, problems: tuple[Problem, ...], sources: Sources, model: type[BaseModel]) -> None:
        """Keep what it takes to judge the rest of the file."""
        super().__init__(problems)
        self.sources = sources
        self.model = model


def load(path: Path, *, project: Path | None = None) -> "Loaded[Environment]":
    """Load an environment.

    Args:
        path: The file.
        project: The folder that no `extends` may leave; by default the nearest one above the file that has a
            `cdktf.json` or a `.git`, else the file's own.

    Returns:
        The environment and its sources.

    Raises:
        InvalidInput: With everything that is wrong with the file and those it extends.
    """
    from polder_environments.model import Environment  # noqa: PLC0415 - --help and init need no model

    merged = read_merged(path, project or project_root(path))
    return _judged(merged, Environment, _misnamed(merged, path))


def load_as(path: Path, model: type[M], *, project: Path | None = None) -> Loaded[M]:
    """Load a file of any model, read and judged as environments are.

    Args:
        path: The file.
        model: The class of the whole file. It has a key `extends` if its files may extend others.
        project: The folder that no `extends` may leave; see `load`.

    Returns:
        The instance and its sources.

    Raises:
        InvalidInput: With everything that is wrong with the file and those it extends.
    """
    return _judged(read_merged(path, project or project_root(path)), model, [])


def _judged(merged: Merged, model: type[M], further: list[Problem]) -> Loaded[M]:
    problems = [*merged.problems, *further]
    if merged.root is None:
        raise InvalidInput(tuple(problems))
    sources = Sources(merged.root, merged.files)
    instance, found = validate(sources, model, refused=problems)
    problems += (
        found if merged.complete else [problem for problem in found if problem.code in _WITHOUT_THE_REST]
    )
    if (instance is None or problems) and merged.complete:
        raise Misread(tuple(problems), sources, model)
    if instance is None or problems:
        raise InvalidInput(tuple(problems))
    return Loaded(instance, sources)


def _misnamed(merged: Merged, path: Path) -> list[Problem]:
    """Refuse a name that is not the file's: `polder check prod` would otherwise speak of something else."""
    entry = merged.root.entries.get("environment") if merged.root else None
    if entry is None or not isinstance(entry.value, ScalarNode) or not isinstance(entry.value.value, str):
        return []
    if entry.value.value == path.stem:
        return []
    what = f"the environment is called {shown(entry.value.value)} and its file {shown(path.name)}"
    return [Problem(entry.value.at, "environment", what, path.stem, "wrong-name")]


def find_environments(folder: Path = FOLDER) -> tuple[Path, ...]:
    """List the environments of a folder.

    A file that another one extends and that names no environment itself is a base, not an environment. A file
    that cannot be read counts as an environment, so that loading it says what is wrong with it.

    Args:
        folder: Where to look; not in folders below it.

    Returns:
        The files in the order of their names; none when there is no such folder.
    """
    files = [
        path
        for path in sorted(folder.glob("*"))
        if path.suffix in EXTENSIONS and path.is_file() and not path.name.startswith(".")
    ]
    nameless: set[Path] = set()
    extended: set[Path] = set()
    for file in files:
        try:
            root = strict_yaml.parse(strict_yaml.read(file), file).root
        except InvalidInput:
            continue
        if root is None:
            continue
        if "environment" not in root.entries:
            nameless.add(file)
        base = root.entries.get("extends")
        if base and isinstance(base.value, ScalarNode):
            extended.add(Path(os.path.normpath(folder / str(base.value.value))))
    return tuple(
        file for file in files if file not in nameless or Path(os.path.normpath(file)) not in extended
    )


def environment_path(name_or_path: str | Path, folder: Path = FOLDER) -> Path:
    """Find the file that a user means.

    Args:
        name_or_path: A name (`prod`), or a path: what ends in `.yaml` or `.yml`, or has a `/`.
        folder: Where names are looked for.

    Returns:
        The file: `environments/prod.yaml` for `prod`.

    Raises:
        InvalidInput: No such file exists; with those that do.
    """
    path = Path(name_or_path)
    if path.suffix in EXTENSIONS or len(path.parts) != 1 or isinstance(name_or_path, Path):
        candidates = [path]
    else:
        candidates = [folder / f"{name_or_path}{extension}" for extension in EXTENSIONS]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    what = f"there is no environment {shown(str(name_or_path))}"
    raise InvalidInput(
        (Problem(Position(candidates[0]), "", what, neighbours(candidates[0]), "missing-file"),)
    )
