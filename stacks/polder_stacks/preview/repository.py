"""Environment files of another revision, out of git: read as they were committed, and nothing of that revision is run."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from polder_environments.extends import EXTENSIONS
from polder_stacks.preview.refusal import BadRequest, ToolMissing

_MARK: Final = "cdktf.json"
"""Marks the folder that no environment may extend files outside of."""

_LARGEST: Final = 8 << 20
"""Bytes of a file that is read; no environment is as large."""

_PLAIN: Final = ("100644", "100755")
"""Modes of files. A link is none: what it leads to need not be of the revision."""

_SETTINGS: Final = (
    # Neither a hook, nor a watcher, nor a server that would have to be asked: a repository's settings can name each.
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",
)


@dataclass(frozen=True)
class Repository:
    """A work tree of git.

    Args:
        root: Its top folder.
    """

    root: Path

    def commit(self, revision: str) -> str:
        """Find a commit.

        Args:
            revision: A branch, a tag, a hash, `HEAD^1`.

        Returns:
            Its full hash.

        Raises:
            BadRequest: There is none.
        """
        found = ""
        if "\0" not in revision:  # no argument of a program can hold one
            command = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            found = _git(self.root, *command).stdout.decode(errors="replace").strip()
        if not found:
            raise BadRequest(
                f"{revision!r} is no revision of this repository. A checkout of the last commit alone lacks the base:"
                " fetch it (`fetch-depth: 2` for actions/checkout, `GIT_DEPTH: 0` in GitLab), or name another one"
            )
        return found

    def extract(self, commit: str, below: PurePosixPath, into: Path) -> None:
        """Write the YAML files of a commit, and an empty file where a folder is marked as a project.

        Args:
            commit: The commit, by its full hash.
            below: The folder to read, from the top of the work tree.
            into: A folder that stands for the top of the work tree.

        Raises:
            BadRequest: Git cannot read them.
        """
        # A mark at the top as well: what an environment extends stays inside of the repository.
        (into / ".git").mkdir(exist_ok=True)
        wanted: list[tuple[PurePosixPath, str]] = []
        for path, identity in self._files(commit, below):
            if path.name == _MARK:
                _place(into, path).touch()
            else:
                wanted.append((path, identity))
        for (path, _), content in zip(wanted, self._contents([each for _, each in wanted]), strict=True):
            _place(into, path).write_bytes(content)

    def holds(self, commit: str, file: Path) -> bool:
        """Say whether a file is as a commit has it, line breaks aside."""
        path = PurePosixPath(file.resolve().relative_to(self.root).as_posix())
        found = [identity for each, identity in self._files(commit, path) if each == path]
        if not found:
            return False
        (committed,) = self._contents(found)
        return committed.replace(b"\r\n", b"\n") == file.read_bytes().replace(b"\r\n", b"\n")

    def _files(self, commit: str, below: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
        command = ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", str(below)]
        if str(below) == ".":
            command = command[:-2]
        for line in _told(self.root, *command).split(b"\0"):
            entry, _, name = line.partition(b"\t")
            path = PurePosixPath(os.fsdecode(name))
            if not entry or (path.suffix not in EXTENSIONS and path.name != _MARK):
                continue
            mode, _, identity, size = entry.decode().split()
            is_safe = not path.is_absolute() and not {"..", ".git"} & {part.lower() for part in path.parts}
            if mode in _PLAIN and is_safe and int(size) <= _LARGEST:
                yield path, identity

    def _contents(self, identities: Sequence[str]) -> Iterator[bytes]:
        """Give the contents of files, as git keeps them: no filter of the checkout runs."""
        if not identities:
            return
        told = _told(self.root, "cat-file", "--batch", given="".join(f"{each}\n" for each in identities))
        start = 0
        for identity in identities:
            end = told.index(b"\n", start)
            words = told[start:end].split()
            if len(words) != 3:  # noqa: PLR2004 - identity, type, size
                raise BadRequest(f"git does not have the file {identity}; fetch the base revision as a whole")
            start = end + 1 + int(words[2])
            yield told[end + 1 : start]
            start += 1


def find_repository(folder: Path) -> Repository:
    """Find the work tree that a folder lies in.

    Raises:
        BadRequest: It lies in none.
        ToolMissing: There is no git.
    """
    if shutil.which("git") is None:
        raise ToolMissing("git is not on PATH; it reads the revision that --base names")
    run = _git(folder, "rev-parse", "--show-toplevel")
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise BadRequest(
            f"--base names a revision, and {folder} lies in no work tree of git: {' '.join(said[:1])}"
        )
    return Repository(Path(os.fsdecode(run.stdout.rstrip(b"\n"))).resolve())


def _place(into: Path, path: PurePosixPath) -> Path:
    file = into / path
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def _told(folder: Path, *command: str, given: str = "") -> bytes:
    run = _git(folder, *command, given=given)
    if run.returncode:
        raise BadRequest(f"git {command[0]}: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout


def _git(folder: Path, *command: str, given: str = "") -> "subprocess.CompletedProcess[bytes]":
    settings = [part for each in _SETTINGS for part in ("-c", each)]
    return subprocess.run(  # noqa: S603 - git of PATH; no argument but the revision is a user's, and it follows an end of options
        ["git", "-C", str(folder), "--no-replace-objects", "--literal-pathspecs", *settings, *command],  # noqa: S607 - as above
        input=given.encode(),
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        },
    )
