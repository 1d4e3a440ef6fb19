"""`polder check` as a user meets it: what it shows, its exit codes, and what it leaves alone."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from emission import PROJECT
from trial import DAY, ENVIRONMENT, polder, trial


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with one environment."""
    return trial(tmp_path)


def test_the_table_tells_how_an_environment_stands(project: Path) -> None:
    """State and day, sites with pools, the finding with place, path, law and remedy, and what is waived by whom: exit 1."""
    run = polder("check", "trial", *DAY, cwd=project)
    lines = run.stdout.splitlines()

    assert run.returncode == 1, run.stderr
    assert lines[0] == "trial  2026-11-24  does not hold: 1 soft"
    assert "  frankfurt  aws eu-central-1, DE, 10.16.0.0/16" in lines
    assert any("train 0-4 g6.xlarge 1 x l4 spot" in line for line in lines)
    number, written = next(
        (number, text) for number, text in enumerate(ENVIRONMENT.splitlines(), 1) if "replicas" in text
    )
    at = f"  environments/trial.yaml:{number}:{written.index('virginia') + 1}: datasets.claims.replicas[0] "
    assert any(line.startswith(at) for line in lines)
    assert "    claims -> replicates -> claims@virginia/datasets -> virginia -> US-VA" in lines
    assert "    Board decision 2026-17" in lines
    assert any("satisfied by places in EU" in line for line in lines)
    assert any("approved by jim@example.org" in line for line in lines)
    assert any("waiver old-copy expires on 2026-12-01" in line for line in lines)
    assert "Not legal advice" in run.stdout
    assert "\x1b" not in run.stdout


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_keeps_to_the_terminal(project: Path, width: int) -> None:
    """No line is longer than the terminal is wide, and none ends in blanks."""
    lines = polder("check", "trial", *DAY, cwd=project, width=width).stdout.splitlines()

    assert max(map(len, lines)) <= width
    assert [line for line in lines if line != line.rstrip()] == []


def test_colours_are_for_terminals(project: Path) -> None:
    """Colours come when they are asked for, and NO_COLOR takes them away again."""
    coloured = polder("check", "trial", *DAY, cwd=project, FORCE_COLOR="1", NO_COLOR="", TERM="xterm")
    plain = polder("check", "trial", *DAY, cwd=project, FORCE_COLOR="1", TERM="xterm")

    assert "\x1b[1;31m" in coloured.stdout
    assert "\x1b[1;31m" not in plain.stdout


def test_a_waiver_ends_by_the_date_alone(project: Path) -> None:
    """The day after a waiver expired, what it accepted stands again, and says why."""
    run = polder("check", "trial", "--on", "2026-12-02", cwd=project)

    assert "does not hold: 2 soft" in run.stdout
    assert "waiver old-copy expired on 2026-12-01" in run.stdout


@pytest.mark.parametrize(
    ("fail_on", "severity", "code"),
    [
        ("hard", "soft", 0),
        ("soft", "soft", 1),
        ("soft", "advisory", 0),
        ("advisory", "advisory", 1),
        ("hard", "hard", 1),
    ],
)
def test_the_threshold_decides_the_exit_code(project: Path, fail_on: str, severity: str, code: int) -> None:
    """A finding as strict as --fail-on, or stricter, makes the check fail; a milder one is told and passes."""
    file = project / "environments" / "trial.yaml"
    file.write_text(
        file.read_text().replace(
            "    tags: [confidential]\n", f"    severity: {severity}\n    tags: [confidential]\n"
        )
    )

    run = polder("check", "trial", *DAY, "--fail-on", fail_on, cwd=project)

    assert run.returncode == code
    assert f" {severity}" in run.stdout.splitlines()[0]


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "junit", "markdown", "github"])
def test_every_form_is_the_only_output(project: Path, form: str) -> None:
    """Each form is all that is on standard output, names the finding and the waiver, and keeps the exit code."""
    run = polder("check", "trial", *DAY, "--format", form, cwd=project)

    assert run.returncode == 1
    assert run.stderr == ""
    assert run.stdout.endswith("\n")
    assert "replicas" in run.stdout
    assert "old-copy" in run.stdout
    if form in ("json", "sarif", "gitlab"):
        json.loads(run.stdout)


def test_two_runs_write_the_same(project: Path) -> None:
    """Output is a function of file, versions and day: it is the same from elsewhere in the repository."""
    first = polder("check", "trial", *DAY, "--format", "sarif", cwd=project)
    second = polder(
        "check", "../environments/trial.yaml", *DAY, "--format", "sarif", cwd=project / "environments"
    )

    assert first.stdout == second.stdout


