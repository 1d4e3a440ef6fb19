"""`polder deploy`: exactly what was reviewed is applied, in order, and nothing else."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from emission import PROJECT
from polder_stacks.preview.applying import Applier
from polder_stacks.preview.planning import Planner
from previews_command.fakes import FOLLOWER, PRODUCER, READER, FakeGround, emitted
from previews_command.under_git import ENVIRONMENT, INFRA, IOWA, SERVICES, Project
from trial import POLDER

GROWN = ENVIRONMENT.replace("nodes: [0, 1]", "nodes: [0, 3]")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose change was previewed; who changes its file puts it back."""
    made = Project.made(tmp_path_factory.mktemp("reviewed"))
    made.write(GROWN)
    assert made.preview().returncode == 0
    return made


def test_what_was_reviewed_is_applied(reviewed: Project) -> None:
    """A plan that is the same as when it was reviewed is applied, and what did not change is left alone."""
    run = reviewed.run("deploy", "dev", "--rehearse", "--reviewed", "out/preview.json")

    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        f"applied: {INFRA} (0 added, 1 changed, 0 destroyed)",
        "nothing to do: 1 stack",
    ]


def test_another_output_is_refused(reviewed: Project) -> None:
    """Once the file says something else, nothing is applied, and it is told which stack differs."""
    reviewed.write(ENVIRONMENT.replace("nodes: [0, 1]", "nodes: [0, 9]"))

    run = reviewed.run("deploy", "dev", "--rehearse", "--reviewed", "out/preview.json")

    reviewed.write(GROWN)
    assert run.returncode == 1
    assert run.stdout == ""
    assert f"{INFRA}: what was synthesized is not what was reviewed" in run.stderr


def _tampered(project: Project, *path: str, value: object) -> None:
    """Write the preview as `other.json`, in which something is another."""
    document: Any = project.document()
    inner: Any = document
    for key in path[:-1]:
        inner = inner[int(key) if key.isdigit() else key]
    inner[path[-1]] = value
    (project.folder / "other.json").write_text(json.dumps(document))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("tie", "environments", "dev", "verdict"), "0" * 64, "the verdict on dev differs"),
        (("tie", "redact"), "0" * 64, "it was made with other patterns of secrets"),
        (("tie", "rehearsed"), False, "its plans are of the clouds"),
        (("tie", "environments"), {}, "is no preview of dev"),
        (("stacks", "0", "state"), "failed", "could not be planned when it was reviewed"),
        (("stacks", "0", "plan_hash"), "0" * 64, f"{INFRA}: "),
    ],
    ids=["verdict", "redact", "rehearsed", "environments", "state", "plan"],
)
def test_what_differs_is_refused(path: tuple[str, ...], value: object, says: str, reviewed: Project) -> None:
    """Whatever a deployment is tied to, when it is another nothing is applied, and it is said what."""
    _tampered(reviewed, *path, value=value)

    run = reviewed.run("deploy", "dev", "--rehearse", "--reviewed", "other.json")

    assert run.returncode == 1, run.stdout
    assert "nothing was applied" in run.stderr
    assert says in run.stderr
    assert run.stdout == ""


def test_a_failing_verdict_stops_it(project: Project) -> None:
    """The gate stands before a deployment as it does before a synthesis."""
    project.write(
        f"{ENVIRONMENT}datasets:\n  patients: {{home: eemshaven/datasets, tags: [phi], residency: {{allow: [DE]}}}}\n"
    )

    run = project.run("deploy", "dev", "--rehearse", "--yes")

    assert run.returncode == 1
    assert "SOV-001" in run.stderr
    assert "nothing was built or written" in run.stderr


def test_guards_stop_it(project: Project) -> None:
    """Without a review too, data goes only where the environment file names it."""
    project.write(ENVIRONMENT + IOWA)
    project.commit()
    project.write(ENVIRONMENT)

    run = project.run("deploy", "dev", "--rehearse", "--base", "HEAD", "--yes", "--stack", "*-iowa-*")

    assert run.returncode == 1
    assert run.stdout == ""
    assert "nothing was applied:" in run.stderr
    assert "- google_sql_database_instance.database" in run.stderr


def test_what_could_not_be_reviewed_is_left_or_allowed(project: Project) -> None:
    """A stack that was known after another one is left, unless that is allowed: then it is planned in its turn."""
    project.write(ENVIRONMENT + IOWA)
    project.preview()

    left = project.run("deploy", "dev", "--rehearse", "--reviewed", "out/preview.json")
    allowed = project.run(
        "deploy", "dev", "--rehearse", "--reviewed", "out/preview.json", "--allow-known-after"
    )

    assert left.returncode == 1
    assert left.stdout.splitlines()[:2] == [
        "applied: dev-iowa-infra (72 added, 0 changed, 0 destroyed)",
        "left as they are, for nobody has seen their plans: dev-iowa-services (known after dev-iowa-infra)",
    ]
    assert allowed.returncode == 0, allowed.stderr
    assert re.match(
        r"applied: dev-iowa-infra, dev-iowa-services \(\d+ added, 0 changed, 0 destroyed\)\n", allowed.stdout
    )


