"""A forge on loopback: the few endpoints of GitHub's and GitLab's APIs that comments need, which refuse what these refuse.

Status codes and messages are those of docs.github.com (REST: issue comments, pull requests, rate limits; GraphQL) and
docs.gitlab.com (notes, pagination, rate limits).
"""

import json
import re
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

BOT: Final = "github-actions[bot]"
"""Who GitHub's own token of a workflow speaks as."""

WRITES: Final = "token-that-may-write"
READS: Final = "token-that-may-read"

GITHUB_LONGEST: Final = 65_536
GITLAB_LONGEST: Final = 1_000_000


@dataclass
class Comment:
    """A comment, as the forge keeps it."""

    id: int
    author: str
    body: str
    hidden: bool = False
    system: bool = False
    edits: int = 0


@dataclass(frozen=True)
class Request:
    """A request that came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    document: Any


@dataclass
class Trouble:
    """An answer instead of the right one, for the next requests of a method.

    Args:
        method: Of the requests.
        status: Of the answer; 0 means that the connection is closed without one.
        headers: Of the answer.
        document: Its body.
        times: How often.
        done: Whether the request is carried out all the same, before the answer is lost.
    """

    method: str
    status: int
    headers: dict[str, str] = field(default_factory=dict[str, str])
    document: Any = None
    times: int = 1
    done: bool = False


@dataclass
class Forge:
    """What a forge holds, and what it was asked.

    Args:
        url: Its base URL.
        comments: Under request 7, the only one there is.
        pulls: What a list of open pull requests gives.
        requests: What came in.
        troubles: What goes wrong.
        filtered: Notes that no page of GitLab shows, though they count.
    """

    url: str = ""
    comments: list[Comment] = field(default_factory=list[Comment])
    pulls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    requests: list[Request] = field(default_factory=list[Request])
    troubles: list[Trouble] = field(default_factory=list[Trouble])
    filtered: set[int] = field(default_factory=set[int])

    def add(self, author: str, body: str, **more: Any) -> Comment:
        """Let somebody comment."""
        comment = Comment(1000 + len(self.comments), author, body, **more)
        self.comments.append(comment)
        return comment

    def asked(self, *methods: str) -> list[Request]:
        """Give the requests of some methods."""
        return [request for request in self.requests if request.method in methods]


class Refusal(Exception):  # noqa: N818 - it is an answer
    """An answer that is no success."""

    def __init__(self, status: int, document: object) -> None:
        """Keep both."""
        super().__init__(status)
        self.status = status
        self.document = document


class _Server(ThreadingHTTPServer):
    forge: Forge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def forge(self) -> Forge:
        return cast("_Server", self.server).forge

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PATCH(self) -> None:
        self._serve("PATCH")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""

    def _serve(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        document = json.loads(content) if content else None
        self.forge.requests.append(Request(method, self.path, dict(self.headers), document))
        trouble = next((each for each in self.forge.troubles if each.method == method and each.times), None)
        if trouble is None:
            self._answer(*self._answered(method, document))
            return
        trouble.times -= 1
        if trouble.done:
            self._answered(method, document)
        if trouble.status:
            self._answer(trouble.status, trouble.document, trouble.headers)
        else:
            self.close_connection = True

    def _answered(self, method: str, document: Any) -> tuple[int, Any, dict[str, str]]:
        try:
            return self.answer(
                method, urlsplit(self.path).path, parse_qs(urlsplit(self.path).query), document
            )
        except Refusal as refusal:
            return refusal.status, refusal.document, {}

    def answer(
        self, method: str, path: str, query: Mapping[str, list[str]], document: Any
    ) -> tuple[int, Any, dict[str, str]]:
        raise NotImplementedError

    def _answer(self, status: int, document: Any, headers: Mapping[str, str]) -> None:
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def page(self, query: Mapping[str, list[str]]) -> tuple[list[Comment], int, bool]:
        """Give a page of comments, its number, and whether another follows; 100 is the most, whatever is asked for."""
        size = min(int(query.get("per_page", ["30"])[0]), 100)
        number = int(query.get("page", ["1"])[0])
        start = (number - 1) * size
        return (
            self.forge.comments[start : start + size],
            number,
            start + size < len(self.forge.comments),
        )


class _GitHub(_Handler):
    def answer(
        self, method: str, path: str, query: Mapping[str, list[str]], document: Any
    ) -> tuple[int, Any, dict[str, str]]:
        if not self.headers.get("User-Agent"):
            raise Refusal(403, {"message": "Request forbidden by administrative rules."})
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in (WRITES, READS):
            raise Refusal(401, {"message": "Bad credentials"})
        if path == "/graphql":
            return 200, self._graphql(document, may_write=token == WRITES), {}
        if method != "GET" and token != WRITES:
            raise Refusal(403, {"message": "Resource not accessible by integration"})
        if path == "/repos/acme/platform/pulls" and method == "GET":
            head, state = query.get("head", [""])[0], query.get("state", ["open"])[0]
            found = [
                pull for pull in self.forge.pulls if pull["head"]["label"] == head and pull["state"] == state
            ]
            return 200, found, {}
        if path == "/repos/acme/platform/issues/7/comments":
            return self._list(query) if method == "GET" else self._create(document)
        single = re.fullmatch(r"/repos/acme/platform/issues/comments/(\d+)", path)
        if single and method == "PATCH":
            return self._edit(int(single[1]), document)
        raise Refusal(404, {"message": "Not Found"})

    def _list(self, query: Mapping[str, list[str]]) -> tuple[int, Any, dict[str, str]]:
        comments, number, more = self.page(query)
        link = f'<{self.forge.url}/elsewhere?page={number + 1}>; rel="next"' if more else ""
        return 200, [*map(self._shown, comments)], {"Link": link} if link else {}

    def _create(self, document: Any) -> tuple[int, Any, dict[str, str]]:
        return 201, self._shown(self.forge.add(BOT, _body(document))), {}

    def _edit(self, identity: int, document: Any) -> tuple[int, Any, dict[str, str]]:
        comment = next((each for each in self.forge.comments if each.id == identity), None)
        if comment is None:
            raise Refusal(404, {"message": "Not Found"})
        if comment.author != BOT:
            raise Refusal(403, {"message": "Must have admin rights to Repository."})
        comment.body, comment.edits = _body(document), comment.edits + 1
        return 200, self._shown(comment), {}

    def _graphql(self, document: Any, *, may_write: bool) -> Any:
        query, variables = document["query"], document["variables"]
        if "viewer" in query:
            return {"data": {"viewer": {"login": BOT}}}
        nodes = {f"IC_{comment.id}": comment for comment in self.forge.comments}
        if "isMinimized }" in query and "nodes" in query:
            found = [{"id": each, "isMinimized": nodes[each].hidden} for each in variables["ids"]]
            return {"data": {"nodes": found}}
        if not may_write:
            message = "Resource not accessible by integration"
            return {"data": None, "errors": [{"type": "FORBIDDEN", "message": message}]}
        nodes[variables["id"]].hidden = True
        return {"data": {"minimizeComment": {"minimizedComment": {"isMinimized": True}}}}

    def _shown(self, comment: Comment) -> Any:
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "html_url": f"https://forge.example/acme/platform/pull/7#issuecomment-{comment.id}",
            "user": {"login": comment.author},
            "body": comment.body,
        }


def _body(document: Any) -> str:
    body = document.get("body")
    if not isinstance(body, str) or not body.strip():
        raise Refusal(422, {"message": "Validation Failed", "errors": [{"message": "Body cannot be blank"}]})
    if len(body) > GITHUB_LONGEST:
        error = {"field": "data", "message": f"Body is too long (maximum is {GITHUB_LONGEST} characters)"}
        raise Refusal(422, {"message": "Validation Failed", "errors": [error]})
    return body


class _GitLab(_Handler):
    def answer(
        self, method: str, path: str, query: Mapping[str, list[str]], document: Any
    ) -> tuple[int, Any, dict[str, str]]:
        token = self.headers.get("PRIVATE-TOKEN", "")
        if token not in (WRITES, READS):
            raise Refusal(401, {"message": "401 Unauthorized"})
        if path == "/user":
            return 200, {"id": 42, "username": "project_1_bot"}, {}
        notes = re.fullmatch(r"/projects/acme%2Fplatform/merge_requests/7/notes(?:/(\d+))?", path)
        if notes is None:
            raise Refusal(404, {"message": "404 Not found"})
        if method == "GET":
            return self._list(query)
        if token != WRITES:
            raise Refusal(403, {"message": "403 Forbidden"})
        if len(document["body"]) > GITLAB_LONGEST:
            raise Refusal(
                400, {"message": {"note": [f"is too long (maximum is {GITLAB_LONGEST} characters)"]}}
            )
        if method == "POST":
            return 201, self._shown(self.forge.add("42", document["body"])), {}
        comment = next((each for each in self.forge.comments if str(each.id) == notes[1]), None)
        if comment is None:
            raise Refusal(404, {"message": "404 Not found"})
        if comment.author != "42":
            raise Refusal(403, {"message": "403 Forbidden"})
        comment.body, comment.edits = document["body"], comment.edits + 1
        return 200, self._shown(comment), {}

    def _list(self, query: Mapping[str, list[str]]) -> tuple[int, Any, dict[str, str]]:
        comments, number, more = self.page(query)
        shown = [self._shown(each) for each in comments if each.id not in self.forge.filtered]
        return 200, shown, {"X-Next-Page": str(number + 1) if more else ""}

    def _shown(self, comment: Comment) -> Any:
        return {
            "id": comment.id,
            "body": comment.body,
            "system": comment.system,
            "author": {"id": int(comment.author)},
        }


@contextmanager
def serving(kind: str) -> Generator[Forge]:
    """Serve a forge on a free port of this machine."""
    forge = Forge()
    handlers: dict[str, type[_Handler]] = {"github": _GitHub, "gitlab": _GitLab}
    server = _Server(("127.0.0.1", 0), handlers[kind])
    server.forge = forge
    forge.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
