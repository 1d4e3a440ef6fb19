"""What every workflow, action and template holds to, whatever it does: pins, rights, and whose text is code."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from ci.pipelines import ACTIONS, HOOKS, TEMPLATE, WORKFLOWS, Step, document, jobs_of_template, read, steps
from emission import PROJECT

FILES: Final = (*WORKFLOWS, *ACTIONS)
STEPS: Final = tuple(steps())
JOBS: Final = {(file.name, name): job for file in WORKFLOWS for name, job in document(file)["jobs"].items()}

RIGHTS: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("check.yml", "check"): {"actions": "read", "contents": "read", "security-events": "write"},
    ("preview.yml", "plan"): {"contents": "read", "id-token": "write"},
    ("preview.yml", "comment"): {"contents": "read", "pull-requests": "write"},
    ("preview-fork.yml", "rehearse"): {"contents": "read"},
    ("preview-fork-comment.yml", "comment"): {
        "actions": "read",
        "contents": "read",
        "pull-requests": "write",
    },
    ("deploy.yml", "plan"): {"contents": "read", "id-token": "write"},
    ("deploy.yml", "apply"): {"contents": "read", "id-token": "write"},
    ("ci.yml", "tests"): {"contents": "read"},
    ("ci.yml", "check"): {"actions": "read", "contents": "read", "security-events": "write"},
    ("ci.yml", "preview"): {"contents": "read"},
    ("ci.yml", "done"): {},
    ("ci-comment.yml", "comment"): {"actions": "read", "contents": "read", "pull-requests": "write"},
}
"""What each job may do: the least that its steps need."""

OWN: Final = {"repository": "${{ job.workflow_repository }}", "ref": "${{ job.workflow_sha }}"}
"""How a job checks out the revision that its workflow is of, and nothing of the pull request."""

EXAMPLES: Final = re.compile(r"<!-- not run here: [^\n]+ -->\n```yaml\n(.*?)```", re.DOTALL)


def _uses(step: Step) -> str:
    return str(step.content.get("uses", ""))


def _called(uses: str) -> Path:
    """Give the workflow of this repository that a job calls."""
    return PROJECT / ".github" / "workflows" / uses.partition("@")[0].rpartition("/")[2]


def _asked(file: Path) -> dict[str, set[str]]:
    """Give all rights that the jobs of a workflow ask for."""
    asked: dict[str, set[str]] = {}
    for job in document(file)["jobs"].values():
        for right, level in job["permissions"].items():
            asked.setdefault(right, set()).add(level)
    return asked


def _lacking(granted: Mapping[str, str], file: Path) -> list[str]:
    """Give what a caller does not grant and the called workflow asks for: GitHub then starts neither."""
    return [
        f"{right}: {level}"
        for right, levels in _asked(file).items()
        for level in levels
        if granted.get(right) not in (level, "write")
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PROJECT)))
def test_actions_of_others_are_pinned(file: Path) -> None:
    """Each action of somebody else is named by the full hash of a commit, with its version beside it."""
    lines = [line for line in file.read_text().splitlines() if re.search(r"\buses: (?!\./)", line)]
    loose = [line for line in lines if not re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)]

    assert loose == []


def test_an_action_has_one_version() -> None:
    """No two files use different versions of an action."""
    pins: dict[str, set[str]] = {}
    for step in STEPS:
        name, _, revision = _uses(step).partition("@")
        if revision:
            pins.setdefault(name, set()).add(revision)

    assert {name: revisions for name, revisions in pins.items() if len(revisions) > 1} == {}
    assert len(pins) == 9


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_no_expression_becomes_code(step: Step) -> None:
    """No script holds an expression: what others write reaches it as a variable, and never as a part of the code."""
    assert "${{" not in str(step.content.get("run", ""))
    assert "${{" not in str(step.content.get("shell", ""))
    assert "${{" not in _uses(step)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_rights_are_the_least(file: Path) -> None:
    """A workflow gives nothing by itself, and each job names just what it needs."""
    workflow = document(file)
    rights = {(file.name, name): job["permissions"] for name, job in workflow["jobs"].items()}

    assert workflow["permissions"] == {}
    assert rights == {key: value for key, value in RIGHTS.items() if key[0] == file.name}


@pytest.mark.parametrize("key", JOBS, ids=" ".join)
def test_no_job_both_comments_and_deploys(key: tuple[str, str]) -> None:
    """The right to comment and the right to ask the clouds for credentials are never in one job."""
    rights = JOBS[key]["permissions"]

    assert not {"pull-requests", "id-token"} <= rights.keys()


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_pull_request_target_is_not_used(file: Path) -> None:
    """No workflow runs with the rights of the base branch while a pull request is at hand."""
    assert "pull_request_target" not in document(file)["on"]


@pytest.mark.parametrize("key", JOBS, ids=" ".join)
def test_what_may_write_checks_out_no_pull_request(key: tuple[str, str]) -> None:
    """A job that may comment, or that runs after another workflow, checks out Polder's own revision alone."""
    job = JOBS[key]
    checkouts = [
        step for step in job.get("steps", []) if str(step.get("uses", "")).startswith("actions/checkout@")
    ]
    careful = "pull-requests" in job["permissions"] or key[0] == "preview-fork-comment.yml"

    assert not careful or all({**step["with"], **OWN} == step["with"] for step in checkouts)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_checkout_leaves_no_token(step: Step) -> None:
    """No checkout leaves its token in the folder, where the next step could read it."""
    if _uses(step).startswith("actions/checkout@"):
        assert (
            step.content["with"]["persist-credentials"] == "false"
            or not step.content["with"]["persist-credentials"]
        )


