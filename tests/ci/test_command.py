"""`polder comment` as people and pipelines run it: both ways to call it, its output, and where a token never is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ci.conftest import MARKER
from ci.fake_forge import READS, WRITES, Forge, Trouble
from emission import PROJECT
from polder_stacks.cli import main

WITHOUT_INSTALLATION = [str(PROJECT / "ci" / "comment.sh")]
INSTALLED = [str(Path(sys.executable).parent / "polder"), "comment"]
BOTH = pytest.mark.parametrize("program", [WITHOUT_INSTALLATION, INSTALLED], ids=["checkout", "installed"])


def _run(
    program: list[str], *arguments: str, environment: dict[str, str], folder: Path = PROJECT
) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": os.environ["PATH"], "POLDER_PYTHON": sys.executable, **environment}
    return subprocess.run(
        [*program, *arguments], env=surroundings, cwd=folder, capture_output=True, text=True, check=False
    )


@BOTH
def test_comment_is_posted_and_updated(
    github: Forge, on_github: dict[str, str], comment: Path, program: list[str]
) -> None:
    """The address goes to standard output and what was done to standard error, each time the same address."""
    first = _run(program, str(comment), environment=on_github)
    comment.write_text(f"{MARKER}\nnew\n")
    second = _run(program, str(comment), environment=on_github)

    assert [each.body for each in github.comments] == [f"{MARKER}\nnew\n"]
    assert first.stdout == second.stdout == "https://forge.example/acme/platform/pull/7#issuecomment-1000\n"
    assert (first.stderr, second.stderr) == ("polder comment: posted\n", "polder comment: updated\n")
    assert (first.returncode, second.returncode) == (0, 0)


@BOTH
@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"GITHUB_TOKEN": "ghs_wrong"}, (1, "GITHUB_TOKEN is not accepted")),
        ({"GITHUB_TOKEN": READS}, (1, "pull-requests: write")),
        ({"GITHUB_TOKEN": "ghs_secret\nwith a line"}, (2, "no token has")),
        ({"GITHUB_API_URL": "http://example.org/ghs_secret"}, (2, "no address that a token can be sent to")),
        ({"GITHUB_EVENT_PATH": ""}, (2, "give --number")),
    ],
)
def test_token_is_in_no_output(
    on_github: dict[str, str],
    comment: Path,
    program: list[str],
    changed: dict[str, str],
    answer: tuple[int, str],
) -> None:
    """Whatever goes wrong, the exit code says whose fault it is, and neither a token nor a traceback is printed."""
    code, told = answer

    run = _run(program, str(comment), environment={**on_github, **changed})

    assert run.returncode == code
    assert told in run.stderr
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert not re.search(rf"ghs_|Traceback|{READS}|{WRITES}", run.stderr)


@BOTH
def test_wrong_options_exit_with_2(on_github: dict[str, str], comment: Path, program: list[str]) -> None:
    """An option that there is not, and a value that none has, are refused."""
    for arguments in (["--nothing"], ["--behavior", "shout"], ["--number", "seven"], ["--number", "0"]):
        assert _run(program, str(comment), *arguments, environment=on_github).returncode == 2


def test_both_programs_have_the_same_options() -> None:
    """What the command's help offers, the program that needs no installation offers too, in the same words."""
    shown = CliRunner().invoke(main, ["comment", "--help"], terminal_width=400).output
    other = _run(WITHOUT_INSTALLATION, "--help", environment={"COLUMNS": "400"}).stdout

    def options(text: str) -> set[str]:
        return set(re.findall(r"--[a-z-]+", text)) - {"--help", "--out"}

    assert (
        options(shown)
        == options(other)
        == {"--forge", "--behavior", "--number", "--skip-no-changes", "--untrusted"}
    )


def test_job_that_comments_needs_no_package() -> None:
    """Posting imports Python's own modules and this package, so that the job with the right to comment installs nothing."""
    code = (
        "import sys; before = set(sys.modules); import polder_previews.forge.__main__;"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT / "previews", capture_output=True, text=True, check=True
    )

    assert {name for name in run.stdout.split() if name not in sys.stdlib_module_names} == {"polder_previews"}


def test_modules_of_the_folder_are_not_run(
    github: Forge, on_github: dict[str, str], comment: Path, tmp_path: Path
) -> None:
    """A json.py that lies where the job runs is not taken for Python's."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "json.py").write_text("raise SystemExit('hijacked')")

    run = _run(WITHOUT_INSTALLATION, str(comment), environment=on_github, folder=folder)

    assert run.returncode == 0, run.stderr
    assert len(github.comments) == 1


def test_body_is_in_no_argument(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """A comment of 60,000 characters goes by file: as an argument or a variable it would be too long for some systems."""
    comment.write_text(f"{MARKER}\n{'é' * 60_000}\n")

    run = _run(WITHOUT_INSTALLATION, str(comment), environment=on_github)

    assert run.returncode == 0, run.stderr
    assert github.comments[0].body == comment.read_text()


def test_note_of_gitlab(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """The same program posts on GitLab, and waits when it is asked to."""
    gitlab.troubles.append(Trouble("POST", 429, {"Retry-After": "1"}, {"message": "Retry later"}))

    run = _run(WITHOUT_INSTALLATION, str(comment), "--forge", "gitlab", environment=on_gitlab)

    assert (run.returncode, run.stderr) == (0, "polder comment: posted\n")
    assert run.stdout == "https://forge.example/acme/platform/-/merge_requests/7#note_1000\n"
