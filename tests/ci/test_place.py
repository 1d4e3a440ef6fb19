"""Where a comment goes when variables are left out, and that no form of it shows the token."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci.fake_forge import GITHUB_LONGEST, GITLAB_LONGEST, WRITES
from emission import PROJECT
from polder_previews.forge.github import github
from polder_previews.forge.place import forge_of, place
from polder_previews.forge.terms import terms
from polder_previews.forge.transport import Patience, base_url, shown


def test_terms_are_those_of_the_forges() -> None:
    """The figures are those that the forges refuse beyond, and each row says where it is from."""
    file = PROJECT / "previews" / "polder_previews" / "forge" / "data" / "forges.csv"
    rows = list(csv.DictReader(file.read_text().splitlines()))

    assert {name: each.characters for name, each in terms().items()} == {
        "github": GITHUB_LONGEST,
        "gitlab": GITLAB_LONGEST,
    }
    assert all(row["source"] and row["date"] for row in rows)


def test_public_forges_need_no_address(on_github: dict[str, str], on_gitlab: dict[str, str]) -> None:
    """Where CI names no API, it is that of github.com or gitlab.com."""
    for variables in (on_github, on_gitlab):
        for name in ("GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "CI_API_V4_URL"):
            variables.pop(name, None)

    one, other = place("github", on_github, None), place("gitlab", on_gitlab, None)

    assert (one.api, one.graphql) == ("https://api.github.com", "https://api.github.com/graphql")
    assert other.api == "https://gitlab.com/api/v4"


def test_enterprise_server_has_its_own_addresses(on_github: dict[str, str]) -> None:
    """On GitHub Enterprise Server, GraphQL is beside the version of REST and not below it."""
    on_github |= {"GITHUB_API_URL": "https://ghe.example.org/api/v3", "GITHUB_GRAPHQL_URL": ""}

    assert place("github", on_github, None).graphql == "https://ghe.example.org/api/graphql"


def test_no_form_shows_the_token(on_github: dict[str, str]) -> None:
    """What a traceback or a log would print of the objects that hold the token does not hold it."""
    where = place("github", on_github, None)

    assert where.token == WRITES
    assert WRITES not in repr(where)
    assert WRITES not in repr(github(where, Patience()))


@pytest.mark.parametrize(
    ("variables", "forge"), [({"GITHUB_ACTIONS": "true"}, "github"), ({"GITLAB_CI": "true"}, "gitlab")]
)
def test_forge_is_the_one_whose_ci_runs(variables: dict[str, str], forge: str) -> None:
    """The variable that each CI system sets says where a comment goes."""
    assert forge_of(variables) == forge


@pytest.mark.parametrize(
    "url",
    ["https://api.github.com", "http://127.0.0.1:8080", "http://[::1]:8080/api", "http://localhost/api/"],
)
def test_addresses_that_take_a_token(url: str) -> None:
    """A token is sent to https, and to this very machine."""
    assert base_url(url, "X") == url.rstrip("/")


@given(st.text())
def test_words_of_others_are_one_line(text: str) -> None:
    """Whatever a forge answers, what is told of it is short, printable and on one line."""
    line = shown(text)

    assert len(line) <= 301
    assert line.isprintable()


def test_project_of_the_pipeline(on_gitlab: dict[str, str]) -> None:
    """Without the project that a merge request goes to, the pipeline's own is taken."""
    del on_gitlab["CI_MERGE_REQUEST_PROJECT_ID"]

    assert place("gitlab", on_gitlab, None).project == "99"
