"""`polder comment` on GitHub: where the comment goes, which one is updated, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from ci.conftest import MARKER
from ci.fake_forge import BOT, GITHUB_LONGEST, READS, WRITES, Forge, Trouble
from polder_previews.forge.post import Outcome, Wish, post
from polder_previews.forge.refusal import BadRequest, NotPosted, Refused
from polder_previews.forge.transport import Patience

REVISION = "ab" * 20


def _post(environment: dict[str, str], file: Path, waits: list[float] | None = None, **asked: Any) -> Outcome:
    pauses = [] if waits is None else waits
    return post(Wish(file, **asked), environment, Patience(pause=pauses.append, timeout=5))


def _fork_run(environment: dict[str, str], **head: Any) -> None:
    """Turn the event into the end of a run of a fork's branch."""
    run = {
        "head_branch": "feature",
        "head_sha": REVISION,
        "head_repository": {"full_name": "mallory/platform", "owner": {"login": "mallory"}},
        **head,
    }
    Path(environment["GITHUB_EVENT_PATH"]).write_text(json.dumps({"workflow_run": run}))


def _pull(number: int, **changed: Any) -> dict[str, Any]:
    head = {"label": "mallory:feature", "sha": REVISION, "repo": {"full_name": "mallory/platform"}, **changed}
    return {"number": number, "state": "open", "head": head}


