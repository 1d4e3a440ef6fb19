"""The scripts in pipelines, run: those in ci/, and every one that stands in a workflow, an action or the template."""

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from ci.conftest import MARKER
from ci.fake_forge import Forge
from ci.pipelines import TEMPLATE, document, jobs_of_template, scripts_of_template, steps
from emission import PROJECT

CI: Final = PROJECT / "ci"
POLDER: Final = Path(sys.executable).parent / "polder"

STAND_IN: Final = """\
#!{python}
import json, os, pathlib, sys
arguments = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(json.dumps([arguments, os.getcwd(), os.environ.get("PIP_CACHE_DIR", "")]) + "\\n")
print(os.environ.get("STAND_IN_SAYS", "said"))
if "--out" in arguments:
    out = pathlib.Path(arguments[arguments.index("--out") + 1])
    for name, text in json.loads(os.environ.get("STAND_IN_WRITES", "{{}}")).items():
        (out / name).write_text(text if isinstance(text, str) else "x" * text)
sys.exit(int(os.environ.get("STAND_IN_EXITS", "0")))
"""
"""In place of Polder: keeps what it was asked, and does what a test says. A number stands for so many characters."""


@dataclass
class Stage:
    """A workspace in which scripts run.

    Args:
        folder: The workspace.
        variables: What the scripts see.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict[str, str])

    def run(self, script: Path | str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a script of ci/, or the text of one as GitHub runs it."""
        command = [str(script)]
        if isinstance(script, str):
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], **self.variables, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self) -> list[list[str]]:
        """Give what the stand-in was asked, call by call."""
        log = self.folder / "asked.log"
        return [json.loads(line)[0] for line in log.read_text().splitlines()] if log.exists() else []

    def outputs(self) -> dict[str, str]:
        """Give the outputs of the step."""
        return dict(line.split("=", 1) for line in (self.folder / "outputs").read_text().splitlines())

    def summary(self) -> str:
        """Give the summary of the step."""
        return (self.folder / "summary").read_text()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A workspace with Polder's files in .polder, as workflows check them out, and a stand-in for Polder itself."""
    folder = tmp_path / "work space"
    folder.mkdir()
    (folder / ".polder").symlink_to(PROJECT)
    program = folder / "stand-in"
    program.write_text(STAND_IN.format(python=sys.executable, log=str(folder / "asked.log")))
    program.chmod(0o755)
    for name in ("outputs", "summary", "environment"):
        (folder / name).touch()
    variables = {
        "POLDER": str(program),
        "POLDER_PYTHON": sys.executable,
        "GITHUB_OUTPUT": str(folder / "outputs"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_ENV": str(folder / "environment"),
        "GITHUB_ACTION_PATH": str(PROJECT),
    }
    return Stage(folder, variables)


def _environments(stage: Stage, *names: str) -> None:
    (stage.folder / "environments").mkdir(exist_ok=True)
    for name in names:
        shutil.copy(PROJECT / "environments" / f"{name}.yaml", stage.folder / "environments")
    stage.variables["POLDER"] = str(POLDER)


def test_check_writes_every_report(stage: Stage) -> None:
    """With Polder itself: each form is there and is what it is called, and the summary is the report."""
    _environments(stage, "dev")

    run = stage.run(CI / "check.sh")

    reports = stage.folder / "polder-reports" / "check"
    assert run.returncode == 0, run.stderr
    assert json.loads((reports / "polder.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((reports / "code-quality.json").read_text()) == []
    assert json.loads((reports / "verdict.json").read_text())["environments"][0]["holds"] is True
    assert (reports / "junit.xml").read_text().startswith("<?xml")
    assert (reports / "annotations.txt").read_text().startswith("::notice")
    assert stage.summary() == (reports / "report.md").read_text() != ""
    assert stage.outputs() == {"exit_code": "0", "verdict": "holds", "reports": "polder-reports/check"}
    assert "dev" in run.stdout


def test_check_of_wrong_input_writes_nothing(stage: Stage) -> None:
    """With Polder itself: a file that is wrong exits with 2, tells the line, and leaves no half report."""
    _environments(stage, "dev")
    file = stage.folder / "environments" / "dev.yaml"
    file.write_text(file.read_text().replace("region:", "regoin:"))

    run = stage.run(CI / "check.sh")

    assert run.returncode == 2
    assert re.search(r"environments/dev\.yaml:\d+:\d+: ", run.stderr)
    assert list((stage.folder / "polder-reports" / "check").iterdir()) == []
    assert stage.outputs() == {"exit_code": "2", "verdict": "bad-input"}


def test_check_that_fails_still_reports(stage: Stage) -> None:
    """Findings make the step fail, after every form of them was written."""
    run = stage.run(
        CI / "check.sh", STAND_IN_EXITS="1", POLDER_ENVIRONMENTS="dev prod", POLDER_FAIL_ON="hard"
    )

    assert run.returncode == 1
    assert stage.outputs()["verdict"] == "fails"
    assert stage.asked() == [
        ["check", "--fail-on", "hard", *form, "dev", "prod"]
        for form in (
            [],
            *(["--format", form] for form in ("sarif", "junit", "markdown", "json", "github", "gitlab")),
        )
    ]


def test_arguments_keep_their_blanks(stage: Stage) -> None:
    """Each line is one argument whatever it holds, and nothing in it is run."""
    arguments = "--baseline=my file.json\n\n$(touch owned) `touch owned`; touch owned\n*"

    stage.run(CI / "check.sh", POLDER_ARGUMENTS=arguments)

    assert stage.asked()[0][3:] == [
        "--baseline=my file.json",
        "$(touch owned) `touch owned`; touch owned",
        "*",
    ]
    assert not (stage.folder / "owned").exists()


@pytest.mark.parametrize("script", ["check.sh", "preview.sh", "deploy.sh"])
@pytest.mark.parametrize("name", ["--out=/etc", "-h", "a;b", "$(id)", "a\x1b[2J", "prod --drift"])
def test_environment_is_no_option(stage: Stage, script: str, name: str) -> None:
    """A name that would be an option, or that none has, is refused before Polder runs."""
    run = stage.run(CI / script, POLDER_ENVIRONMENTS=name)

    assert run.returncode == 2
    assert "is no name or path of an environment" in run.stderr
    assert "\x1b" not in run.stderr
    assert stage.asked() == []


@pytest.mark.parametrize("script", ["check.sh", "preview.sh"])
def test_commands_of_github_are_paused(stage: Stage, script: str) -> None:
    """What Polder prints, which holds other people's words, stands between two words that nobody can guess."""
    said = "::error::forged\n::add-mask::x"
    writes = {"preview.json": '{"verdict": {"changes": true}}', "report.md": "r", "comment.md": "c"}

    run = stage.run(
        CI / script, STAND_IN_SAYS=said, STAND_IN_WRITES=json.dumps(writes), GITHUB_ACTIONS="true"
    )

    found = re.fullmatch(r"::stop-commands::([0-9a-f]{32})\n(.*)\n::\1::\n", run.stdout, re.DOTALL)
    assert found
    assert found[2] == said


def test_annotations_are_commands(stage: Stage) -> None:
    """Only the file of annotations, which Polder escapes, is printed while commands count."""
    _environments(stage, "dev")
    stage.run(CI / "check.sh")

    run = stage.run('cat "$REPORTS/annotations.txt"', REPORTS="polder-reports/check")

    assert run.stdout.startswith("::notice title=polder::")


def _previewed(**changed: Any) -> str:
    preview = json.dumps({"verdict": {"changes": True, **changed}})
    return json.dumps({"preview.json": preview, "comment.md": f"{MARKER}\nshort\n", "report.md": "whole\n"})


def test_preview_asks_what_the_workflow_says(stage: Stage) -> None:
    """Base, rehearsal, folder and arguments reach Polder, and what it wrote is named in the outputs."""
    run = stage.run(
        CI / "preview.sh",
        STAND_IN_WRITES=_previewed(changes=False),
        POLDER_BASE="HEAD^1",
        POLDER_REHEARSE="true",
        POLDER_ARGUMENTS="--prices=my prices.csv",
        POLDER_ENVIRONMENTS="prod",
        POLDER_REPORTS="out",
    )

    assert run.returncode == 0, run.stderr
    assert stage.asked() == [
        [
            "preview",
            "--format",
            "table",
            "--out",
            "out",
            "--base",
            "HEAD^1",
            "--rehearse",
            "--prices=my prices.csv",
            "prod",
        ]
    ]
    assert stage.outputs() == {
        "exit_code": "0",
        "verdict": "holds",
        "changes": "false",
        "reports": "out",
        "comment": "out/comment.md",
    }
    assert stage.summary() == "whole\n"


def test_preview_without_a_base_plans_all(stage: Stage) -> None:
    """A deployment compares with nothing."""
    stage.run(CI / "preview.sh", STAND_IN_WRITES=_previewed(), POLDER_REHEARSE="false")

    assert stage.asked() == [["preview", "--format", "table", "--out", "polder-reports/preview"]]


def test_preview_that_fails_is_shown_all_the_same(stage: Stage) -> None:
    """A guard that failed makes the step fail, and its comment is there to be posted."""
    run = stage.run(CI / "preview.sh", STAND_IN_WRITES=_previewed(), STAND_IN_EXITS="1")

    assert run.returncode == 1
    assert stage.outputs()["verdict"] == "fails"
    assert stage.outputs()["comment"] == "polder-reports/preview/comment.md"


@pytest.mark.parametrize(("code", "verdict"), [("2", "bad-input"), ("3", "tool-missing")])
def test_preview_that_was_not_made_is_not_posted(stage: Stage, code: str, verdict: str) -> None:
    """Without a preview there is no comment to post."""
    run = stage.run(CI / "preview.sh", STAND_IN_EXITS=code)

    assert run.returncode == int(code)
    assert stage.outputs() == {"exit_code": code, "verdict": verdict}


def test_summary_that_is_too_long_is_the_comment(stage: Stage) -> None:
    """GitHub drops a summary of more than 1 MiB; the comment takes its place."""
    writes = {**json.loads(_previewed()), "report.md": 1_000_001}

    stage.run(CI / "preview.sh", STAND_IN_WRITES=json.dumps(writes))

    assert stage.summary() == f"{MARKER}\nshort\n"


def test_deploy_is_of_what_was_reviewed(stage: Stage) -> None:
    """The preview that was reviewed reaches Polder, for one environment."""
    reviewed = stage.folder / "preview.json"
    reviewed.write_text("{}")

    run = stage.run(CI / "deploy.sh", POLDER_ENVIRONMENTS="prod", POLDER_REVIEWED=str(reviewed))

    assert run.returncode == 0, run.stderr
    assert stage.asked() == [["deploy", "prod", "--reviewed", str(reviewed)]]
    assert stage.outputs() == {"exit_code": "0", "verdict": "holds"}


@pytest.mark.parametrize(
    ("environments", "reviewed", "told"),
    [
        ("", "there", "one environment"),
        ("dev prod", "there", "one environment"),
        ("prod", "", "no preview that was reviewed"),
        ("prod", "gone", "no preview that was reviewed"),
    ],
)
def test_deploy_without_a_review_is_refused(
    stage: Stage, environments: str, reviewed: str, told: str
) -> None:
    """Nothing is deployed that nobody saw, and never two environments at once."""
    (stage.folder / "there").write_text("{}")

    run = stage.run(CI / "deploy.sh", POLDER_ENVIRONMENTS=environments, POLDER_REVIEWED=reviewed)

    assert run.returncode == 2
    assert told in run.stderr
    assert stage.asked() == []


def test_deploy_that_is_refused_fails(stage: Stage) -> None:
    """When Polder refuses, since the plan is another one, the step fails with its exit code."""
    (stage.folder / "preview.json").write_text("{}")

    run = stage.run(
        CI / "deploy.sh", POLDER_ENVIRONMENTS="prod", POLDER_REVIEWED="preview.json", STAND_IN_EXITS="1"
    )

    assert run.returncode == 1
    assert stage.outputs()["verdict"] == "fails"


def test_action_runs_any_command(stage: Stage) -> None:
    """A command that has no script of its own is Polder's, with its environments last."""
    run = stage.run(
        CI / "action.sh",
        POLDER_COMMAND="rehearse",
        POLDER_ENVIRONMENTS="dev",
        POLDER_ARGUMENTS="--stack\ndev-*",
    )

    assert run.returncode == 0, run.stderr
    assert stage.asked() == [["rehearse", "--stack", "dev-*", "dev"]]
    assert stage.outputs() == {"exit_code": "0", "verdict": "holds"}


@pytest.mark.parametrize("command", ["", "-h", "../set-up", "check;id", "Check", "synth\n"])
def test_action_runs_nothing_else(stage: Stage, command: str) -> None:
    """What is no command is refused before anything runs."""
    run = stage.run(CI / "action.sh", POLDER_COMMAND=command)

    assert run.returncode == 2
    assert "is no command of Polder" in run.stderr
    assert stage.asked() == []


def test_set_up_keeps_downloads(stage: Stage) -> None:
    """What pip and npm download goes to the folder that is cached."""
    stage.run(CI / "set-up.sh", POLDER_DOWNLOADS="down loads")

    asked = json.loads((stage.folder / "asked.log").read_text())
    assert asked[0] == ["--version"]
    assert asked[2] == "down loads/pip"


def test_polder_runs_where_one_stands(stage: Stage) -> None:
    """bootstrap.py runs in Polder's own folder; the script brings it back to the environments."""
    _environments(stage, "dev")

    checked = subprocess.run(
        [CI / "polder.sh", "check", "dev", "--format", "json"],
        cwd=stage.folder,
        env={"PATH": os.environ["PATH"], "HOME": str(stage.folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["environments"][0]["environment"] == "dev"


def test_azure_is_asked_for_tokens_when_they_are_due(stage: Stage) -> None:
    """Terraform gets ids alone, and asks GitHub for tokens itself, for an apply outlives any of them."""
    identity = "0a1b2c3d-0000-1111-2222-333344445555"

    run = stage.run(
        CI / "azure-environment.sh", POLDER_AZURE_CLIENT_ID=identity, POLDER_AZURE_TENANT_ID=identity
    )

    assert run.returncode == 0, run.stderr
    assert (stage.folder / "environment").read_text() == (
        f"ARM_USE_OIDC=true\nARM_CLIENT_ID={identity}\nARM_TENANT_ID={identity}\n"
    )


def test_azure_ids_set_no_other_variable(stage: Stage) -> None:
    """What is no id is refused: a line break in it would set a variable of every later step."""
    hostile = "0a1b2c3d-0000-1111-2222-333344445555\nLD_PRELOAD=/tmp/x"

    run = stage.run(
        CI / "azure-environment.sh", POLDER_AZURE_CLIENT_ID=hostile, POLDER_AZURE_TENANT_ID=hostile
    )

    assert run.returncode == 2
    assert (stage.folder / "environment").read_text() == ""


def _identified(stage: Stage, **variables: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Source the identity of a job of GitLab, and give the variables that it leaves."""
    run = stage.run(f'. "{CI}/gitlab-identity.sh"\nenv -0 >left', **variables)
    left = stage.folder / "left"
    entries = left.read_text().split("\0") if left.exists() else []
    return run, dict(entry.split("=", 1) for entry in entries if entry)


TOKENS: Final = {
    name: f"header.{name.lower()}.signature"
    for name in ("POLDER_AWS_TOKEN", "POLDER_AZURE_TOKEN", "POLDER_GCP_TOKEN")
}
CLOUDS: Final = {
    "POLDER_AWS_ROLE": "arn:aws:iam::111122223333:role/polder-plan",
    "POLDER_AWS_REGION": "eu-central-1",
    "POLDER_AZURE_CLIENT_ID": "client",
    "POLDER_AZURE_TENANT_ID": "tenant",
    "POLDER_GCP_PROVIDER": "projects/1/locations/global/workloadIdentityPools/polder/providers/gitlab",
    "POLDER_GCP_SERVICE_ACCOUNT": "polder-plan@acme.iam.gserviceaccount.com",
}


def test_gitlab_job_logs_in_to_all_clouds(stage: Stage) -> None:
    """Each cloud's own way to read a token from a file is set, the files are nobody else's, and no log holds a token."""
    run, left = _identified(stage, **TOKENS, **CLOUDS, CI_JOB_ID="12")

    google = Path(left["GOOGLE_APPLICATION_CREDENTIALS"])
    credentials = json.loads(google.read_text())
    files = [
        Path(left["AWS_WEB_IDENTITY_TOKEN_FILE"]),
        Path(left["ARM_OIDC_TOKEN_FILE_PATH"]),
        Path(credentials["credential_source"]["file"]),
    ]
    assert run.returncode == 0, run.stderr
    assert [file.read_text() for file in files] == [*TOKENS.values()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (*files, google)} == {0o600}
    assert left["AWS_ROLE_ARN"] == CLOUDS["POLDER_AWS_ROLE"]
    assert left["AWS_ROLE_SESSION_NAME"] == "polder-12"
    assert (left["ARM_USE_OIDC"], left["ARM_CLIENT_ID"], left["ARM_TENANT_ID"]) == (
        "true",
        "client",
        "tenant",
    )
    assert left["AZURE_FEDERATED_TOKEN_FILE"] == left["ARM_OIDC_TOKEN_FILE_PATH"]
    assert credentials["audience"] == f"//iam.googleapis.com/{CLOUDS['POLDER_GCP_PROVIDER']}"
    assert credentials["service_account_impersonation_url"].endswith(
        "/serviceAccounts/polder-plan@acme.iam.gserviceaccount.com:generateAccessToken"
    )
    assert not any(token in run.stdout + run.stderr for token in TOKENS.values())


def test_gitlab_job_logs_in_to_no_other_cloud(stage: Stage) -> None:
    """A cloud that no variable names is left alone, whatever tokens the job has."""
    run, left = _identified(stage, **TOKENS)

    assert run.returncode == 0, run.stderr
    assert not left.keys() & {"AWS_ROLE_ARN", "ARM_CLIENT_ID", "GOOGLE_APPLICATION_CREDENTIALS"}


def test_gitlab_job_without_a_token_fails(stage: Stage) -> None:
    """A job that was given no id token says so, and goes no further."""
    run, left = _identified(stage, **CLOUDS)

    assert run.returncode == 2
    assert "POLDER_AWS_TOKEN is not set: the job needs id_tokens" in run.stderr
    assert left == {}


Surroundings = Callable[[Stage, Mapping[str, str]], dict[str, str]]


def _artifact(stage: Stage) -> dict[str, str]:
    """Leave the artifact of a fork's run."""
    archive = stage.folder / "polder-rehearsal.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("comment.md", f"{MARKER}\nby @mallory\n")
        made.writestr("preview.json", "{}")
    return {"ARCHIVE": str(archive)}


def _comment(stage: Stage, **more: str) -> dict[str, str]:
    file = stage.folder / "comment.md"
    file.write_text(f"{MARKER}\n1 to add.\n")
    return {"COMMENT": str(file), "BEHAVIOR": "update", "SKIP": "", **more}


def test_comment_step_of_preview(stage: Stage, github: Forge, on_github: dict[str, str]) -> None:
    """The step of preview.yml posts, and skips where it was asked to and nothing changes."""
    script = _step("preview.yml", "comment", "Comment")
    stage.variables |= on_github

    posted = stage.run(script, **_comment(stage))
    github.comments.clear()
    (stage.folder / "preview.json").write_text('{"verdict": {"changes": false}}')
    skipped = stage.run(script, **_comment(stage, SKIP="--skip-no-changes"))

    assert posted.returncode == skipped.returncode == 0, posted.stderr + skipped.stderr
    assert posted.stderr == "polder comment: posted\n"
    assert skipped.stderr == "polder comment: nothing changes: nothing was posted\n"
    assert github.comments == []


def test_comment_step_after_a_fork(stage: Stage, github: Forge, on_github: dict[str, str]) -> None:
    """The step of preview-fork-comment.yml posts what the artifact says, defused, under the request of that revision."""
    revision = "ab" * 20
    repository = {"full_name": "mallory/platform", "owner": {"login": "mallory"}}
    event = {"workflow_run": {"head_branch": "x", "head_sha": revision, "head_repository": repository}}
    Path(on_github["GITHUB_EVENT_PATH"]).write_text(json.dumps(event))
    head = {"label": "mallory:x", "sha": revision, "repo": {"full_name": "mallory/platform"}}
    github.pulls = [{"number": 7, "state": "open", "head": head}]
    stage.variables |= on_github

    run = stage.run(_step("preview-fork-comment.yml", "comment", "Comment"), **_artifact(stage))

    assert run.returncode == 0, run.stderr
    assert github.comments[0].body.startswith(f"{MARKER}\n> The pull request's own run made this preview")
    assert "by @\u2060mallory" in github.comments[0].body


def test_annotate_step_of_check(stage: Stage) -> None:
    """The step of check.yml prints the annotations as they are."""
    (stage.folder / "annotations.txt").write_text("::error file=a::b\n")

    run = stage.run(_step("check.yml", "check", "Annotate"), REPORTS=str(stage.folder))

    assert run.stdout == "::error file=a::b\n"


@pytest.mark.parametrize(("failed", "code"), [("true", 1), ("false", 0), ("", 1)])
def test_last_step_of_ci(stage: Stage, failed: str, code: int) -> None:
    """The job that a branch's protection names fails unless nothing failed."""
    run = stage.run(_step("ci.yml", "done", "Everything passed"), FAILED=failed)

    assert run.returncode == code


def test_steps_of_the_action(stage: Stage) -> None:
    """The action names its cache by what the lock files ask for, sets Polder up, and runs the command."""
    key, set_up, run = (
        step.content["run"]
        for step in steps()
        if step.name.startswith("action.yml") and "run" in step.content
    )

    done = [
        stage.run(key),
        stage.run(set_up, POLDER_DOWNLOADS="downloads"),
        stage.run(run, POLDER_COMMAND="facts", POLDER_ARGUMENTS="tags"),
    ]

    locks = (PROJECT / "requirements" / "polder.lock", PROJECT / "package-lock.json")
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in locks)).hexdigest()
    assert [each.returncode for each in done] == [0, 0, 0], [each.stderr for each in done]
    assert stage.outputs() == {"key": digest, "exit_code": "0", "verdict": "holds"}
    assert stage.asked() == [["--version"], ["facts", "tags"]]


def test_step_of_the_identity(stage: Stage) -> None:
    """The action that logs in finds its script beside its folder."""
    (script,) = (step.content["run"] for step in steps() if "identity" in step.name and "run" in step.content)
    identity = "0a1b2c3d-0000-1111-2222-333344445555"

    run = stage.run(
        script,
        GITHUB_ACTION_PATH=str(CI / "identity"),
        POLDER_AZURE_CLIENT_ID=identity,
        POLDER_AZURE_TENANT_ID=identity,
    )

    assert run.returncode == 0, run.stderr
    assert "ARM_USE_OIDC=true" in (stage.folder / "environment").read_text()


def _step(workflow: str, job: str, name: str) -> str:
    """Give the script of a step of a workflow."""
    (found,) = (
        step.content["run"]
        for step in steps()
        if step.file.name == workflow and step.where == job and step.content.get("name") == name
    )
    return str(found)


RUN_ABOVE: Final = {
    "action.yml runs",
    "ci/identity/action.yml runs",
    ".github/workflows/preview.yml comment",
    ".github/workflows/preview-fork-comment.yml comment",
    ".github/workflows/check.yml check",
    ".github/workflows/ci.yml done",
    ".github/workflows/ci.yml tests",  # .ci/run: these tests
}


def test_every_script_of_a_workflow_is_run() -> None:
    """No step has a script that no test above runs."""
    scripted = {step.name.rpartition(" ")[0] for step in steps() if "run" in step.content}

    assert scripted == RUN_ABOVE


def _job(stage: Stage, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a job of the template as GitLab's runner does: variables, before_script and script, in one shell."""
    lines: list[str] = []
    merged: dict[str, str] = {}
    chain = [name]
    while "extends" in jobs_of_template()[chain[0]]:
        chain.insert(0, jobs_of_template()[chain[0]]["extends"])
    sections: dict[str, list[Any]] = {}
    for each in chain:
        job = jobs_of_template()[each]
        merged |= {key: str(value) for key, value in job.get("variables", {}).items()}
        sections |= {key: job[key] for key in ("before_script", "script") if key in job}
    for line in (*sections["before_script"], *sections["script"]):
        lines += jobs_of_template()[line[0]][line[1]] if isinstance(line, tuple) else [line]
    stage.variables["CI_PROJECT_DIR"] = str(stage.folder)
    known = {**stage.variables, **document(TEMPLATE)["variables"], **variables}
    expanded = {
        key: re.sub(r"\$(\w+)", lambda found: known.get(found[1], ""), value) for key, value in merged.items()
    }
    return stage.run("\n".join(lines), **{**document(TEMPLATE)["variables"], **expanded, **variables})


@pytest.fixture
def revision(stage: Stage, tmp_path: Path) -> dict[str, str]:
    """A repository of Polder with one commit, which jobs of GitLab fetch."""
    (stage.folder / ".polder").unlink()
    repository = tmp_path / "polder.git"
    for folder in ("ci", "previews", "requirements"):
        shutil.copytree(PROJECT / folder, repository / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "package-lock.json", repository)
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    head = subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return {"POLDER_REPOSITORY": f"file://{repository}", "POLDER_REF": head, "HOME": str(tmp_path)}


def test_check_job_of_gitlab(stage: Stage, revision: dict[str, str]) -> None:
    """The job fetches Polder of the very commit that was named, checks, and leaves the reports that it declares."""
    _environments(stage, "dev")

    run = _job(stage, "polder:check", **revision)

    declared = jobs_of_template()["polder:check"]["artifacts"]["reports"]
    assert run.returncode == 0, run.stderr
    assert all((stage.folder / file).is_file() for file in declared.values())


def test_preview_and_comment_jobs_of_gitlab(
    stage: Stage, revision: dict[str, str], gitlab: Forge, on_gitlab: dict[str, str]
) -> None:
    """What the first job leaves, the second one posts; both use the commit that was named."""
    variables = {**revision, **on_gitlab, "CI_MERGE_REQUEST_DIFF_BASE_SHA": "cd" * 20}

    preview = _job(stage, "polder:preview", STAND_IN_WRITES=_previewed(), **variables)
    comment = _job(stage, "polder:comment", **variables)

    assert preview.returncode == 0, preview.stderr
    assert [
        "preview",
        "--format",
        "table",
        "--out",
        "polder-reports/preview",
        "--base",
        "cd" * 20,
    ] in stage.asked()
    assert comment.returncode == 0, comment.stderr
    assert [note.body for note in gitlab.comments] == [f"{MARKER}\nshort\n"]


def test_comment_job_without_a_preview(
    stage: Stage, revision: dict[str, str], gitlab: Forge, on_gitlab: dict[str, str]
) -> None:
    """Where the preview was not made, nothing is posted and nothing fails once more."""
    run = _job(stage, "polder:comment", **revision, **on_gitlab)

    assert (run.returncode, gitlab.comments) == (0, [])
    assert "left no comment" in run.stderr


def test_plan_and_deploy_jobs_of_gitlab(stage: Stage, revision: dict[str, str]) -> None:
    """The job that deploys is given the preview of the job that planned."""
    variables = {**revision, "POLDER_ENVIRONMENT": "prod"}

    plan = _job(stage, "polder:plan", STAND_IN_WRITES=_previewed(), **variables)
    deploy = _job(stage, "polder:deploy", **variables)

    assert (plan.returncode, deploy.returncode) == (0, 0), plan.stderr + deploy.stderr
    assert stage.asked()[-1] == ["deploy", "prod", "--reviewed", "polder-reports/preview/preview.json"]


def test_job_of_gitlab_without_a_revision(stage: Stage) -> None:
    """A project that names no commit of Polder gets none by chance."""
    run = _job(stage, "polder:check")

    assert run.returncode == 2
    assert "POLDER_REPOSITORY and POLDER_REF have to be set" in run.stderr


def test_every_script_of_the_template_is_run() -> None:
    """No job of the template has a script that no test above runs."""
    assert {name for name, _ in scripts_of_template()} == {
        ".polder before_script",
        ".polder:installed before_script",
        "polder:check script",
        ".polder:planned script",
        "polder:comment script",
        "polder:deploy script",
    }