def test_a_baseline_makes_way_for_what_is_new(project: Path) -> None:
    """After --write-baseline the check passes; a new copy fails it again, and synth never knew of the baseline."""
    wrote = polder("check", "trial", *DAY, "--write-baseline", "adopted.json", cwd=project)
    again = polder("check", "trial", *DAY, "--baseline", "adopted.json", cwd=project)
    synth = polder("synth", "trial", cwd=project)
    file = project / "environments" / "trial.yaml"
    file.write_text(
        file.read_text().replace(
            "  notes:", "  more: {home: virginia/datasets, tags: [confidential]}\n  notes:"
        )
    )
    new = polder("check", "trial", *DAY, "--baseline", "adopted.json", cwd=project)

    assert (wrote.returncode, again.returncode, new.returncode) == (0, 0, 1)
    assert "findings accepted: 1" in wrote.stderr
    assert "holds but for what the baseline accepts" in again.stdout
    assert "accepted by the baseline adopted.json" in again.stdout
    assert "polder synth knows no baseline" in again.stdout
    assert synth.returncode == 1
    assert not (project / "cdktf.out").exists()
    assert "datasets.more.home" in new.stdout


def test_a_baseline_keeps_other_environments(project: Path) -> None:
    """Writing a baseline of one environment leaves the entries of another as they are."""
    entry = '{"rule": "ACME-1", "subject": "s", "since": "2026-01-01"}'
    (project / "adopted.json").write_text(
        f'{{"format": "polder.baseline/1", "environments": {{"prod": {{"0123456789ab": {entry}}}}}}}'
    )

    polder("check", "trial", *DAY, "--write-baseline", "adopted.json", cwd=project)

    written = json.loads((project / "adopted.json").read_text())["environments"]
    assert set(written) == {"prod", "trial"}
    assert written["prod"]["0123456789ab"]["since"] == "2026-01-01"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--baseline", "bad.json"), "bad.json:1:"),
        (("--write-baseline", "bad.json"), "bad.json:1:"),
        (("--baseline", "none.json"), "--write-baseline none.json writes one"),
        (("--write-baseline", "nowhere/new.json"), "cannot be written"),
        (("--on", "2026-02-30"), "2026-02-30"),
        (("--fail-on", "off"), "off"),
    ],
    ids=["broken", "broken-to-write", "missing", "unwritable", "day", "threshold"],
)
def test_bad_input_is_explained(project: Path, arguments: tuple[str, ...], told: str) -> None:
    """What cannot be read or written is named on standard error with exit code 2, and no file is changed."""
    (project / "bad.json").write_text('{"format": 1}')

    run = polder("check", "trial", *DAY, *arguments, cwd=project)

    assert run.returncode == 2
    assert run.stdout == ""
    assert told in run.stderr
    assert "Traceback" not in run.stderr
    assert (project / "bad.json").read_text() == '{"format": 1}'
    assert sorted(path.name for path in project.iterdir()) == [
        ".git",
        "bad.json",
        "cdktf.json",
        "environments",
    ]


def test_nothing_slow_is_imported() -> None:
    """A check for machines loads neither rich nor CDKTF nor a schema checker, which would cost it more than judging does."""
    code = (
        "import sys; sys.argv = ['polder', 'check', 'prod', '--format', 'sarif']\n"
        "from polder_stacks.cli import main\n"
        "try: main()\n"
        "except SystemExit as stop: pass\n"
        "print([name for name in ('rich', 'cdktf', 'jsii', 'jsonschema', 'xml', 'asyncio') if name in sys.modules], file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert run.stderr.splitlines()[-1] == "[]"


def test_the_documented_example_holds_as_it_is_told(tmp_path: Path) -> None:
    """The environment of docs/sovereignty.md holds on the day it was written for, by its evidence and its waiver.

    The day after the waiver ends it does not.
    """
    text = re.search(r"```yaml\n(.*?)```", (PROJECT / "docs" / "sovereignty.md").read_text(), re.DOTALL)
    assert text
    (tmp_path / "example.yaml").write_text(text[1])

    run = polder("check", "./example.yaml", *DAY, cwd=tmp_path)
    late = polder("check", "./example.yaml", "--on", "2027-01-01", cwd=tmp_path)

    assert run.returncode == 0, run.stdout
    assert "by evidence: dpa-2026 (1), scc-2026 (2), tia-2026" in run.stdout
    assert "waiver dpa-virginia until 2026-12-31" in run.stdout
    assert late.returncode == 1
    assert "waiver dpa-virginia expired on 2026-12-31" in late.stdout
