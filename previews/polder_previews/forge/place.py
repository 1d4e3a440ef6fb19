"""Where a comment goes: read from the variables that a CI system sets, and from its event."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from polder_previews.forge.refusal import BadRequest
from polder_previews.forge.terms import terms
from polder_previews.forge.transport import Json, base_url, token

_RUNS_HERE: Final = {"GITHUB_ACTIONS": "github", "GITLAB_CI": "gitlab"}
"""Variables that are `true` where a forge's CI runs."""

_LARGEST_EVENT: Final = 32 << 20


@dataclass(frozen=True)
class Head:
    """The revision that a finished run was of.

    Args:
        repository: Where its branch lies: a fork, mostly.
        owner: Who that belongs to.
        branch: The branch.
        revision: Hash of the commit.
    """

    repository: str
    owner: str
    branch: str
    revision: str


@dataclass(frozen=True)
class Place:
    """Where a comment goes.

    Args:
        forge: Name of the forge.
        api: Base URL of its API.
        token: What it is asked with.
        project: What the repository is called there: `owner/name`, or a number.
        number: Of the request; None when it has to be found by `head`.
        head: The revision that the request must have; None when the event is the request's own.
        graphql: URL of GitHub's GraphQL API; blank elsewhere.
        page: URL of the request as people see it, where it is known; blank otherwise.
    """

    forge: str
    api: str
    token: str = field(repr=False)
    project: str
    number: int | None
    head: Head | None = None
    graphql: str = ""
    page: str = ""


def forge_of(environment: Mapping[str, str]) -> str:
    """Say whose CI this runs in.

    Raises:
        BadRequest: It runs in none.
    """
    for variable, forge in _RUNS_HERE.items():
        if environment.get(variable) == "true":
            return forge
    raise BadRequest("this runs neither in GitHub Actions nor in GitLab CI: name the forge with --forge")


def place(forge: str, environment: Mapping[str, str], number: int | None) -> Place:
    """Find out where a comment goes.

    Args:
        forge: Name of the forge.
        environment: The variables.
        number: Of the request, where the user names it.

    Raises:
        BadRequest: A variable is missing or wrong.
    """
    if number is not None and number < 1:
        raise BadRequest(f"--number {number}: requests are counted from 1")
    return {"github": _on_github, "gitlab": _on_gitlab}[forge](environment, number)


def _on_github(environment: Mapping[str, str], number: int | None) -> Place:
    api = base_url(environment.get("GITHUB_API_URL") or terms()["github"].api, "GITHUB_API_URL")
    graphql = environment.get("GITHUB_GRAPHQL_URL") or f"{api.removesuffix('/v3')}/graphql"
    project = _needed(environment, "GITHUB_REPOSITORY", "owner/name of the repository")
    if project.count("/") != 1 or not all(project.split("/")):
        raise BadRequest("GITHUB_REPOSITORY is not of the form owner/name")
    event = _event(environment)
    head = _head(event)
    if number is None and head is None:
        number = _number(event)
    return Place(
        forge="github",
        api=api,
        token=token(environment.get("GITHUB_TOKEN", ""), "GITHUB_TOKEN"),
        project=project,
        number=number,
        head=head,
        graphql=base_url(graphql, "GITHUB_GRAPHQL_URL"),
    )


def _on_gitlab(environment: Mapping[str, str], number: int | None) -> Place:
    if number is None:
        given = environment.get("CI_MERGE_REQUEST_IID", "")
        if not given.isdecimal():
            raise BadRequest(
                "CI_MERGE_REQUEST_IID is not set: run this in a pipeline of a merge request, or give --number"
            )
        number = int(given)
    if not environment.get("GITLAB_TOKEN", "").strip() and environment.get("CI_JOB_TOKEN"):
        raise BadRequest(
            "GITLAB_TOKEN is not set, and CI_JOB_TOKEN may read notes but not write them: make a project access token"
            " with the scope api and the role Reporter, and a masked variable GITLAB_TOKEN of it"
        )
    # A pipeline from a fork runs in the fork; the merge request is in the project it goes to.
    variables = ("CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID")
    project = next(filter(None, map(environment.get, variables)), "")
    if not project:
        raise BadRequest("CI_PROJECT_ID is not set; it has to name the project")
    page = environment.get("CI_MERGE_REQUEST_PROJECT_URL", "")
    return Place(
        forge="gitlab",
        api=base_url(environment.get("CI_API_V4_URL") or terms()["gitlab"].api, "CI_API_V4_URL"),
        token=token(environment.get("GITLAB_TOKEN", ""), "GITLAB_TOKEN"),
        project=project,
        number=number,
        page=f"{page}/-/merge_requests/{number}" if page else "",
    )


def _needed(environment: Mapping[str, str], variable: str, what: str) -> str:
    value = environment.get(variable, "").strip()
    if not value:
        raise BadRequest(f"{variable} is not set; it has to hold the {what}")
    return value


def _event(environment: Mapping[str, str]) -> Mapping[str, Json]:
    """Read what GitHub says of the event; nothing where there is no file."""
    path = environment.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    try:
        with Path(path).open("rb") as file:
            document = cast("Json", json.loads(file.read(_LARGEST_EVENT)))
    except OSError as error:
        raise BadRequest(f"GITHUB_EVENT_PATH: {path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise BadRequest(f"GITHUB_EVENT_PATH: {path} is no JSON") from None
    if not isinstance(document, dict):
        raise BadRequest(f"GITHUB_EVENT_PATH: {path} is no event")
    return document


def _number(event: Mapping[str, Json]) -> int:
    pull = part(event, "pull_request") or (
        part(event, "issue") if part(part(event, "issue"), "pull_request") else {}
    )
    number = pull.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise BadRequest("this event is of no pull request: run this on pull_request, or give --number")
    return number


def _head(event: Mapping[str, Json]) -> Head | None:
    """Give what a finished run was of, where this runs after one."""
    run = part(event, "workflow_run")
    if not run:
        return None
    repository = part(run, "head_repository")
    head = Head(
        repository=str(repository.get("full_name") or ""),
        owner=str(part(repository, "owner").get("login") or ""),
        branch=str(run.get("head_branch") or ""),
        revision=str(run.get("head_sha") or ""),
    )
    if not all((head.repository, head.owner, head.branch, head.revision)):
        raise BadRequest(
            "the event names no head of the run: its repository is gone, or it is no event of a run"
        )
    return head


def part(document: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    """Give a map inside of a map; an empty one where there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}