@pytest.mark.parametrize("file", [*FILES, TEMPLATE], ids=lambda file: str(file.relative_to(PROJECT)))
def test_no_secret_is_used(file: Path) -> None:
    """Nothing asks for a stored secret: GitHub's own token comments, and the clouds give credentials for the moment."""
    assert not re.search(r"\bsecrets\b", file.read_text())


@pytest.mark.parametrize("key", JOBS, ids=" ".join)
def test_every_job_ends(key: tuple[str, str]) -> None:
    """A job that hangs is broken off; one that calls a workflow has its limits there."""
    job = JOBS[key]

    assert "uses" in job or isinstance(job["timeout-minutes"], int)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_runs_do_not_pile_up(file: Path) -> None:
    """A newer run supersedes an older one, but for those that apply or post."""
    concurrency = document(file)["concurrency"]
    finishes = file.name in {"deploy.yml", "preview-fork-comment.yml", "ci-comment.yml"}

    assert concurrency["group"]
    assert finishes == (str(concurrency["cancel-in-progress"]).lower() == "false")


@pytest.mark.parametrize("key", [key for key, job in JOBS.items() if "uses" in job], ids=" ".join)
def test_called_workflow_gets_what_it_asks(key: tuple[str, str]) -> None:
    """A job that calls a workflow grants all rights that it asks for, and gives only inputs that it has."""
    job = JOBS[key]
    called = _called(job["uses"])

    assert _lacking(job["permissions"], called) == []
    assert job.get("with", {}).keys() <= document(called)["on"]["workflow_call"].get("inputs", {}).keys()


@pytest.mark.parametrize(
    "step", [step for step in STEPS if _uses(step).startswith("./")], ids=lambda step: step.name
)
def test_own_action_has_the_inputs(step: Step) -> None:
    """A step that uses an action of this repository gives only inputs that it has."""
    action = document(PROJECT / _uses(step).removeprefix("./.polder").lstrip("/") / "action.yml")

    assert step.content.get("with", {}).keys() <= action["inputs"].keys()


@pytest.mark.parametrize("file", ACTIONS, ids=lambda file: str(file.relative_to(PROJECT)))
def test_inputs_of_an_action_are_used(file: Path) -> None:
    """Each input of an action is read, each that is read is one, and each says what it is for."""
    action, text = document(file), file.read_text()

    assert set(re.findall(r"\binputs\.(\w+)", text)) == action["inputs"].keys()
    assert all(
        each["description"] for each in (*action["inputs"].values(), *action.get("outputs", {}).values())
    )


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_inputs_of_a_workflow_are_used(file: Path) -> None:
    """Each input of a workflow is read, each that is read is one, and each says what it is for."""
    call = document(file)["on"].get("workflow_call", {})
    inputs = call.get("inputs", {})

    assert set(re.findall(r"\binputs\.(\w+)", file.read_text())) == inputs.keys()
    assert all(each["description"] for each in (*inputs.values(), *call.get("outputs", {}).values()))


def test_untrusted_half_has_nothing_to_lose() -> None:
    """The half that runs a fork's files has no variable of an identity, no token but its own, and no secret."""
    text = (PROJECT / ".github" / "workflows" / "preview-fork.yml").read_text()

    assert "vars." not in text
    assert "github.token" not in text
    assert "ci/identity" not in text


def test_trusted_half_takes_text_alone() -> None:
    """The half that may comment reads the artifact without unpacking it, and no cache that a fork could fill."""
    workflow = document(PROJECT / ".github" / "workflows" / "preview-fork-comment.yml")
    job = workflow["jobs"]["comment"]
    download = next(step for step in job["steps"] if "download-artifact" in step.get("uses", ""))
    run = [step["run"] for step in job["steps"] if "run" in step]

    assert str(download["with"]["skip-decompress"]).lower() == "true"
    assert run == ['.polder/ci/comment.sh "$ARCHIVE" --untrusted']
    assert workflow["cache-mode"] == "none"


