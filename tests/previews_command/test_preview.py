"""`polder preview` as a user meets it: what it plans, what it says, and with which code it ends."""

import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from polder_previews.document import schema_text
from polder_stacks.preview.repository import find_repository
from previews_command.under_git import (
    ENVIRONMENT,
    INFRA,
    IOWA,
    SERVICES,
    Project,
    process,
    without_credentials,
)

GROWN = ENVIRONMENT.replace("nodes: [0, 1]", "nodes: [0, 3]")
MOVED = ENVIRONMENT.replace("europe-west4", "europe-west3")
FAILING = """\
datasets:
  patients: {home: eemshaven/datasets, tags: [phi], subjects: [DE], residency: {allow: [DE]}}
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which a pool grows, and which was previewed."""
    made = Project.made(tmp_path_factory.mktemp("grown"))
    made.write(GROWN)
    run = made.preview("--detailed-exitcode")
    assert (run.returncode, run.stderr) == (4, "")
    return made


def test_a_pool_grows(grown: Project) -> None:
    """The stack that changes is planned on what stands deployed, the others are counted, and all forms are written."""
    document = grown.document()

    assert "autoscaling.total_max_node_count = 1 → 3" in grown.comment()
    assert "1 stack without changes; not planned" in grown.comment()
    states = {stack["name"]: stack["state"] for stack in document["stacks"]}
    assert states == {INFRA: "planned", SERVICES: "unchanged"}
    assert document["counts"]["updated"] == 1
    assert float(document["costs"]["total"]["change"]) > 0
    assert document["made_from"]["base"] == grown.git("rev-parse", "HEAD")[:12]
    assert sorted(file.name for file in (grown.folder / "out").iterdir()) == [
        "comment.md",
        "preview.html",
        "preview.json",
        "report.md",
    ]


def test_json_keeps_to_its_schema_and_is_tied(grown: Project) -> None:
    """preview.json has hashes of verdict, output and plan of each stack, and is the same when it is made again."""
    run = grown.run("preview", "dev", "--rehearse", "--base", "HEAD", "--format", "json")

    document = json.loads(run.stdout)
    validator: Any = Draft202012Validator(json.loads(schema_text()))
    assert document == grown.document()
    assert list(validator.iter_errors(document)) == []
    assert document["tie"]["rehearsed"] is True
    assert document["tie"]["base"] == grown.git("rev-parse", "HEAD")
    assert re.fullmatch("[0-9a-f]{64}", document["tie"]["environments"]["dev"]["verdict"])
    assert set(document["tie"]["stacks"]) == {INFRA, SERVICES}
    assert all(re.fullmatch("[0-9a-f]{64}", each["output"]) for each in document["tie"]["stacks"].values())


def test_nothing_changes(project: Project) -> None:
    """Where no Terraform differs nothing is planned, not even a Terraform is needed, and the exit code is 0."""
    project.write(f"# another word\n{ENVIRONMENT}")

    run = project.preview("--detailed-exitcode")

    assert run.returncode == 0, run.stderr
    assert "Nothing changes in 2 stacks." in run.stdout
    assert "Terraform" not in dict(project.document()["made_from"]["versions"])


def test_all_plans_what_did_not_change(project: Project) -> None:
    """With --all every stack is planned, on the base revision's state, and nothing differs."""
    run = project.preview("--all", "--detailed-exitcode")

    assert run.returncode == 0, run.stderr
    assert [stack["state"] for stack in project.document()["stacks"]] == ["planned", "planned"]
    assert all(stack["plan_hash"] for stack in project.document()["stacks"])


def test_a_database_is_replaced(project: Project) -> None:
    """What destroys data fails until the environment file names it; what reads of it waits, though its own text is the same."""
    project.write(MOVED)

    refused = project.preview()

    assert refused.returncode == 1
    named = refused.stderr.partition("changes:")[2]
    assert "    - google_sql_database_instance.database\n" in named
    assert "Guards fail: " in project.comment()
    assert "**replaced** `google_sql_database_instance.database`" in project.comment()
    assert f"`{SERVICES}` known after `{INFRA}` applies" in project.comment()
    assert project.document()["guards"]["holds"] is False

    project.write(MOVED + "changes:" + _filled(named))
    allowed = project.preview()

    assert allowed.returncode == 0, allowed.stderr
    assert project.document()["guards"]["holds"] is True
    assert "Named by changes.replace-eemshaven-infra (jane@example.org, OPS-17)" in project.comment()


def _filled(named: str) -> str:
    """Fill in what the command leaves open in the YAML that it proposes."""
    for key, value in (
        ("reason", "A copy lies in the other region, and was checked."),
        ("approver", "jane@example.org"),
        ("ticket", "OPS-17"),
        ("expires", "2999-12-31"),
    ):
        named = re.sub(rf"{key}: .*", f"{key}: {value}", named)
    return named


