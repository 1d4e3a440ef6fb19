"""Forges on loopback, and the variables that their CI sets."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci.fake_forge import WRITES, Forge, serving

MARKER = "<!-- polder:preview:v1 id=prod -->"


@pytest.fixture
def github() -> Iterator[Forge]:
    """A GitHub with pull request 7 of acme/platform."""
    with serving("github") as forge:
        yield forge


@pytest.fixture
def gitlab() -> Iterator[Forge]:
    """A GitLab with merge request 7 of acme/platform."""
    with serving("gitlab") as forge:
        yield forge


@pytest.fixture
def on_github(github: Forge, tmp_path: Path) -> dict[str, str]:
    """The variables of a run for pull request 7."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"action": "synchronize", "pull_request": {"number": 7}}))
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": f"{github.url}/graphql",
        "GITHUB_REPOSITORY": "acme/platform",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_TOKEN": WRITES,
    }


@pytest.fixture
def on_gitlab(gitlab: Forge) -> dict[str, str]:
    """The variables of a pipeline for merge request 7."""
    return {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": gitlab.url,
        "CI_MERGE_REQUEST_PROJECT_ID": "acme/platform",
        "CI_MERGE_REQUEST_PROJECT_URL": "https://forge.example/acme/platform",
        "CI_PROJECT_ID": "99",
        "CI_MERGE_REQUEST_IID": "7",
        "GITLAB_TOKEN": WRITES,
    }


@pytest.fixture
def comment(tmp_path: Path) -> Path:
    """A comment as `polder preview --out` writes it."""
    file = tmp_path / "comment.md"
    file.write_text(f"{MARKER}\n### Polder preview of prod\n\n1 to add.\n")
    return file