def test_first_comment_is_posted(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """Where none stands, the comment is posted as it is, and its address is given."""
    outcome = _post(on_github, comment)

    assert [(each.author, each.body) for each in github.comments] == [(BOT, comment.read_text())]
    assert outcome == Outcome("posted", "https://forge.example/acme/platform/pull/7#issuecomment-1000")


def test_own_comment_is_updated(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """The newest comment with the marker gets the new text; others stay as they are."""
    first = github.add(BOT, f"{MARKER}\nolder")
    last = github.add(BOT, f"{MARKER}\nold")
    other = github.add(BOT, "<!-- polder:preview:v1 id=dev -->\nanother environment")

    outcome = _post(on_github, comment)

    assert last.body == comment.read_text()
    assert (first.edits, last.edits, other.edits, len(github.comments)) == (0, 1, 0, 3)
    assert outcome.said == "updated"


def test_same_text_is_no_edit(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """A comment that says it already is left alone, also when GitHub has changed its line breaks."""
    standing = github.add(BOT, comment.read_text().replace("\n", "\r\n").rstrip())

    outcome = _post(on_github, comment)

    assert (standing.edits, len(github.comments)) == (0, 1)
    assert outcome.said == "the comment says it already"


@pytest.mark.parametrize(
    ("author", "body"),
    [
        ("mallory", f"{MARKER}\nnothing to see here"),
        (BOT, f"quoted by another workflow:\n{MARKER}\n"),
        (BOT, f"> {MARKER}\n"),
        ("github-actions", f"{MARKER}\na person of nearly the same name"),
    ],
    ids=["somebody-else", "further-down", "quoted", "nearly-the-same-name"],
)
def test_what_is_not_ours_is_not_edited(
    github: Forge, on_github: dict[str, str], comment: Path, author: str, body: str
) -> None:
    """A comment by somebody else, or with the marker anywhere but on its first line, is none of ours."""
    standing = github.add(author, body)

    _post(on_github, comment)

    assert standing.edits == 0
    assert github.asked("PATCH") == []
    assert [each.author for each in github.comments] == [author, BOT]


def test_own_comment_is_found_on_any_page(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """All pages are read, 100 comments each, and never at an address that an answer names."""
    for number in range(250):
        github.add("octocat", f"comment {number}")
    standing = github.add(BOT, f"{MARKER}\nold")

    _post(on_github, comment)

    assert standing.body == comment.read_text()
    assert [request.path for request in github.asked("GET")] == [
        f"/repos/acme/platform/issues/7/comments?per_page=100&page={page}" for page in (1, 2, 3)
    ]


def test_new_behavior_leaves_what_stands(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """With --behavior new, a comment is posted beside the one that stands."""
    standing = github.add(BOT, f"{MARKER}\nold")

    _post(on_github, comment, behavior="new")

    assert (standing.edits, standing.hidden, len(github.comments)) == (0, False, 2)


def test_hide_behavior_folds_older_ones(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """With --behavior hide, older ones of ours are hidden, each once, and nobody else's."""
    hidden = github.add(BOT, f"{MARKER}\noldest", hidden=True)
    standing = github.add(BOT, f"{MARKER}\nold")
    other = github.add("octocat", f"{MARKER}\nmine")

    _post(on_github, comment, behavior="hide")

    assert [each.hidden for each in (hidden, standing, other, github.comments[-1])] == [
        True,
        True,
        False,
        False,
    ]
    assert (
        sum(
            "mutation" in request.document["query"]
            for request in github.asked("POST")
            if "query" in request.document
        )
        == 1
    )


def test_skip_while_nothing_changes(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """With --skip-no-changes, nothing is posted; a comment that stands is brought up to date all the same."""
    comment.with_name("preview.json").write_text(json.dumps({"verdict": {"changes": False, "alarming": []}}))

    first = _post(on_github, comment, skip_no_changes=True)
    nothing = list(github.comments)
    standing = github.add(BOT, f"{MARKER}\nold")
    second = _post(on_github, comment, skip_no_changes=True)

    assert (first.said, nothing) == ("nothing changes: nothing was posted", [])
    assert (second.said, standing.body) == ("updated", comment.read_text())


@pytest.mark.parametrize(
    "verdict", [{"changes": True, "alarming": []}, {"changes": False, "alarming": ["2 plans failed."]}]
)
def test_skip_hides_nothing_that_matters(
    github: Forge, on_github: dict[str, str], comment: Path, verdict: dict[str, Any]
) -> None:
    """A preview with changes, or with something alarming, is posted with --skip-no-changes too."""
    comment.with_name("preview.json").write_text(json.dumps({"verdict": verdict}))

    _post(on_github, comment, skip_no_changes=True)

    assert len(github.comments) == 1


@pytest.mark.parametrize("content", [None, "{", "[]", '{"verdict": {}}'])
def test_skip_needs_a_preview(
    github: Forge, on_github: dict[str, str], comment: Path, content: str | None
) -> None:
    """Without a preview.json to ask, --skip-no-changes refuses instead of guessing."""
    if content is not None:
        comment.with_name("preview.json").write_text(content)

    with pytest.raises(BadRequest, match=r"--skip-no-changes: .*preview\.json"):
        _post(on_github, comment, skip_no_changes=True)

    assert github.comments == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"GITHUB_TOKEN": "wrong"}, "GITHUB_TOKEN is not accepted"),
        ({"GITHUB_TOKEN": READS}, "needs `permissions: pull-requests: write`"),
        ({"GITHUB_REPOSITORY": "acme/elsewhere"}, "no such pull request"),
    ],
)
def test_refusals_say_what_to_do(
    github: Forge, on_github: dict[str, str], comment: Path, changed: dict[str, str], told: str
) -> None:
    """A wrong token, a missing permission and an unknown pull request are told apart, with exit code 1."""
    with pytest.raises(Refused, match=told) as raised:
        _post({**on_github, **changed}, comment)

    assert raised.value.exit_code == 1
    assert "pull request 7 of" in str(raised.value)
    assert changed.get("GITHUB_TOKEN", WRITES) not in str(raised.value)
    assert github.comments == []


def test_what_github_finds_too_long_is_refused(
    github: Forge, on_github: dict[str, str], comment: Path
) -> None:
    """Should GitHub lower its limit, its answer is told."""
    errors = [{"message": "Body is too long (maximum is 30000 characters)"}]
    github.troubles.append(
        Trouble("POST", 422, document={"message": "Validation Failed", "errors": errors}, times=9)
    )
    github.troubles.insert(0, Trouble("POST", 200, document={"data": {"viewer": {"login": BOT}}}))

    with pytest.raises(Refused, match=r"422: Validation Failed; message Body is too long \(maximum is 30000"):
        _post(on_github, comment)


def test_longest_comment_is_posted(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """65,536 characters are taken, also when each is a smiley of four bytes, and one more is refused unsent."""
    room = GITHUB_LONGEST - len(MARKER) - 1
    comment.write_text(f"{MARKER}\n{'😀' * room}")

    _post(on_github, comment)
    comment.write_text(f"{MARKER}\n{'😀' * (room + 1)}")
    sent = len(github.requests)
    with pytest.raises(BadRequest, match="65536"):
        _post(on_github, comment)

    assert len(github.comments[0].body) == GITHUB_LONGEST
    assert len(github.requests) == sent


@pytest.mark.parametrize("status", [403, 429])
def test_rate_limit_is_waited_for(
    github: Forge, on_github: dict[str, str], comment: Path, status: int
) -> None:
    """A secondary rate limit is waited for as long as GitHub asks, for posting too: nothing was done before."""
    github.troubles.append(
        Trouble(
            "POST",
            status,
            {"Retry-After": "7"},
            {"message": "You have exceeded a secondary rate limit."},
            times=2,
        )
    )
    waits: list[float] = []

    _post(on_github, comment, waits)

    assert waits == [7, 7]
    assert len(github.comments) == 1


def test_rate_limit_without_a_time(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """Where GitHub names no time, a minute is waited; where it names the end, until then by its own clock."""
    limited = {"message": "You have exceeded a secondary rate limit."}
    until = {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "1790000030",
        "Date": "Mon, 21 Sep 2026 14:13:20 GMT",
    }
    github.troubles += [
        Trouble("GET", 403, {}, limited),
        Trouble("GET", 403, until, {"message": "API rate limit"}),
    ]
    waits: list[float] = []

    _post(on_github, comment, waits)

    assert waits == [60, 30]
    assert len(github.comments) == 1


def test_long_rate_limit_is_not_waited_for(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """A job does not sleep for an hour: it says how long GitHub asks to wait."""
    github.troubles.append(Trouble("GET", 429, {"Retry-After": "3600"}, {}, times=9))
    waits: list[float] = []

    with pytest.raises(Refused, match="asks to wait for 3600 seconds"):
        _post(on_github, comment, waits)

    assert waits == []


def test_failing_server_is_asked_again(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """A failing server is asked again with longer and longer pauses, and given up after four tries."""
    github.troubles.append(Trouble("GET", 502, times=3))
    waits: list[float] = []

    _post(on_github, comment, waits)
    github.troubles.append(Trouble("GET", 503, times=4))
    with pytest.raises(Refused, match=r"it answers 503; tried 4 times"):
        _post(on_github, comment)

    assert waits == [1, 2, 4]


@pytest.mark.parametrize("status", [500, 0], ids=["failed", "no-answer"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "not-done"])
def test_nothing_is_posted_twice(
    github: Forge, on_github: dict[str, str], comment: Path, status: int, *, done: bool
) -> None:
    """When nobody knows whether a comment was posted, it is looked for before it is posted again."""
    github.troubles += [
        Trouble("POST", 200, document={"data": {"viewer": {"login": BOT}}}),
        Trouble("POST", status, done=done),
    ]

    _post(on_github, comment)

    assert [each.body for each in github.comments] == [comment.read_text()]


def test_comment_after_a_fork_run(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """After a fork's run, the pull request is the open one whose head is the very revision that ran."""
    _fork_run(on_github)
    github.pulls = [_pull(5, sha="cd" * 20), _pull(6, repo={"full_name": "other/platform"}), _pull(7)]

    outcome = _post(on_github, comment, untrusted=True)

    assert outcome.link.endswith("#issuecomment-1000")
    assert "head=mallory%3Afeature" in github.asked("GET")[0].path


@pytest.mark.parametrize(
    "pulls",
    [[], [_pull(7, sha="cd" * 20)], [{**_pull(7), "state": "closed"}]],
    ids=["none", "pushed-since", "closed"],
)
def test_outdated_run_posts_nothing(
    github: Forge, on_github: dict[str, str], comment: Path, pulls: list[dict[str, Any]]
) -> None:
    """Where the pull request has moved on, or is closed, nothing is posted and nothing fails."""
    _fork_run(on_github)
    github.pulls = pulls

    outcome = _post(on_github, comment)

    assert outcome.said == "no open pull request has the revision that was previewed: nothing was posted"
    assert github.comments == []


def test_number_does_not_outweigh_the_head(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """After a run, a number that was given counts only if that pull request has the revision that ran."""
    _fork_run(on_github)
    github.pulls = [_pull(5)]

    outcome = _post(on_github, comment, number=7)

    assert outcome.said.startswith("no open pull request")
    assert github.comments == []


def test_two_requests_of_one_head(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """Where two pull requests have the same head, neither is guessed; --number chooses."""
    _fork_run(on_github)
    github.pulls = [_pull(5), _pull(7)]

    with pytest.raises(Refused, match=r"pull requests 5, 7 .* give one with --number"):
        _post(on_github, comment)
    _post(on_github, comment, number=7)

    assert len(github.comments) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"GITHUB_ACTIONS": ""}, "name the forge with --forge"),
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "two\nlines"}, "GITHUB_TOKEN holds a character that no token has"),
        ({"GITHUB_TOKEN": "clé"}, "GITHUB_TOKEN holds a character that no token has"),
        ({"GITHUB_REPOSITORY": "platform"}, "GITHUB_REPOSITORY is not of the form owner/name"),
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY is not set"),
        (
            {"GITHUB_API_URL": "http://api.example.org"},
            "GITHUB_API_URL is no address that a token can be sent to",
        ),
        ({"GITHUB_API_URL": "https://user:pass@api.example.org"}, "GITHUB_API_URL is no address"),
        ({"GITHUB_API_URL": "https://api.example.org/?a=b"}, "GITHUB_API_URL is no address"),
        ({"GITHUB_API_URL": "file:///etc/passwd"}, "GITHUB_API_URL is no address"),
        ({"GITHUB_API_URL": "https://["}, "GITHUB_API_URL is no address"),
        ({"GITHUB_API_URL": "https:///x"}, "GITHUB_API_URL is no address"),
        ({"GITHUB_API_URL": "https://api.example.org/\n"}, "GITHUB_API_URL is no address"),
        ({"GITHUB_API_URL": "http://127.0.0.1.example.org"}, "GITHUB_API_URL is no address"),
        ({"GITHUB_GRAPHQL_URL": "http://api.example.org"}, "GITHUB_GRAPHQL_URL is no address"),
        ({"GITHUB_EVENT_PATH": "nowhere.json"}, "GITHUB_EVENT_PATH: nowhere.json cannot be read"),
        ({"GITHUB_EVENT_PATH": ""}, "this event is of no pull request"),
    ],
)
def test_wrong_surroundings_are_refused(
    github: Forge, on_github: dict[str, str], comment: Path, changed: dict[str, str], told: str
) -> None:
    """A missing or wrong variable is told with exit code 2, before anything is sent."""
    with pytest.raises(BadRequest, match=told) as raised:
        _post({**on_github, **changed}, comment)

    assert raised.value.exit_code == 2
    assert not any(
        value in str(raised.value) for key, value in changed.items() if key == "GITHUB_TOKEN" and value
    )
    assert github.requests == []


@pytest.mark.parametrize(
    "event",
    [
        "[]",
        "{",
        "{}",
        '{"pull_request": {}}',
        '{"pull_request": {"number": "7"}}',
        '{"pull_request": {"number": true}}',
        '{"issue": {"number": 7}}',
        '{"workflow_run": {"head_sha": "ab"}}',
    ],
)
def test_event_of_no_request_is_refused(
    github: Forge, on_github: dict[str, str], comment: Path, event: str
) -> None:
    """An event that is of no pull request is refused, and no number is made up."""
    Path(on_github["GITHUB_EVENT_PATH"]).write_text(event)

    with pytest.raises(BadRequest):
        _post(on_github, comment)

    assert github.requests == []


def test_comment_of_an_issue_event(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """A comment under a pull request is an event of an issue; it names the pull request all the same."""
    event = {"issue": {"number": 7, "pull_request": {"url": "https://forge.example"}}}
    Path(on_github["GITHUB_EVENT_PATH"]).write_text(json.dumps(event))

    _post(on_github, comment)

    assert len(github.comments) == 1


def test_redirect_is_not_followed(github: Forge, on_github: dict[str, str], comment: Path) -> None:
    """An answer cannot send the token to another address."""
    github.troubles.append(Trouble("GET", 302, {"Location": f"{github.url}/elsewhere"}, {"message": "Moved"}))

    with pytest.raises(Refused, match=r"GitHub refuses \(302: Moved\)"):
        _post(on_github, comment)

    assert not any("elsewhere" in request.path for request in github.requests)


@pytest.mark.parametrize("answer", [b"<html>proxy</html>", b"\xff\xfe", b"[" * 100_000])
def test_answer_that_is_no_json(
    github: Forge, on_github: dict[str, str], comment: Path, answer: bytes
) -> None:
    """An answer in another language, as a proxy gives, is told and no traceback."""
    github.troubles.append(Trouble("GET", 200, {}, answer))

    with pytest.raises(Refused, match="something that is no JSON"):
        _post(on_github, comment)


def test_message_of_the_forge_stays_on_one_line(
    github: Forge, on_github: dict[str, str], comment: Path
) -> None:
    """What a forge says cannot act on a terminal, begin a line, or fill a log."""
    message = "no\n::error::forged\x1b[2J" + "x" * 5000
    github.troubles.append(Trouble("GET", 404, {}, {"message": message}))

    with pytest.raises(NotPosted) as raised:
        _post(on_github, comment)

    text = str(raised.value)
    assert "no ::error::forged" in text
    assert "\n" not in text
    assert "\x1b" not in text
    assert len(text) < 600


def test_forge_that_cannot_be_reached(on_github: dict[str, str], comment: Path) -> None:
    """Where nobody answers, that is told after four tries."""
    waits: list[float] = []
    nobody = "http://127.0.0.1:9"

    with pytest.raises(Refused, match=r"http://127\.0\.0\.1:9/graphql cannot be used: .*tried 4 times"):
        _post(
            {**on_github, "GITHUB_API_URL": nobody, "GITHUB_GRAPHQL_URL": f"{nobody}/graphql"}, comment, waits
        )

    assert waits == [1, 2, 4]


def test_enterprise_server_has_its_own_graphql(
    github: Forge, on_github: dict[str, str], comment: Path
) -> None:
    """Where GraphQL's address is not given, it is derived from that of the API, as GitHub Enterprise Server has it."""
    surroundings = {**on_github, "GITHUB_GRAPHQL_URL": ""}

    _post(surroundings, comment)

    assert github.requests[0].path == "/graphql"
