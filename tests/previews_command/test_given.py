"""Plans in files: saved plans and their JSON, and everything that is no plan of the stack it is given for."""

import json
from collections.abc import Mapping

import pytest

from previews_command.under_git import ENVIRONMENT, INFRA, IOWA, SERVICES, Project

Plans = Mapping[str, bytes]


@pytest.fixture
def files(project: Project, saved_plan: Plans) -> Project:
    """A project beside which plans lie: whole ones, and all that is wrong with others."""
    whole = saved_plan["json"]
    for name, content in {
        "plan.json": whole,
        "plan.tfplan": saved_plan["saved"],
        "cut.json": whole[:3000],
        "cut.tfplan": saved_plan["saved"][:3000],
        "newer.json": json.dumps({**json.loads(whole), "format_version": "2.0"}).encode(),
        "other.json": whole.replace(b"acme-ml-dev", b"acme-ml-two"),
        "empty.json": b"",
        "notes.json": b'{"hello": 1}',
    }.items():
        (project.folder / name).write_bytes(content)
    return project


def test_json_of_a_plan(files: Project) -> None:
    """The JSON of a plan needs no Terraform; stacks without a plan are not a part of the preview, and that is told."""
    run = files.run("preview", "dev", "--plan", f"{INFRA}=plan.json", "--out", "out")

    assert run.returncode == 0, run.stderr
    assert [stack["name"] for stack in files.document()["stacks"]] == [INFRA]
    assert files.document()["counts"]["created"] == 72
    assert f"Not a part of this preview, for no plan of them is given: {SERVICES}." in files.comment()


def test_a_saved_plan(files: Project) -> None:
    """Terraform shows a saved plan, and it says the same as its JSON."""
    json_run = files.run("preview", "dev", "--plan", f"{INFRA}=plan.json", "--format", "json")

    run = files.run("preview", "dev", "--rehearse", "--plan", f"{INFRA}=plan.tfplan", "--format", "json")

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["plan_hash"] == json.loads(json_run.stdout)["plan_hash"]


def test_a_stack_without_its_plan_has_failed(files: Project) -> None:
    """Against a base revision, a stack that changes and has no plan fails: nobody knows what becomes of it."""
    files.write(ENVIRONMENT + IOWA)

    run = files.run("preview", "dev", "--base", "HEAD", "--plan", f"{INFRA}=plan.json", "--out", "out")

    states = {stack["name"]: stack["state"] for stack in files.document()["stacks"]}
    assert run.returncode == 1
    assert states == {
        INFRA: "planned",
        SERVICES: "unchanged",
        "dev-iowa-infra": "failed",
        "dev-iowa-services": "failed",
    }
    assert "no plan of it is given: --plan dev-iowa-infra=FILE" in files.comment()


def test_everything_is_refused_at_once(files: Project) -> None:
    """Files that are no plans, or of another stack, are all named in one go, with exit code 2 and nothing written."""
    two = files.file.with_name("two.yaml")
    two.write_text(
        ENVIRONMENT.replace("environment: dev", "environment: two").replace("acme-ml-dev", "acme-ml-two")
    )
    given = {
        INFRA: "cut.tfplan",
        SERVICES: "plan.json",
        "two-eemshaven-infra": "newer.json",
        "two-eemshaven-services": "empty.json",
        "nosuch": "plan.json",
    }
    plans = [part for stack, file in given.items() for part in ("--plan", f"{stack}={file}")]

    run = files.run(
        "preview",
        "--rehearse",
        *plans,
        "--plan",
        "nonsense",
        "--plan",
        f"{INFRA}=nosuch.json",
        "--out",
        "out",
    )

    assert run.returncode == 2
    assert "cut.tfplan: Terraform cannot read it" in run.stderr
    assert f"plan.json: it is a plan of {INFRA}, not of {SERVICES}" in run.stderr
    assert 'newer.json: format_version: the format is of version "2.0"' in run.stderr
    assert "empty.json: the file is empty" in run.stderr
    assert "plan.json: it is given for nosuch, and no stack is called so" in run.stderr
    assert "nonsense: this is no STACK=FILE" in run.stderr
    assert f"nosuch.json: another plan is given for {INFRA}" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (files.folder / "out").exists()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("cut.json", "the file is cut off"),
        ("other.json", f"it is no plan of {INFRA} as this revision has it"),
        ("notes.json", "this is JSON, but no plan"),
        ("nosuch.json", "it cannot be read"),
    ],
)
def test_what_is_no_plan(file: str, says: str, files: Project) -> None:
    """Each is refused for what it is."""
    run = files.run("preview", "dev", "--plan", f"{INFRA}={file}")

    assert run.returncode == 2
    assert f"{file}: {says}" in run.stderr
