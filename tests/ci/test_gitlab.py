"""`polder comment` on GitLab: where the note goes, which one is updated, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from ci.conftest import MARKER
from ci.fake_forge import GITLAB_LONGEST, READS, Comment, Forge, Trouble
from polder_previews.forge.gitlab import inert
from polder_previews.forge.post import Outcome, Wish, post
from polder_previews.forge.refusal import BadRequest, Refused
from polder_previews.forge.transport import Patience


def _post(environment: dict[str, str], file: Path, waits: list[float] | None = None, **asked: Any) -> Outcome:
    pauses = [] if waits is None else waits
    return post(Wish(file, **asked), environment, Patience(pause=pauses.append, timeout=5))


def test_note_is_posted_then_updated(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """The first run posts a note in the project that the merge request goes to, and the second one updates it."""
    first = _post(on_gitlab, comment)
    comment.write_text(f"{MARKER}\nnew\n")
    second = _post(on_gitlab, comment)

    assert [(each.author, each.body, each.edits) for each in gitlab.comments] == [
        ("42", f"{MARKER}\nnew\n", 1)
    ]
    assert (first.said, second.said) == ("posted", "updated")
    assert second.link == "https://forge.example/acme/platform/-/merge_requests/7#note_1000"


@pytest.mark.parametrize(
    "note",
    [
        Comment(1, "1", f"{MARKER}\nmine"),
        Comment(1, "42", f"{MARKER}\nassigned", system=True),
        Comment(1, "42", f"text\n{MARKER}"),
    ],
    ids=["somebody-else", "system", "further-down"],
)
def test_what_is_not_ours_is_not_edited(
    gitlab: Forge, on_gitlab: dict[str, str], comment: Path, note: Comment
) -> None:
    """A note by somebody else or by GitLab itself, or with the marker further down, is none of ours."""
    gitlab.comments.append(note)

    _post(on_gitlab, comment)

    assert (note.edits, len(gitlab.comments)) == (0, 2)


def test_own_note_is_found_on_any_page(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """A page on which GitLab withholds notes is shorter than others, and not the last one."""
    for number in range(150):
        gitlab.add("1", f"note {number}")
    gitlab.filtered = {each.id for each in gitlab.comments[:100:2]}
    standing = gitlab.add("42", f"{MARKER}\nold")

    _post(on_gitlab, comment)

    assert standing.body == comment.read_text()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"GITLAB_TOKEN": "wrong"}, "GITLAB_TOKEN is not accepted"),
        ({"GITLAB_TOKEN": READS}, "scope api, and the role Reporter"),
        ({"CI_MERGE_REQUEST_IID": "8"}, "no such merge request"),
    ],
)
def test_refusals_say_what_to_do(
    gitlab: Forge, on_gitlab: dict[str, str], comment: Path, changed: dict[str, str], told: str
) -> None:
    """A wrong token, a missing role and an unknown merge request are told apart, with exit code 1."""
    with pytest.raises(Refused, match=told) as raised:
        _post({**on_gitlab, **changed}, comment)

    assert raised.value.exit_code == 1
    assert gitlab.comments == []


def test_longest_note_is_posted(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """1,000,000 characters are taken, and one more is refused unsent."""
    room = GITLAB_LONGEST - len(MARKER) - 1
    comment.write_text(f"{MARKER}\n{'x' * room}")

    _post(on_gitlab, comment)
    comment.write_text(f"{MARKER}\n{'x' * (room + 1)}")
    sent = len(gitlab.requests)
    with pytest.raises(BadRequest, match="1000000"):
        _post(on_gitlab, comment)

    assert len(gitlab.comments[0].body) == GITLAB_LONGEST
    assert len(gitlab.requests) == sent


def test_what_gitlab_refuses_is_told(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """GitLab's reason is a map of lists; it is told in words."""
    reason = {"message": {"note": ["is too long (maximum is 10 characters)"]}}
    gitlab.troubles.append(Trouble("POST", 400, {}, reason))

    with pytest.raises(Refused, match=r"400: note is too long \(maximum is 10 characters\)"):
        _post(on_gitlab, comment)


def test_rate_limit_is_waited_for(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """GitLab's 429 is waited for as long as it asks."""
    gitlab.troubles.append(Trouble("POST", 429, {"Retry-After": "3"}, {"message": "Retry later"}))
    waits: list[float] = []

    _post(on_gitlab, comment, waits)

    assert (waits, len(gitlab.comments)) == ([3], 1)


def test_hiding_is_refused(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """GitLab cannot hide notes; that is said before anything is posted."""
    with pytest.raises(BadRequest, match="gitlab cannot hide comments: use --behavior update, or new"):
        _post(on_gitlab, comment, behavior="hide")

    assert gitlab.requests == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"GITLAB_TOKEN": "", "CI_JOB_TOKEN": "job"}, "CI_JOB_TOKEN may read notes but not write them"),
        ({"GITLAB_TOKEN": ""}, "GITLAB_TOKEN is not set"),
        ({"CI_MERGE_REQUEST_IID": ""}, "CI_MERGE_REQUEST_IID is not set"),
        ({"CI_MERGE_REQUEST_PROJECT_ID": "", "CI_PROJECT_ID": ""}, "CI_PROJECT_ID is not set"),
        ({"CI_API_V4_URL": "http://gitlab.example.org/api/v4"}, "CI_API_V4_URL is no address"),
    ],
)
def test_wrong_surroundings_are_refused(
    gitlab: Forge, on_gitlab: dict[str, str], comment: Path, changed: dict[str, str], told: str
) -> None:
    """A missing or wrong variable is told with exit code 2, before anything is sent."""
    with pytest.raises(BadRequest, match=told):
        _post({**on_gitlab, **changed}, comment)

    assert gitlab.requests == []


def test_quick_actions_are_not_carried_out(gitlab: Forge, on_gitlab: dict[str, str], comment: Path) -> None:
    """A line such as /merge would be done by GitLab in the name of the token; as text it is not."""
    comment.write_text(f"{MARKER}\nnothing\n/merge\n  /close\n> /label ~approved\na/b /c\n")

    _post(on_gitlab, comment)

    body = gitlab.comments[0].body
    assert not any(line.lstrip(" >").startswith(("/merge", "/close", "/label")) for line in body.splitlines())
    assert body.replace("\u2060", "") == comment.read_text()
    assert "a/b /c" in body


def test_text_without_quick_actions_stays() -> None:
    """Paths inside of a line are left as they are, so that an update of the same text is none."""
    text = f"{MARKER}\nenvironments/prod.yaml and / and a /b\n"

    assert inert(text) == text