def test_what_it_proposes_has_to_be_filled_in(project: Project) -> None:
    """Nobody names a change by pasting what the command printed: no placeholder is an address or a date."""
    named = """\
changes:
  replace-eemshaven-infra:
    stack: dev-eemshaven-infra
    addresses: [google_sql_database_instance.database]
    action: replace
    reason: <where the data is, or why nobody needs it>
    approver: <e-mail address of who answers for it>
    ticket: <where it is followed>
    expires: <the last day on which it counts, later than 2026-11-26>
"""
    project.write(ENVIRONMENT + named)

    run = project.preview()

    assert run.returncode == 2
    assert "changes.replace-eemshaven-infra.approver" in run.stderr
    assert "changes.replace-eemshaven-infra.expires" in run.stderr


def test_protection_is_switched_off(project: Project) -> None:
    """Taking protection away fails, also where only `prevent_destroy` goes, of which no plan tells."""
    protected = ENVIRONMENT.replace("protect: false", "protect: true")
    project.write(protected)
    project.commit()
    project.write(ENVIRONMENT)

    run = project.preview()

    assert run.returncode == 1
    deeds = {(deed["address"], deed["deed"]) for deed in project.document()["guards"]["deeds"]}
    assert ("google_storage_bucket.store_datasets", "unprotect") in deeds
    assert ("google_container_cluster.cluster", "unprotect") in deeds
    assert {deed for _, deed in deeds} == {"unprotect"}
    assert "action: unprotect" in run.stderr


def test_a_site_comes_and_a_site_goes(project: Project) -> None:
    """A new site's services wait for its infrastructure; of a site that goes both stacks are taken down, services first."""
    project.write(ENVIRONMENT + IOWA)
    project.commit()
    oregon = IOWA.replace("iowa", "oregon").replace("us-central1", "us-west1").replace("10.9.", "10.10.")
    project.write(ENVIRONMENT + oregon)

    run = project.preview()

    assert run.returncode == 1, run.stderr
    told = [(each["name"], each["presence"], each["state"]) for each in project.document()["stacks"]]
    assert told == [
        (INFRA, "kept", "unchanged"),
        (SERVICES, "kept", "unchanged"),
        ("dev-oregon-infra", "added", "planned"),
        ("dev-oregon-services", "added", "known-after"),
        ("dev-iowa-services", "removed", "planned"),
        ("dev-iowa-infra", "removed", "planned"),
    ]
    assert "`dev-oregon-services` new known after `dev-oregon-infra` applies" in project.comment()
    assert "    - google_container_cluster.cluster\n" in run.stderr
    assert "oregon" not in run.stderr


def test_an_environment_goes(project: Project) -> None:
    """An environment whose file is gone is one to be taken down; its last file is where that would be named."""
    other = project.file.with_name("two.yaml")
    other.write_text(
        ENVIRONMENT.replace("environment: dev", "environment: two").replace("acme-ml-dev", "acme-ml-two")
    )
    project.commit()
    other.unlink()

    run = project.run("preview", "--rehearse", "--base", "HEAD", "--format", "json")

    document = json.loads(run.stdout)
    assert run.returncode == 1
    assert document["environments"] == ["dev", "two"]
    assert [(each["name"], each["presence"]) for each in document["stacks"]][2:] == [
        ("two-eemshaven-services", "removed"),
        ("two-eemshaven-infra", "removed"),
    ]
    assert "the last file of two" in run.stderr


def test_a_failing_verdict(project: Project) -> None:
    """While a rule fails nothing is built or planned, and still it is told which finding is new and which flow."""
    project.write(ENVIRONMENT + FAILING)

    run = project.preview()

    assert run.returncode == 1
    assert project.document()["stacks"] == []
    assert "**Policy fails: " in project.comment()
    assert "**new, blocks** `SOV-001` at `datasets.patients.home`" in project.comment()
    assert "Nothing of dev was planned" in project.comment()
    assert "polder check dev" in run.stderr


def test_findings_of_the_base_are_fixed(project: Project) -> None:
    """What failed in the base revision is told as fixed, at its line there, and does not keep anything from being planned."""
    project.write(ENVIRONMENT + FAILING)
    project.commit()
    project.write(GROWN)

    run = project.preview()

    assert run.returncode == 0, run.stderr
    assert "**fixed** `SOV-001`" in project.comment()
    assert f"`environments/dev.yaml:{len((ENVIRONMENT + FAILING).splitlines())}:20`" in project.comment()
    assert [stack["state"] for stack in project.document()["stacks"]] == ["planned", "unchanged"]


