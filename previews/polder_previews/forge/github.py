"""Comments under a pull request on GitHub.

Sources: docs.github.com REST "Issue comments", "Pull requests", "Best practices for using the REST API" (pages, rate
limits) and GraphQL `viewer`, `nodes`, `minimizeComment`, read in 2026-11.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import quote

from polder_previews.forge.body import starts_with
from polder_previews.forge.contract import Posted
from polder_previews.forge.place import Head, Place, part
from polder_previews.forge.refusal import Refused, Rejected
from polder_previews.forge.transport import Answer, Json, Patience, Transport

_PAGE: Final = 100
_MOST_PAGES: Final = 100
_MOST_HIDDEN: Final = 100

_SAID_OF: Final = {
    401: "GITHUB_TOKEN is not accepted: it is no token of this GitHub, or it has expired",
    403: "GITHUB_TOKEN may not do this: the job needs `permissions: pull-requests: write`. Runs from forks never have it;"
    " docs/ci.md says how their previews are posted",
    404: "there is no such pull request, or GITHUB_TOKEN may not see it",
    410: "comments on it are closed",
    422: "GitHub does not take this comment",
}

T = TypeVar("T")


class Outdated(Exception):  # noqa: N818 - it is no error: a newer commit was pushed
    """No open pull request has the head that the run was of."""


@dataclass(frozen=True)
class GitHub:
    """Comments under one pull request; see `polder_previews.forge.contract.Forge`.

    Args:
        transport: Speaks to its REST API.
        graphql: Speaks to its GraphQL API.
        repository: `owner/name`.
        number: Of the pull request.
    """

    transport: Transport
    graphql: Transport
    repository: str
    number: int
    hides: bool = True

    def own(self, marker: str) -> list[Posted]:
        """Give the comments that begin with a marker and are by the one who asks, the oldest first."""
        return self._doing(lambda: self._own(marker), "its comments cannot be read")

    def create(self, text: str) -> Posted:
        """Post a comment."""
        answer = self._doing(
            lambda: self.transport.ask("POST", self._comments, document={"body": text}), "not posted"
        )
        return _posted(_map(answer.document))

    def update(self, posted: Posted, text: str) -> Posted:
        """Replace what a comment says."""
        path = f"/repos/{quote(self.repository)}/issues/comments/{posted.id}"
        answer = self._doing(
            lambda: self.transport.ask("PATCH", path, document={"body": text}), "not updated"
        )
        return _posted(_map(answer.document))

    def hide(self, posted: list[Posted]) -> None:
        """Fold comments away as outdated."""
        self._doing(
            lambda: self._hide([each.node for each in posted][-_MOST_HIDDEN:]), "older ones were not hidden"
        )

    @property
    def _comments(self) -> str:
        return f"/repos/{quote(self.repository)}/issues/{self.number}/comments"

    def _own(self, marker: str) -> list[Posted]:
        # An app's token may not ask REST who it is. Whoever else begins a comment with our marker is somebody else.
        login = part(self._graphql("query { viewer { login } }", {}), "viewer").get("login")
        return [
            _posted(comment)
            for comment in self._all(self._comments)
            if part(comment, "user").get("login") == login
            and starts_with(str(comment.get("body") or ""), marker)
        ]

    def _all(self, path: str) -> Iterator[Mapping[str, Json]]:
        for page in range(1, _MOST_PAGES + 1):
            answer = self.transport.ask("GET", path, {"per_page": _PAGE, "page": page})
            yield from _maps(answer.document)
            if 'rel="next"' not in answer.headers.get("Link", ""):
                return
        raise Refused(f"more than {_PAGE * _MOST_PAGES} comments stand under pull request {self.number}")

    def _hide(self, nodes: list[str]) -> None:
        shown = self._graphql(
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { id isMinimized } } }",
            {"ids": [*nodes]},
        )
        for comment in _maps(shown.get("nodes")):
            if comment.get("isMinimized") is False:
                self._graphql(
                    "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED})"
                    " { minimizedComment { isMinimized } } }",
                    {"id": comment.get("id")},
                )

    def _graphql(self, query: str, variables: dict[str, Json]) -> Mapping[str, Json]:
        answer = self.graphql.ask(
            "POST", "", document={"query": query, "variables": variables}, repeatable=True
        )
        document = _map(answer.document)
        errors = _maps(document.get("errors"))
        if errors:
            forbidden = any(error.get("type") in {"FORBIDDEN", "INSUFFICIENT_SCOPES"} for error in errors)
            raise Rejected(403 if forbidden else 422, str(errors[0].get("message") or ""))
        return part(document, "data")

    def _doing(self, action: Callable[[], T], what: str) -> T:
        try:
            return action()
        except Rejected as rejected:
            raise refusal(rejected, f"pull request {self.number} of {self.repository}: {what}") from None


def github(place: Place, patience: Patience) -> GitHub:
    """Find the pull request, and give its comments.

    Raises:
        Outdated: No open pull request has the head that the run was of.
        Refused: It cannot be found out, or several have it.
    """
    headers = {
        "Authorization": f"Bearer {place.token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    transport = Transport(place.api, headers, patience)
    number = place.number
    if place.head is not None:
        try:
            number = _with_head(transport, place.project, place.head, number)
        except Rejected as rejected:
            raise refusal(rejected, f"the pull request of {place.project} was not found") from None
    if number is None:
        raise Outdated
    return GitHub(transport, Transport(place.graphql, headers, patience), place.project, number)


def refusal(rejected: Rejected, what: str) -> Refused:
    """Say what was refused, why, and what to do."""
    why = _SAID_OF.get(rejected.status, "GitHub refuses")
    said = f" ({rejected.status}: {rejected.said})" if rejected.said else f" ({rejected.status})"
    return Refused(f"{what}: {why}{said}")


def _with_head(transport: Transport, repository: str, head: Head, number: int | None) -> int | None:
    """Find the open pull request whose head is the one that was run, and no other: an artifact's word is not taken."""
    query = {"state": "open", "head": f"{head.owner}:{head.branch}", "per_page": _PAGE}
    answer: Answer = transport.ask("GET", f"/repos/{quote(repository)}/pulls", query)
    numbers = [
        found
        for pull in _maps(answer.document)
        if part(pull, "head").get("sha") == head.revision
        and part(part(pull, "head"), "repo").get("full_name") == head.repository
        and isinstance(found := pull.get("number"), int)
        and number in (None, found)
    ]
    if len(numbers) > 1:
        listed = ", ".join(map(str, numbers))
        raise Refused(f"pull requests {listed} of {repository} have the same head: give one with --number")
    return numbers[0] if numbers else None


def _posted(comment: Mapping[str, Json]) -> Posted:
    identity = comment.get("id")
    if not isinstance(identity, int):
        raise Refused("GitHub answers without the comment's id: is GITHUB_API_URL the address of its API?")
    return Posted(
        identity,
        str(comment.get("body") or ""),
        link=str(comment.get("html_url") or ""),
        node=str(comment.get("node_id") or ""),
    )


def _map(document: Json) -> Mapping[str, Json]:
    return document if isinstance(document, dict) else {}


def _maps(document: Json) -> list[Mapping[str, Json]]:
    return [each for each in document if isinstance(each, dict)] if isinstance(document, list) else []
