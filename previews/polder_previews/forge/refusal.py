"""Why nothing was posted. No message holds a token, or more of an answer than one short line."""

from typing import Final

BAD_INPUT: Final = 2
REFUSED: Final = 1


class NotPosted(Exception):  # noqa: N818 - it reads as what it says: raise NotPosted
    """Nothing was posted, or not all of it.

    Args:
        message: What, why, and what to do.
    """

    exit_code: int = REFUSED


class BadRequest(NotPosted):
    """The file, an option or a variable is wrong; the forge was not asked, or asked to find out only."""

    exit_code = BAD_INPUT


class Refused(NotPosted):
    """The forge refused it, or cannot be reached."""


class Rejected(Exception):  # noqa: N818 - an answer, which an adapter turns into a Refused
    """An answer other than success.

    Args:
        status: Its HTTP status.
        said: What it says, in one short line; blank when it says nothing.
    """

    def __init__(self, status: int, said: str) -> None:
        """Keep both."""
        super().__init__(f"{status}: {said}")
        self.status = status
        self.said = said


class Unclear(Exception):  # noqa: N818 - as above
    """No answer came, or the server failed: nobody knows whether a request was carried out that must not be repeated."""
