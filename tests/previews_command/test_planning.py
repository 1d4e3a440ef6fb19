"""Plans in order: what waits for what, and that one stack's failure is not another's."""

import json
import os
import shlex
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from polder_rehearsal.project import Stack
from polder_rehearsal.tool import Tool
from polder_stacks.preview.emitted import Emitted
from polder_stacks.preview.ground import CloudGround, cloud_ground
from polder_stacks.preview.planning import Planner, Result
from polder_stacks.preview.refusal import BadRequest
from previews_command.fakes import FOLLOWER, HERE, PRODUCER, READER, FakeGround, emitted
from previews_command.under_git import ENVIRONMENT, INFRA, IOWA, SERVICES, Project


def _plan(outputs: Mapping[str, str], *, stands: bool = True) -> bytes:
    """Write the least of a plan: one resource, and what happens to outputs."""
    nothing: dict[str, object] = {}
    change = {
        "actions": ["no-op" if stands else "create"],
        "before": nothing if stands else None,
        "after": nothing,
    }
    entry: dict[str, object] = {
        "address": "x_y.it",
        "mode": "managed",
        "type": "x_y",
        "name": "it",
        "change": change,
    }
    changes = {name: {"actions": [action], "before": 1, "after": 1} for name, action in outputs.items()}
    return json.dumps(
        {"format_version": "1.2", "resource_changes": [entry], "output_changes": changes}
    ).encode()


def _run(ground: FakeGround, wanted: str, *stacks: Emitted) -> Mapping[str, Result]:
    return Planner(ground, {stack.name: stack for stack in stacks}, set(wanted)).run()


@pytest.mark.parametrize(
    ("outputs", "state"),
    [
        ({"address": "no-op", "certificate": "update"}, "planned"),
        ({"address": "create"}, "known-after"),
        ({"address": "update"}, "known-after"),
        ({"certificate": "no-op"}, "known-after"),
    ],
)
def test_who_reads_an_output_waits_until_it_is_there(outputs: dict[str, str], state: str) -> None:
    """A stack waits when what it reads is not there or changes; what others read of the same stack does not matter."""
    ground = FakeGround({"a": _plan(outputs), "b": _plan({})})

    results = _run(ground, "ab", PRODUCER, READER)

    assert results["b"].state == state
    assert results["b"].waits_for == (() if state == "planned" else ("a",))


def test_who_reads_waits_though_its_own_text_is_the_same() -> None:
    """A stack that did not change waits when an output that it reads does, and is unchanged otherwise."""
    changing, same = (FakeGround({"a": _plan({"address": action})}) for action in ("update", "no-op"))

    assert _run(changing, "a", PRODUCER, READER)["b"].state == "known-after"
    assert _run(same, "a", PRODUCER, READER)["b"].state == "unchanged"


def test_who_only_follows_waits_for_what_is_new() -> None:
    """A stack that reads nothing of the one before it waits only while nothing of that stands."""
    new, standing = (FakeGround({"a": _plan({}, stands=stands), "c": _plan({})}) for stands in (False, True))

    assert _run(new, "ac", PRODUCER, FOLLOWER)["c"].state == "known-after"
    assert _run(standing, "ac", PRODUCER, FOLLOWER)["c"].state == "planned"


def test_who_reads_of_what_did_not_change_looks_at_its_state() -> None:
    """Where the stack before is not planned, its state says whether it is applied."""
    there, missing = (FakeGround({"b": _plan({})}, outputs) for outputs in ({"a": ["address"]}, {}))

    assert _run(there, "b", PRODUCER, READER)["b"].state == "planned"
    assert _run(missing, "b", PRODUCER, READER)["b"].waits_for == ("a",)


def test_a_state_that_cannot_be_read_is_a_failure_that_names_it() -> None:
    """Without the right to read the state of the stack before, a stack fails, and says whose state it was."""
    ground = FakeGround({"b": _plan({})}, failing={("a", "init"): "Error: no valid credential sources found"})

    result = _run(ground, "b", PRODUCER, READER)["b"]

    assert result.state == "failed"
    assert "what it reads of a cannot be read" in result.said
    assert "Error: no valid credential sources found" in result.said


def test_what_follows_a_failure_waits_and_others_go_on() -> None:
    """A stack whose predecessor failed waits for it; one that needs nothing of it is planned."""
    alone = emitted("d")
    ground = FakeGround({"d": _plan({})}, failing={("a", "plan"): "Error: quota"})

    results = _run(ground, "abd", PRODUCER, READER, alone)

    assert {name: each.state for name, each in results.items()} == {
        "a": "failed",
        "b": "known-after",
        "d": "planned",
    }
    assert ("b", "init") not in ground.ran


def test_a_plan_that_is_not_whole_has_failed() -> None:
    """What Terraform shows is read as strictly as a file that is given."""
    ground = FakeGround({"a": b'{"format_version": "1.2", "resource_changes": [], "errored": true}'})

    assert "this plan is not whole" in _run(ground, "a", PRODUCER)["a"].said


def test_a_preview_writes_nothing() -> None:
    """An identity that may only read is enough: no state is locked, and nothing but plan, show and output runs."""
    ground = FakeGround({"b": _plan({})}, {"a": ["address"]})

    _run(ground, "b", PRODUCER, READER)

    assert {command for _, command in ground.ran} == {"init", "output", "plan", "show"}
    assert [
        arguments
        for arguments in ground.arguments
        if arguments[0] == "plan" and "-lock=false" not in arguments
    ] == []


