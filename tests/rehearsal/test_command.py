"""`polder rehearse` as a user meets it: exit codes, formats, wrapped commands, and that nothing is left behind."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from emission import PROJECT

POLDER = Path(sys.executable).parent / "polder"
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120"}


def _rehearse(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [POLDER, "rehearse", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={**ENVIRONMENT, **variables},
    )


def test_table_says_what_ran_and_what_it_does_not_prove() -> None:
    """A rehearsal that passes exits with 0, names the tool with its version, and does not claim too much."""
    run = _rehearse("dev", "--validate-only")

    assert run.returncode == 0, run.stderr
    assert "passed: 2 stacks" in run.stdout
    assert "Terraform 1." in run.stdout
    assert "It does not prove that a cloud does" in run.stdout
    assert run.stderr == ""


@pytest.mark.parametrize("form", ["json", "junit", "markdown"])
def test_formats(form: str) -> None:
    """Each format is what it is called, and alone on standard output."""
    run = _rehearse("dev", "--validate-only", "--format", form)

    assert run.returncode == 0, run.stderr
    if form == "json":
        assert json.loads(run.stdout)["passed"] is True
    elif form == "junit":
        suites = fromstring(run.stdout)  # noqa: S314 - our own output
        assert [suite.get("name") for suite in suites][:2] == [
            "dev-eemshaven-infra",
            "dev-eemshaven-services",
        ]
    else:
        assert run.stdout.startswith("### Rehearsal passed")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch"], "there is no environment"),
        (["dev", "--fail-at", "nonsense"], "TYPE.NAME"),
        (["dev", "--drift", "aws_vpc.x"], "ATTRIBUTE=VALUE"),
        (
            ["dev", "--drift", "google_container_cluster.cluster.nodes=3"],
            "google_container_cluster has no nodes",
        ),
        (["dev", "--stack", "prod-*"], "no stack is called"),
    ],
)
def test_bad_input(arguments: list[str], says: str) -> None:
    """What cannot be rehearsed exits with 2 and says why, without a traceback."""
    run = _rehearse(*arguments)

    assert run.returncode == 2
    assert says in run.stderr
    assert "Traceback" not in run.stderr


def test_a_refusal_exits_with_1_and_names_the_line() -> None:
    """Drift that only the end of something protected could mend is refused by Terraform, led back to the environment."""
    run = _rehearse(
        "staging", "--stack", "staging-frankfurt-state", "--drift", "aws_s3_bucket.state.bucket=other"
    )

    assert run.returncode == 1, run.stdout
    assert "Instance cannot be destroyed" in run.stdout
    assert "environments/staging.yaml:" in run.stdout


def test_a_missing_command_exits_with_3() -> None:
    """A command that is not installed is named, with how to get it."""
    run = _rehearse("dev", "--", "no-such-command")

    assert run.returncode == 3
    assert "no-such-command is not on PATH" in run.stderr


@pytest.mark.parametrize("command", [["diff", "dev-eemshaven-infra"], ["deploy", "dev-*", "--auto-approve"]])
def test_cdktf_runs_on_the_stand_ins(command: list[str]) -> None:
    """`cdktf diff` and `cdktf deploy` run against the stand-ins with the one wrapper."""
    binaries = PROJECT / "node_modules" / ".bin"
    path = f"{Path(sys.executable).parent}{os.pathsep}{binaries}{os.pathsep}{os.environ['PATH']}"

    run = _rehearse("dev", "--", "cdktf", *command, PATH=path, CI="true")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "76 to add" in run.stdout + run.stderr or "Apply complete" in run.stdout


def test_nothing_is_left_when_it_is_killed() -> None:
    """Stand-ins, Terraform and the scratch folder go when the rehearsal is killed outright."""
    with subprocess.Popen(
        [POLDER, "rehearse", "dev", "--slow", "5"],
        cwd=PROJECT,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        children: set[int] = set()
        deadline = time.monotonic() + 60
        while len(children) < 2 and time.monotonic() < deadline:
            children = _below(process.pid)
            time.sleep(0.1)
        process.kill()

    assert len(children) >= 2
    while any(map(_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(_alive, children))


def _below(process: int) -> set[int]:
    """Processes that a process has started, and those they have."""
    found: set[int] = set()
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, file.read_text().split()):
            found |= {child, *_below(child)}
    return found


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
