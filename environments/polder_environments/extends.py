"""A file and the files it extends, merged into one tree in which every value keeps the place it came from."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from polder_environments import strict_yaml
from polder_environments.located import Entry, MappingNode, ScalarNode, kind
from polder_environments.problems import InvalidInput, Position, Problem, closest, shown

LONGEST_CHAIN = 8
"""Files that extend each other, the nearest one included."""

EXTENSIONS = (".yaml", ".yml")

_PROJECT_MARKS = ("cdktf.json", ".git")


@dataclass(frozen=True)
class Merged:
    """A file with all that it extends.

    Args:
        root: The merged mapping; `None` when the nearest file could not be read to its end.
        complete: Whether all files are in it. If not, a key that is missing may stand in a file that is.
        files: The files of the chain, the nearest first.
        problems: What is refused in them. Beside a `root`, the rest of the tree is still worth judging.
    """

    root: MappingNode | None
    complete: bool
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def project_root(file: Path) -> Path:
    """Find the folder that a file may extend files of.

    Args:
        file: An environment file; it need not exist.

    Returns:
        The nearest folder above it with a `cdktf.json` or a `.git`; the file's own folder when there is none.
    """
    folder = Path(os.path.abspath(file)).parent  # noqa: PTH100 - resolve() would leave the project through a link
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in _PROJECT_MARKS):
            return candidate
    return folder


def read_merged(file: Path, project: Path) -> Merged:
    """Read a file and all that it extends.

    Args:
        file: The nearest file.
        project: The folder that no `extends` may leave.

    Returns:
        The merged tree, and everything that is refused in any of its files.
    """
    chain: list[MappingNode] = []
    files: list[Path] = []
    problems: list[Problem] = []
    following: Path | None = file
    while following is not None:
        files.append(following)
        following = _read_one(files, project, chain, problems)
    if not chain:
        return Merged(None, complete=False, files=tuple(files), problems=tuple(problems))
    root = chain[-1]
    for over in reversed(chain[:-1]):
        root = merge(root, over)
    complete = len(chain) == len(files) and not any(problem.key == "extends" for problem in problems)
    return Merged(root, complete, tuple(files), tuple(problems))


def _read_one(
    files: list[Path], project: Path, chain: list[MappingNode], problems: list[Problem]
) -> Path | None:
    """Read the last of the files into the chain, and find the one it extends."""
    file = files[-1]
    try:
        parsed = strict_yaml.parse(strict_yaml.read(file), file)
    except InvalidInput as invalid:
        problems += _with_neighbours(invalid.problems)
        return None
    problems += parsed.problems
    if parsed.root is None:
        return None
    chain.append(parsed.root)
    entry = parsed.root.entries.get("extends")
    if entry is None or any(problem.key == "extends" for problem in parsed.problems):
        return None
    following = _following(entry, files, project)
    if isinstance(following, Problem):
        problems.append(following)
        return None
    return following


def merge(base: MappingNode, over: MappingNode) -> MappingNode:
    """Lay a mapping over another one, so that what is nearer wins.

    Mappings are merged key by key. Everything else replaces what is there: a list is never appended to, since
    an overlay could then not shorten it. An explicit null takes an inherited key away. Where there is none, it
    stays, and the model judges whether it means something there.

    Args:
        base: What is inherited.
        over: What is nearer.

    Returns:
        The merged mapping, inherited keys first; every key and value where it came from.
    """
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        inherited = entries.get(key)
        if inherited is None:
            entries[key] = entry
        elif _takes_away(entry):
            del entries[key]
        elif isinstance(entry.value, MappingNode) and isinstance(inherited.value, MappingNode):
            entries[key] = Entry(entry.key_at, merge(inherited.value, entry.value))
        else:
            entries[key] = entry
    return MappingNode(over.at, entries)


def _takes_away(entry: Entry) -> bool:
    return isinstance(entry.value, ScalarNode) and entry.value.value is None


def _following(entry: Entry, files: list[Path], project: Path) -> Path | Problem:
    """Find the file that `extends` names, or say why it cannot be that one."""
    value = entry.value
    if not isinstance(value, ScalarNode) or not isinstance(value.value, str):
        what = f"`extends` is {kind(value)}, not the name of a file"
        return Problem(value.at, "extends", what, "one file, relative to this one: base.yaml", "wrong-type")
    name, at = value.value, value.at
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\\" in name:
        what = f"`extends` is {shown(name)}, which holds for one machine only"
        return Problem(at, "extends", what, "a path relative to this file, with / between folders", "extends")
    if PurePosixPath(name).suffix not in EXTENSIONS:
        what = f"`extends` is {shown(name)}, which is not a YAML file"
        guess = neighbours(files[-1].parent / f"{name}.yaml")
        return Problem(at, "extends", what, guess or "a file that ends in .yaml or .yml", "extends")
    return _in_reach(name, at, files, project)


def _in_reach(name: str, at: Position, files: list[Path], project: Path) -> Path | Problem:
    """Refuse a file outside of the project, in a circle, or at the end of too long a chain."""
    following = _joined(files[-1].parent, name)
    real, inside = _real(following), _real(project)
    if not real.is_relative_to(inside):
        what = f"`extends` is {shown(name)}, which lies outside of the project"
        return Problem(at, "extends", what, f"a file in {project} or below it", "extends-outside")
    seen = [_real(known) for known in files]
    if real in seen:
        circle = " -> ".join(str(known) for known in (*files[seen.index(real) :], following))
        what = f"`extends` is {shown(name)}, and so the files extend each other in a circle: {circle}"
        return Problem(at, "extends", what, "a file that does not extend this one again", "extends-cycle")
    if len(files) >= LONGEST_CHAIN:
        what = f"`extends` is {shown(name)}, the file number {len(files) + 1} of a chain"
        return Problem(at, "extends", what, f"chains of at most {LONGEST_CHAIN} files", "extends-too-long")
    if not following.exists():
        what = f"`extends` is {shown(name)}, and no file {following} exists"
        return Problem(at, "extends", what, neighbours(following) or "a file that exists", "extends-missing")
    return following


def _joined(folder: Path, name: str) -> Path:
    """Join without `..` where that is the same file, so that positions read well."""
    joined = folder / name
    tidy = Path(os.path.normpath(joined))
    return tidy if _real(tidy) == _real(joined) else joined


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, or a name that no file can have
        return Path(os.path.abspath(path))  # noqa: PTH100


def _with_neighbours(problems: tuple[Problem, ...]) -> list[Problem]:
    """Say beside a missing file which files there are."""
    return [
        Problem(problem.position, problem.key, problem.what, neighbours(problem.position.file), problem.code)
        if problem.code == "missing-file"
        else problem
        for problem in problems
    ]


def neighbours(file: Path) -> str:
    """Name the files beside a missing one, the likeliest first."""
    try:
        names = sorted(path.name for path in file.parent.iterdir() if path.suffix in EXTENSIONS)
    except OSError:
        return f"there is no folder {file.parent}"
    guess = closest(file.name, names)
    listed = ", ".join(names) or "none"
    return (
        f"did you mean {guess}? In {file.parent} are: {listed}"
        if guess
        else f"in {file.parent} are: {listed}"
    )