FLOW = """
import json, pathlib, sys
from trial import polder

file, here = sys.argv[1], pathlib.Path.cwd()
state = here / "terraform.dev-eemshaven-infra.tfstate"

def run(*arguments):
    ran = polder(*arguments, cwd=here)
    print(json.dumps([arguments[0], ran.returncode, ran.stdout, ran.stderr]))

def preview(out):
    run("preview", file, "--out", out, "--detailed-exitcode")

def deploy(reviewed):
    run("deploy", file, "--reviewed", f"{reviewed}/preview.json")

preview("one")
deploy("one")
preview("two")
kept = state.read_text()
body = json.loads(kept)
body["serial"] += 1
body["resources"] = [each for each in body["resources"] if each["type"] != "google_compute_firewall"]
state.write_text(json.dumps(body))
deploy("two")
state.write_text(kept)
deploy("two")
deploy("two")
print(json.dumps(["left", 0, " ".join(sorted(each.name for each in here.iterdir())), ""]))
"""


def test_from_nothing_to_deployed(project: Project) -> None:
    """With states that are kept: preview, deploy what is known, preview the rest, refuse it after drift, and deploy it."""
    variables = {"PYTHONPATH": str(PROJECT / "tests"), "NO_COLOR": "1"}

    run = subprocess.run(
        [POLDER, "rehearse", "dev", "--", sys.executable, "-c", FLOW, str(project.file)],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )

    assert run.returncode == 0, run.stderr
    came = [json.loads(line) for line in run.stdout.splitlines()]
    first, known, second, refused, rest, again, left = came
    assert [(command, code) for command, code, *_ in came] == [
        ("preview", 4),
        ("deploy", 1),
        ("preview", 4),
        ("deploy", 1),
        ("deploy", 0),
        ("deploy", 0),
        ("left", 0),
    ], came
    assert "1 stack waits for others." in first[2]
    assert known[2].startswith(f"applied: {INFRA} (72 added, 0 changed, 0 destroyed)\nleft as they are")
    assert SERVICES in known[2].splitlines()[1]
    assert "1 of 2 stacks changes" in second[2]
    assert refused[2] == ""
    assert re.search(
        rf"{INFRA}: google_compute_firewall\.\S+ would be created, and that was not reviewed", refused[3]
    )
    assert re.match(rf"applied: {SERVICES} \(\d+ added, 0 changed, 0 destroyed\)\n", rest[2])
    assert again[2] == "nothing to do: 2 stacks\n"
    assert ".polder" not in left[2]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nobody can be asked here"),
        (["--reviewed", "nosuch.json"], "nosuch.json cannot be read"),
        (["--reviewed", "cdktf.json"], "is no polder.preview/1"),
        (["--reviewed", "environments/dev.yaml"], "is no JSON"),
        (["--reviewed", "old.json"], "another version of Polder wrote it"),
        (["--yes", "--rehearse", "--stack", "prod-*"], "no stack is called prod-*"),
    ],
)
def test_bad_input(arguments: list[str], says: str, project: Project) -> None:
    """What cannot be deployed so exits with 2 and says why."""
    (project.folder / "old.json").write_text('{"form": "polder.preview/1", "stacks": []}')

    run = project.run("deploy", "dev", *arguments)

    assert run.returncode == 2, run.stdout
    assert says in run.stderr


def _applier(outcomes: Mapping[str, int], *, down: tuple[str, ...] = ()) -> tuple[Applier, list[str]]:
    failing = {(name, "apply"): "Error: quota" for name, code in outcomes.items() if code}
    stacks = {stack.name: stack for stack in (PRODUCER, READER, FOLLOWER) if stack.name in outcomes}
    removed = {name: emitted(name, needs) for name, needs in (("y", ["x"]), ("x", [])) if name in down}
    ground = FakeGround({}, failing=failing)
    finished: list[str] = []
    applier = Applier(
        ground,
        Planner(ground, stacks, ()),
        stacks,
        removed,
        (),
        lambda _name, _result: "",
        lambda name, _: finished.append(name),
    )
    return applier, finished


def test_it_stops_at_the_first_failure() -> None:
    """After a failure nothing more is applied, and what was, what failed and what was not is told apart."""
    applier, finished = _applier({"a": 1, "b": 0, "c": 0}, down=("x",))

    came = applier.run()

    assert {name: each.status for name, each in came.items()} == {
        "a": "failed",
        "b": "not applied",
        "c": "not applied",
        "x": "not applied",
    }
    assert came["a"].said == "Error: quota"
    assert finished == ["a"]


def test_what_is_taken_down_goes_last_and_the_other_way_round() -> None:
    """Stacks are taken down after everything else stands, and what needs another one before it."""
    applier, finished = _applier({"a": 0, "b": 0, "c": 0}, down=("x", "y"))

    applier.run()

    assert finished[0] == "a"
    assert set(finished[1:3]) == {"b", "c"}
    assert finished[3:] == ["y", "x"]