def test_both_halves_fit_together() -> None:
    """The trusted half looks for the artifact that the other one leaves, after a workflow that there is."""
    folder = PROJECT / ".github" / "workflows"
    left, taken = (
        document(folder / name)["on"]["workflow_call"]["inputs"]["artifact"]["default"]
        for name in ("preview-fork.yml", "preview-fork-comment.yml")
    )
    awaited = document(folder / "ci-comment.yml")["on"]["workflow_run"]["workflows"]

    assert left == taken
    assert awaited == [document(folder / "ci.yml")["name"]]


def test_reading_and_writing_identities_are_apart() -> None:
    """A plan uses the GitHub environment of reading identities, an apply the one that asks for approval."""
    jobs = {key: job["environment"] for key, job in JOBS.items() if "environment" in job}

    assert jobs == {
        ("preview.yml", "plan"): {"name": "${{ inputs.identity }}", "deployment": False},
        ("deploy.yml", "plan"): {"name": "${{ inputs.identity }}", "deployment": False},
        ("deploy.yml", "apply"): {"name": "${{ inputs.approval }}"},
    }
    assert {key for key, job in JOBS.items() if "id-token" in job["permissions"]} == jobs.keys()


def test_apply_is_of_what_was_approved() -> None:
    """The job that applies is given the preview of the job that waited for approval, of the same run."""
    jobs = document(PROJECT / ".github" / "workflows" / "deploy.yml")["jobs"]
    upload = next(step for step in jobs["plan"]["steps"] if "upload-artifact" in step.get("uses", ""))
    download = next(step for step in jobs["apply"]["steps"] if "download-artifact" in step.get("uses", ""))
    deploy = jobs["apply"]["steps"][-1]["with"]

    assert jobs["apply"]["needs"] == "plan"
    assert upload["with"]["name"] == download["with"]["name"]
    assert deploy["reviewed"] == f"{download['with']['path']}/preview.json"


def test_gitlab_jobs_are_apart() -> None:
    """On GitLab, the job that comments asks for no id token, and only the manual one has the writing environment."""
    jobs = jobs_of_template()
    shown = {name: job for name, job in jobs.items() if not name.startswith(".")}

    def inherited(name: str, key: str) -> Any:
        job = jobs[name]
        return job.get(key) or (inherited(job["extends"], key) if "extends" in job else None)

    assert shown.keys() == {
        "polder:check",
        "polder:preview",
        "polder:comment",
        "polder:plan",
        "polder:deploy",
    }
    assert {name for name in shown if inherited(name, "id_tokens")} == {
        "polder:preview",
        "polder:plan",
        "polder:deploy",
    }
    assert {name: inherited(name, "environment") for name in shown if inherited(name, "environment")} == {
        "polder:preview": {"name": "polder-plan", "action": "access"},
        "polder:plan": {"name": "polder-plan", "action": "access"},
        "polder:deploy": {"name": "$POLDER_ENVIRONMENT"},
    }
    assert [rule["when"] for rule in jobs["polder:deploy"]["rules"]] == ["manual"]
    assert all(inherited(name, "timeout") and inherited(name, "rules") for name in shown)


def test_hooks_run_what_is_there() -> None:
    """Each hook's script is there and can be run, its command is one, and it sees every environment file."""
    hooks = {hook["id"]: hook for hook in document(HOOKS)}

    for hook in hooks.values():
        script = PROJECT / hook["entry"].split()[0]
        assert script.is_file()
        assert script.stat().st_mode & 0o111
    assert [hook["entry"].split()[1] for hook in hooks.values()] == ["check", "schema"]
    assert re.search(hooks["polder-check"]["files"], "environments/bases/eu.yaml")
    assert not re.search(hooks["polder-check"]["files"], "docs/environments/eu.yaml")


DOCUMENT: Final = (PROJECT / "docs" / "ci.md").read_text()
SHOWN: Final = [found for found in EXAMPLES.findall(DOCUMENT) if "jobs:" in found]


@pytest.mark.parametrize("text", SHOWN, ids=range(len(SHOWN)))
def test_workflow_of_the_documentation_would_start(text: str) -> None:
    """Each workflow that docs/ci.md shows calls one that is there, with inputs that it has and all rights it asks for."""
    jobs = read(text)["jobs"]

    for job in jobs.values():
        called = _called(job["uses"])
        inputs = document(called)["on"]["workflow_call"]["inputs"]
        assert called.is_file()
        assert job.get("with", {}).keys() <= inputs.keys()
        assert {
            name for name, each in inputs.items() if str(each.get("required")).lower() == "true"
        } <= job.get("with", {}).keys()
        assert _lacking(job["permissions"], called) == []


def test_documentation_shows_every_workflow() -> None:
    """Each reusable workflow stands in an example of docs/ci.md."""
    shown = {_called(job["uses"]).name for text in SHOWN for job in read(text)["jobs"].values()}
    reusable = {file.name for file in WORKFLOWS if "workflow_call" in document(file)["on"]}

    assert shown == reusable