def test_a_base_that_cannot_be_read(project: Project) -> None:
    """A base revision with a mistake is said to be one, and everything is planned."""
    project.write(ENVIRONMENT.replace("europe-west4", "europe-west44"))
    project.commit()
    project.write(ENVIRONMENT)

    run = project.preview()

    assert run.returncode == 0, run.stderr
    assert "dev cannot be compared with the base revision" in project.comment()
    assert project.document()["counts"]["created"] > 50


def test_a_fork_needs_no_credentials_and_runs_none_of_its_code(project: Project) -> None:
    """Without credentials and network a fork is planned; nothing that it or the base revision brings is run."""
    marks = [project.folder / name for name in ("module", "app", "hook")]
    module, app, hook = (f"import pathlib; pathlib.Path({str(mark)!r}).touch()\n" for mark in marks)
    for name in ("polder_rehearsal", "polder_stacks", "grpc", "msgpack"):
        (project.folder / name).mkdir()
        (project.folder / name / "__init__.py").write_text(module)
    (project.folder / "sitecustomize.py").write_text(module)
    (project.folder / "cdktf.json").write_text(
        json.dumps({"language": "python", "app": f"python3 -c '{app}'"})
    )
    project.commit()
    settings = f"python3 -c '{hook}'"
    (project.folder / ".git" / "hooks" / "post-checkout").write_text(f"#!/bin/sh\n{settings}\n")
    (project.folder / ".git" / "hooks" / "post-checkout").chmod(0o755)
    project.git("config", "core.fsmonitor", settings)
    project.write(GROWN)

    run = process(
        "preview",
        "dev",
        "--rehearse",
        "--base",
        "HEAD",
        "--detailed-exitcode",
        cwd=project.folder,
        env=without_credentials(),
    )

    assert run.returncode == 4, run.stderr
    assert "1 of 2 stacks changes: 1 to change." in run.stdout
    assert [mark.name for mark in marks if mark.exists()] == []
    assert not list(project.folder.glob(".polder*"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dev", "--base", "nosuch"], "'nosuch' is no revision of this repository"),
        (["dev", "--base", "--output=x"], "is no revision"),
        (["nosuch", "--base", "HEAD"], "there is no environment"),
        (["dev", "--prices", "nosuch.yaml"], "nosuch.yaml"),
        (["dev", "--redact", "nosuch"], "nosuch cannot be read"),
        (["dev", "--plan", "nonsense"], "this is no STACK=FILE"),
    ],
)
def test_bad_input(arguments: list[str], says: str, project: Project) -> None:
    """What is asked for and cannot be had exits with 2, says why, and writes nothing."""
    run = project.run("preview", *arguments, "--out", "out")

    assert run.returncode == 2, run.stdout
    assert says in run.stderr
    assert not (project.folder / "out").exists()


def test_patterns_are_wrong_all_at_once(project: Project) -> None:
    """Each pattern that is none is named with its line."""
    (project.folder / "redact").write_text("# of our house\n\n[a\nACME-[0-9]+\nx(?=y)\n")

    run = project.preview("--redact", "redact")

    assert run.returncode == 2
    assert "redact:3:1:" in run.stderr
    assert "redact:5:1:" in run.stderr


def test_patterns_hide(project: Project) -> None:
    """What a pattern of the user matches is in no form of the preview; the tie says that there were patterns."""
    project.write(GROWN)
    (project.folder / "redact").write_text("acme-ml\n")

    run = project.preview("--redact", "redact")

    assert run.returncode == 0, run.stderr
    assert all("acme-ml" not in file.read_text() for file in (project.folder / "out").iterdir())
    assert project.document()["tie"]["redact"]


def test_without_git(project: Project, bare_path: Callable[..., str]) -> None:
    """Without git a base revision cannot be read: exit code 3, and what is missing."""
    env = {**without_credentials(), "PATH": bare_path()}

    run = process("preview", "dev", "--base", "HEAD", cwd=project.folder, env=env)

    assert run.returncode == 3
    assert "git is not on PATH" in run.stderr


def test_links_and_paths_of_a_revision_lead_nowhere(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of a revision only its own files are taken: no link, and nothing outside of the folder that it is written to."""
    (project.folder / "environments" / "link.yaml").symlink_to("/etc/hostname")
    (project.folder / "notes.txt").write_text("no YAML")
    commit = project.commit()
    into = tmp_path_factory.mktemp("into")

    find_repository(project.folder).extract(commit, PurePosixPath("."), into)

    assert sorted(str(file.relative_to(into)) for file in into.rglob("*") if not file.is_dir()) == [
        "cdktf.json",
        "environments/dev.yaml",
    ]
    assert (into / "cdktf.json").read_text() == ""
