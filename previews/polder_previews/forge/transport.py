"""HTTP to a forge's API: JSON both ways, bounded in time, tries and size, and never to another host than the base's."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from typing import IO, Final, TypeAlias, cast

from polder_previews.forge.refusal import BadRequest, Refused, Rejected, Unclear

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_RATE_LIMITED: Final = frozenset({403, 429})
_SERVER_FAILED: Final = 500
_SUCCESS: Final = range(200, 300)
_REPEATABLE: Final = frozenset({"GET", "PUT", "PATCH"})
_LARGEST_ANSWER: Final = 64 << 20
_LONGEST_SAID: Final = 300


@dataclass(frozen=True)
class Patience:
    """How long to try.

    Args:
        tries: How often one request is sent at most.
        timeout: Seconds without an answer after which a try is over.
        first_pause: Seconds before the second try; each further pause is twice as long.
        longest_pause: Seconds; a forge that asks to wait longer is not waited for.
        pause: Waits that many seconds.
    """

    tries: int = 4
    timeout: float = 30
    first_pause: float = 1
    longest_pause: float = 90
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Answer:
    """A successful answer.

    Args:
        document: Its JSON; None when it is empty.
        headers: Its headers, whose names ignore case.
    """

    document: Json
    headers: Message


@dataclass(frozen=True)
class Transport:
    """Speaks to one API.

    Args:
        base: Its base URL, as `base_url` gives it.
        headers: What each request carries, the token among it.
        patience: How long to try.
    """

    base: str
    headers: Mapping[str, str] = field(repr=False)
    patience: Patience = field(default_factory=Patience)

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        document: Json = None,
        *,
        repeatable: bool | None = None,
    ) -> Answer:
        """Send a request until it is answered, as patiently as was agreed.

        Args:
            method: Its method.
            path: What follows the base URL, quoted.
            query: Parameters.
            document: What is sent, as JSON.
            repeatable: Whether sending it twice does no harm; by default so with GET, PUT and PATCH.

        Raises:
            Rejected: The answer is no success.
            Unclear: It must not be repeated, and nobody knows whether it was carried out.
            Refused: The forge cannot be reached, asks for too long a pause, or answers in another language.
        """
        url = self.base + path + (f"?{urllib.parse.urlencode(query)}" if query else "")
        again = method in _REPEATABLE if repeatable is None else repeatable
        failure, pause = "", 0.0
        for number in range(self.patience.tries):
            if pause:
                self.patience.pause(pause)
            pause = min(self.patience.first_pause * 2**number, self.patience.longest_pause)
            try:
                status, headers, content = self._send(method, url, document)
            except (OSError, HTTPException) as error:
                failure = _why(error)
            else:
                if status in _SUCCESS:
                    return Answer(_parsed(content, self.base), headers)
                said = _said(content)
                asked = _asked_pause(status, headers, said)
                if asked is not None:
                    # It was turned away before anything was done: a repetition does no harm.
                    failure, pause = f"it limits how often it is asked ({said or status})", asked
                    self._judge_pause(asked)
                    continue
                if status < _SERVER_FAILED:
                    raise Rejected(status, said)
                failure = f"it answers {status}"
            if not again:
                raise Unclear(failure)
        raise Refused(f"{self.base} cannot be used: {failure}; tried {self.patience.tries} times")

    def _send(self, method: str, url: str, document: Json) -> tuple[int, Message, bytes]:
        headers = {"User-Agent": "polder", **self.headers}
        body = None if document is None else json.dumps(document).encode()
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310 - base_url admits https alone
        host = urllib.parse.urlsplit(url).hostname
        proxies = urllib.request.ProxyHandler({} if host in _LOOPBACK else None)
        opener = urllib.request.build_opener(proxies, _NoRedirect())
        try:
            with opener.open(request, timeout=self.patience.timeout) as response:
                return response.status, response.headers, response.read(_LARGEST_ANSWER)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read(_LARGEST_ANSWER)

    def _judge_pause(self, seconds: float) -> None:
        if seconds > self.patience.longest_pause:
            raise Refused(f"{self.base} asks to wait for {seconds:.0f} seconds; run this again after that")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: urllib would hand the token to whatever host an answer names."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - urllib's signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Take a redirection for the answer."""
        del req, fp, code, msg, headers, newurl


