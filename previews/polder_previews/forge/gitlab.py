"""Notes under a merge request on GitLab.

Sources: docs.gitlab.com "Notes API", "Users API", "REST API" (pages), "CI/CD job token" (which may read notes and not
write them), read in 2026-11; lib/api/notes.rb, which fills pages before it takes unreadable notes out of them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import quote

from polder_previews.forge.body import starts_with
from polder_previews.forge.contract import Posted
from polder_previews.forge.place import Place, part
from polder_previews.forge.refusal import BadRequest, Refused, Rejected
from polder_previews.forge.transport import Json, Patience, Transport

_PAGE: Final = 100
_MOST_PAGES: Final = 100
_QUICK_ACTION: Final = re.compile(r"^([ \t>]*)/(?=[a-z])", re.MULTILINE)
_GAP: Final = "\u2060"

_SAID_OF: Final = {
    400: "GitLab does not take this note",
    401: "GITLAB_TOKEN is not accepted: it is no token of this GitLab, or it has expired",
    403: "GITLAB_TOKEN may not do this: it needs the scope api, and the role Reporter or a higher one in this project",
    404: "there is no such merge request, or GITLAB_TOKEN may not see it",
}

T = TypeVar("T")


@dataclass(frozen=True)
class GitLab:
    """Notes under one merge request; see `polder_previews.forge.contract.Forge`.

    Args:
        transport: Speaks to its API.
        project: Its number or path.
        number: Of the merge request, inside of the project.
        page: URL of the merge request as people see it; blank where it is not known.
    """

    transport: Transport
    project: str
    number: int
    page: str = ""
    hides: bool = False

    def own(self, marker: str) -> list[Posted]:
        """Give the notes that begin with a marker and are by the one who asks, the oldest first."""
        return self._doing(lambda: self._own(marker), "its notes cannot be read")

    def create(self, text: str) -> Posted:
        """Post a note."""
        document: dict[str, Json] = {"body": inert(text)}
        answer = self._doing(lambda: self.transport.ask("POST", self._notes, document=document), "not posted")
        return self._posted(answer.document)

    def update(self, posted: Posted, text: str) -> Posted:
        """Replace what a note says."""
        path, document = f"{self._notes}/{posted.id}", {"body": inert(text)}
        answer = self._doing(lambda: self.transport.ask("PUT", path, document={**document}), "not updated")
        return self._posted(answer.document)

    def hide(self, posted: list[Posted]) -> None:
        """Refuse: GitLab has no way to do it."""
        del posted
        raise BadRequest("GitLab cannot hide notes: use --behavior update, or new")

    @property
    def _notes(self) -> str:
        return f"/projects/{quote(self.project, safe='')}/merge_requests/{self.number}/notes"

    def _own(self, marker: str) -> list[Posted]:
        user = self.transport.ask("GET", "/user").document
        identity = user.get("id") if isinstance(user, dict) else None
        return [
            self._posted(note)
            for note in self._all()
            if part(note, "author").get("id") == identity
            and note.get("system") is not True
            and starts_with(str(note.get("body") or ""), marker)
        ]

    def _all(self) -> Iterator[dict[str, Json]]:
        page = "1"
        for _ in range(_MOST_PAGES):
            query = {"per_page": _PAGE, "page": page, "order_by": "created_at", "sort": "asc"}
            answer = self.transport.ask("GET", self._notes, query)
            yield from (
                (each for each in answer.document or [] if isinstance(each, dict))
                if isinstance(answer.document, list)
                else ()
            )
            # A page can hold fewer than were asked for although another one follows.
            page = answer.headers.get("X-Next-Page", "")
            if not page.isdecimal():
                return
        raise Refused(f"more than {_PAGE * _MOST_PAGES} notes stand under merge request {self.number}")

    def _posted(self, note: Json) -> Posted:
        identity = note.get("id") if isinstance(note, dict) else None
        if not isinstance(note, dict) or not isinstance(identity, int):
            raise Refused("GitLab answers without the note's id: is CI_API_V4_URL the address of its API?")
        return Posted(
            identity, str(note.get("body") or ""), link=f"{self.page}#note_{identity}" if self.page else ""
        )

    def _doing(self, action: Callable[[], T], what: str) -> T:
        try:
            return action()
        except Rejected as rejected:
            why = _SAID_OF.get(rejected.status, "GitLab refuses")
            said = f" ({rejected.status}: {rejected.said})" if rejected.said else f" ({rejected.status})"
            raise Refused(
                f"merge request {self.number} of project {self.project}: {what}: {why}{said}"
            ) from None


def gitlab(place: Place, patience: Patience) -> GitLab:
    """Give the notes of the merge request."""
    if place.number is None:
        raise BadRequest("the merge request is not known: give --number")
    transport = Transport(place.api, {"PRIVATE-TOKEN": place.token}, patience)
    return GitLab(transport, place.project, place.number, place.page)


def inert(text: str) -> str:
    """Break lines like `/merge`, which GitLab would carry out, with a character that nobody sees."""
    return _QUICK_ACTION.sub(rf"\1/{_GAP}", text)
