"""What becomes of a comment: a new one, another text for the one that stands, or nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from polder_previews.forge.body import Body, read_body
from polder_previews.forge.contract import Forge, Posted
from polder_previews.forge.github import Outdated, github
from polder_previews.forge.gitlab import gitlab
from polder_previews.forge.place import Place, forge_of, part, place
from polder_previews.forge.refusal import BadRequest, Refused, Unclear
from polder_previews.forge.terms import terms
from polder_previews.forge.transport import Json, Patience

Behavior = Literal["update", "new", "hide"]

_FORGES: Final = {"github": github, "gitlab": gitlab}
_TRIES: Final = 3
_LARGEST_PREVIEW: Final = 64 << 20


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Args:
        file: The comment.
        forge: Name of the forge; None for the one in whose CI this runs.
        behavior: What becomes of comments that stand.
        number: Of the request; None for that of the event.
        skip_no_changes: Whether to post nothing while nothing changes and no comment stands.
        untrusted: Whether a fork's run wrote the file.
    """

    file: Path
    forge: str | None = None
    behavior: Behavior = "update"
    number: int | None = None
    skip_no_changes: bool = False
    untrusted: bool = False


@dataclass(frozen=True)
class Outcome:
    """What was done.

    Args:
        said: In words.
        link: Where the comment stands; blank when there is none or nobody knows.
    """

    said: str
    link: str = ""


def post(wish: Wish, environment: Mapping[str, str], patience: Patience) -> Outcome:
    """Post a comment, or bring the one that stands up to date.

    Args:
        wish: What is asked for.
        environment: The variables that the CI system sets, the token among them.
        patience: How long to try.

    Raises:
        NotPosted: With the reason, and what to do.
    """
    name = wish.forge or forge_of(environment)
    body = read_body(wish.file, terms()[name].characters, untrusted=wish.untrusted)
    unchanged = wish.skip_no_changes and _changes_nothing(wish.file)
    where = place(name, environment, wish.number)
    try:
        forge = _forge(where, patience)
    except Outdated:
        return Outcome("no open pull request has the revision that was previewed: nothing was posted")
    if wish.behavior == "hide" and not forge.hides:
        raise BadRequest(f"{name} cannot hide comments: use --behavior update, or new")
    standing = forge.own(body.marker)
    if unchanged and not standing:
        return Outcome("nothing changes: nothing was posted")
    if wish.behavior == "update" and standing:
        return _updated(forge, standing[-1], body)
    made = _created(forge, body, {each.id for each in standing}, patience)
    if wish.behavior == "hide" and standing:
        forge.hide(standing)
    return Outcome("posted", made.link)


def _forge(where: Place, patience: Patience) -> Forge:
    return _FORGES[where.forge](where, patience)


def _updated(forge: Forge, posted: Posted, body: Body) -> Outcome:
    if _same(posted.text, body.text):
        return Outcome("the comment says it already", posted.link)  # an update would mark it as edited
    return Outcome("updated", forge.update(posted, body.text).link or posted.link)


def _created(forge: Forge, body: Body, before: set[int], patience: Patience) -> Posted:
    """Post once: where no answer comes, look first whether the comment stands."""
    failure = ""
    for number in range(_TRIES):
        try:
            return forge.create(body.text)
        except Unclear as unclear:
            failure = str(unclear)
        patience.pause(patience.first_pause * 2**number)
        for posted in reversed(forge.own(body.marker)):
            if posted.id not in before:
                return posted
    raise Refused(f"not posted: {failure}; tried {_TRIES} times")


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


def _changes_nothing(comment: Path) -> bool:
    """Ask the preview beside a comment; one that has something alarming to say is never silent."""
    file = comment.with_name("preview.json")
    try:
        with file.open("rb") as opened:
            document = cast("Json", json.loads(opened.read(_LARGEST_PREVIEW)))
    except OSError as error:
        raise BadRequest(f"--skip-no-changes: {file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise BadRequest(f"--skip-no-changes: {file} is no JSON") from None
    verdict = part(document if isinstance(document, dict) else {}, "verdict")
    if not isinstance(verdict.get("changes"), bool):
        raise BadRequest(f"--skip-no-changes: {file} is no preview: it has no verdict.changes")
    return verdict["changes"] is False and not verdict.get("alarming")