def test_variables_for_one_run_do_not_bend_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options and folders that somebody set for another run of Terraform are left out; credentials and caches stay."""
    for name in (
        "TF_CLI_ARGS_plan",
        "TF_CLI_ARGS",
        "TF_DATA_DIR",
        "TF_PLUGIN_CACHE_DIR",
        "TF_TOKEN_app",
        "AWS_PROFILE",
    ):
        monkeypatch.setenv(name, "x")

    variables = _fake_clouds(tmp_path).variables(tmp_path)

    assert {"TF_CLI_ARGS_plan", "TF_CLI_ARGS", "TF_DATA_DIR"} & variables.keys() == set()
    assert {
        name: variables[name] for name in ("TF_PLUGIN_CACHE_DIR", "TF_TOKEN_app", "AWS_PROFILE", "TF_INPUT")
    } == {
        "TF_PLUGIN_CACHE_DIR": "x",
        "TF_TOKEN_app": "x",
        "AWS_PROFILE": "x",
        "TF_INPUT": "0",
    }


def test_comments_are_no_change() -> None:
    """Where constructs stand in the code is no part of what Terraform reads, and a label of that name is."""

    def stack(path: str, labels: dict[str, str]) -> Emitted:
        body = {"//": {"path": path}, "labels": labels}
        return Emitted("a", "dev", HERE, (), {"//": {"version": path}, "resource": {"x_y": {"it": body}}})

    assert stack("p", {}).output_hash == stack("q", {}).output_hash
    assert stack("p", {}).output_hash != stack("p", {"//": "1"}).output_hash


def test_one_stack_without_credentials(
    project: Project, tool: Tool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A provider that refuses in one stack makes that one fail, with what Terraform said and no secret; others are planned."""
    project.write(ENVIRONMENT + IOWA)
    project.commit()
    project.write((ENVIRONMENT + IOWA).replace("nodes: [0, 1]", "nodes: [0, 3]"))
    folder = tmp_path_factory.mktemp("bin")
    said = {
        "@level": "error",
        "type": "diagnostic",
        "diagnostic": {
            "severity": "error",
            "summary": "could not find default credentials",
            "detail": "tried password=hunter2-hunter2",
            "address": "google_container_node_pool.pool_gpu",
        },
    }
    real = " ".join(map(shlex.quote, tool.command))
    (folder / "terraform").write_text(
        f"""#!/bin/sh
case "$1 $(pwd)" in "plan "*dev-iowa-infra*) echo {shlex.quote(json.dumps(said))}; exit 1;; esac
exec {real} "$@"
"""
    )
    (folder / "terraform").chmod(0o755)

    run = project.preview(PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")

    states = {stack["name"]: stack["state"] for stack in project.document()["stacks"]}
    assert run.returncode == 1
    assert states == {
        INFRA: "planned",
        SERVICES: "unchanged",
        "dev-iowa-infra": "failed",
        "dev-iowa-services": "unchanged",
    }
    assert "Error: could not find default credentials" in project.comment()
    assert "environment: environments/dev.yaml:11:" in project.comment()
    assert "hunter2" not in project.comment()


def test_an_interrupt_lets_terraform_end_in_order(tmp_path: Path) -> None:
    """Terraform is asked to end and waited for, never killed: a state that is half written would be lost."""
    (tmp_path / "terraform.py").write_text(
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n    time.sleep(0.3); pathlib.Path('ended').touch(); sys.exit(1)\n"
        "signal.signal(signal.SIGINT, end)\npathlib.Path('ready').touch()\ntime.sleep(60)\n"
    )
    ground = _fake_clouds(tmp_path)
    thread = threading.Thread(target=ground.terraform, args=("a", "apply"))
    thread.start()
    while not (tmp_path / "ready").exists():
        pass
    ground.stop()
    thread.join(10)

    assert (tmp_path / "ended").exists()
    with pytest.raises(InterruptedError):
        ground.terraform("a", "apply")


def test_a_state_that_could_not_be_written_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Terraform leaves in its folder when it cannot reach the state's store is brought where people find it."""
    monkeypatch.chdir(tmp_path)
    with cloud_ground(Tool(("false",), "Terraform", "1.11.4", ""), [PRODUCER]) as ground:
        (ground.stacks["a"].folder / "errored.tfstate").write_text("{}")

    assert (tmp_path / "errored.a.tfstate").read_text() == "{}"
    assert [file.name for file in tmp_path.iterdir()] == ["errored.a.tfstate"]


def test_a_local_state_is_where_cdktf_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that Terraform runs in is as deep as `cdktf.out/stacks/NAME`, so that a relative path leads to the same file."""
    monkeypatch.chdir(tmp_path)
    with cloud_ground(Tool(("true",), "Terraform", "1.11.4", ""), [PRODUCER]) as ground:
        folder = ground.stacks["a"].folder

        assert (folder / "../../../terraform.a.tfstate").resolve() == tmp_path / "terraform.a.tfstate"


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no plan can lie, that is said."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    monkeypatch.setattr("tempfile.mkdtemp", _full)

    with (
        pytest.raises(BadRequest, match="cannot be written: No space left"),
        cloud_ground(Tool(("true",), "Terraform", "1.11.4", ""), [PRODUCER]),
    ):
        pass


def _full(**_: object) -> str:
    raise OSError(28, "No space left on device")


def _fake_clouds(folder: Path) -> CloudGround:
    tool = Tool((sys.executable, str(folder / "terraform.py")), "Terraform", "1.11.4", "")
    return CloudGround(tool, folder, {"a": Stack("a", (), folder, folder / "a.tfstate", {})})
