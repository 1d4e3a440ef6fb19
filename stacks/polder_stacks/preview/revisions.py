"""The environments of the head revision, which lies on disk, and of the base revision, which lies in git."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from polder_environments.extends import EXTENSIONS, project_root
from polder_environments.load import FOLDER, environment_path, find_environments
from polder_environments.problems import InvalidInput, Position
from polder_policies.verdict import Verdict
from polder_stacks.judged import Judged, judged
from polder_stacks.preview.refusal import BadRequest
from polder_stacks.preview.repository import Repository, find_repository


@dataclass(frozen=True)
class Base:
    """The base revision.

    Args:
        commit: Its full hash; blank where there is none to compare with.
        judged: Its environments, by name.
        unread: Environments of the head revision that it has and that cannot be read there, with the reason.
    """

    commit: str = ""
    judged: Mapping[str, Judged] = field(default_factory=dict[str, Judged])
    unread: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Chosen:
    """What is previewed.

    Args:
        head: Names or paths of environments of the head revision.
        base: The base revision.
        removed: Names of environments that the base revision alone has.
    """

    head: tuple[str, ...]
    base: Base = Base()
    removed: tuple[str, ...] = ()


def choose(asked: Sequence[str], revision: str | None, day: date) -> Chosen:
    """Find the environments of both revisions.

    Args:
        asked: Names or paths of environments; none means the one that POLDER_ENVIRONMENT names, or else all.
        revision: The base revision; None where there is none to compare with.
        day: The day to judge the base revision by.

    Raises:
        BadRequest: There is no such revision, or no environment.
        InvalidInput: An environment is asked for that neither revision has.
        ToolMissing: There is no git.
    """
    names = tuple(asked) or tuple(filter(None, [os.environ.get("POLDER_ENVIRONMENT")]))
    here = names or tuple(map(str, find_environments()))
    chosen = Chosen(here) if revision is None else _compared(names, here, revision, day)
    if not chosen.head and not chosen.removed:
        raise BadRequest(f"there is no environment in {FOLDER}/")
    return chosen


def _compared(names: Sequence[str], here: Sequence[str], revision: str, day: date) -> Chosen:
    repository = find_repository(Path.cwd())
    commit = repository.commit(revision)
    with tempfile.TemporaryDirectory(prefix="polder-base-") as folder:
        checkout = _Checkout(repository, commit, Path(folder).resolve())
        if names:
            gone = tuple(name for name in names if not _exists(name) and checkout.has(name))
        else:
            stems = {Path(name).stem for name in here}
            listed = find_environments(checkout.place(FOLDER))
            gone = tuple(str(FOLDER / file.name) for file in listed if file.stem not in stems)
        head = tuple(name for name in here if name not in gone)
        read: dict[str, Judged] = {}
        unread: dict[str, str] = {}
        for name in (*filter(_exists, head), *gone):
            file = checkout.file(name)
            if not file.is_file():
                continue
            try:
                (found,) = judged([str(file)], day)
            except InvalidInput as invalid:
                first = invalid.problems[0]
                where = replace(first.position, file=checkout.told(first.position.file))
                unread[file.stem] = (
                    f"{where}: {first.key}: {first.what}" if first.key else f"{where}: {first.what}"
                )
            else:
                read[file.stem] = replace(found, verdict=checkout.told_verdict(found.verdict))
        removed = tuple(stem for stem in map(_stem, gone) if stem in read)
        return Chosen(head, Base(commit, read, unread), removed)


def _exists(name: str) -> bool:
    try:
        environment_path(name)
    except InvalidInput:
        return False
    return True


def _stem(name: str) -> str:
    return Path(name).stem


@dataclass
class _Checkout:
    """Environment files of a commit in a folder of their own."""

    repository: Repository
    commit: str
    folder: Path
    _extracted: set[PurePosixPath] = field(default_factory=set[PurePosixPath])

    def place(self, path: Path) -> Path:
        """Give the place here of a file or a folder that may be on disk, with the project around it."""
        inside = self._inside(path)
        project = self._inside(project_root(path))
        if not any(project.is_relative_to(known) for known in self._extracted):
            self.repository.extract(self.commit, project, self.folder)
            self._extracted.add(project)
        return self.folder / inside

    def has(self, name: str) -> bool:
        """Say whether the commit has an environment."""
        return self.file(name).is_file()

    def file(self, name: str) -> Path:
        """Give the place here of an environment by its name or path."""
        try:
            path = environment_path(name)
        except InvalidInput:
            given = Path(name)
            path = given if given.suffix or len(given.parts) > 1 else FOLDER / f"{name}.yaml"
        found = self.place(path)
        others = (found.with_suffix(extension) for extension in EXTENSIONS)
        return found if found.is_file() else next(filter(Path.is_file, others), found)

    def told(self, file: Path) -> Path:
        """Name a file as it is called in the head revision."""
        inside = self.repository.root / file.relative_to(self.folder)
        return Path(os.path.relpath(inside, Path.cwd().resolve()))

    def told_verdict(self, verdict: Verdict) -> Verdict:
        """Name the lines of findings as in the head revision."""

        def moved(position: Position) -> Position:
            return replace(position, file=self.told(position.file))

        return replace(
            verdict, findings=tuple(each._replace(position=moved(each.position)) for each in verdict.findings)
        )

    def _inside(self, path: Path) -> PurePosixPath:
        whole = Path(os.path.realpath(path.parent)) / path.name
        if not whole.is_relative_to(self.repository.root):
            raise BadRequest(f"{path} lies outside of the repository that --base names a revision of")
        return PurePosixPath(whole.relative_to(self.repository.root).as_posix())