def base_url(url: str, variable: str) -> str:
    """Judge a base URL: https, or http on this very machine.

    Args:
        url: The URL.
        variable: The variable that names it, for the message.

    Raises:
        BadRequest: A token must not be sent there.
    """
    if not _may_have_the_token(url):
        raise BadRequest(
            f"{variable} is no address that a token can be sent to; it has to begin with https:// (http:// is for"
            " this very machine) and to hold no user, password or query"
        )
    return url.rstrip("/")


def _may_have_the_token(url: str) -> bool:
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return False
    secure = bool(parts.hostname) and parts.scheme == "https"
    here = parts.hostname in _LOOPBACK and parts.scheme == "http"
    more = parts.username is not None or parts.password is not None or parts.query or parts.fragment
    return (secure or here) and not more


def token(value: str, variable: str) -> str:
    """Judge a token; what it is stands in no message.

    Raises:
        BadRequest: It is none; in a header it would make an error that shows it.
    """
    stripped = value.strip()
    if not stripped:
        raise BadRequest(f"{variable} is not set; it has to hold a token")
    if not all("!" <= character <= "~" for character in stripped):
        raise BadRequest(
            f"{variable} holds a character that no token has: a line break, a blank or a letter beyond ASCII"
        )
    return stripped


def shown(text: str, longest: int = _LONGEST_SAID) -> str:
    """Write a text of others on one line: nothing in it can act on a terminal, or be a command of a CI system."""
    line = " ".join(text.split())
    plain = "".join(character if character.isprintable() else "\ufffd" for character in line)
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


def _asked_pause(status: int, headers: Message, said: str) -> float | None:
    """Give how many seconds a forge asks to wait; None when it refuses for another reason than haste."""
    if status not in _RATE_LIMITED:
        return None
    after = headers.get("Retry-After", "")
    if after.isdecimal():
        return float(after)
    if headers.get("X-RateLimit-Remaining", headers.get("RateLimit-Remaining")) == "0":
        return _until(headers)
    return 60 if "rate limit" in said.lower() else None


def _until(headers: Message) -> float:
    """Give the seconds until a limit is lifted, by the forge's own clock."""
    reset = headers.get("X-RateLimit-Reset", headers.get("RateLimit-Reset", ""))
    try:
        return max(1.0, float(reset) - parsedate_to_datetime(headers.get("Date", "")).timestamp())
    except (TypeError, ValueError):
        return 60.0


def _parsed(content: bytes, base: str) -> Json:
    if not content.strip():
        return None
    try:
        return cast("Json", json.loads(content))
    except (ValueError, RecursionError):
        raise Refused(
            f"{base} answers with something that is no JSON: is it the address of the API?"
        ) from None


def _said(content: bytes) -> str:
    """Take the reason out of an answer."""
    try:
        document = cast("Json", json.loads(content))
    except (ValueError, RecursionError):
        return ""
    if not isinstance(document, dict):
        return ""
    reasons = [document.get("message"), document.get("error"), document.get("errors")]
    return shown("; ".join(_words(reason) for reason in reasons if reason))


def _words(reason: Json) -> str:
    if isinstance(reason, str):
        return reason
    if isinstance(reason, list):
        return ", ".join(_words(each) for each in reason)
    if isinstance(reason, dict):
        return ", ".join(
            f"{key} {_words(value)}" for key, value in reason.items() if isinstance(value, str | list)
        )
    return str(reason)


def _why(error: OSError | HTTPException) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return shown(str(reason) or type(reason).__name__)
