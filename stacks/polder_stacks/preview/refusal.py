"""What keeps a preview or a deployment from being made; each message is for the person who asked for it."""


class BadRequest(Exception):  # noqa: N818 - it reads as what it says
    """Something is asked for that cannot be had; the command line exits with 2."""


class ToolMissing(Exception):  # noqa: N818 - it reads as what it says
    """A program is not there; the message says how to get it, and the command line exits with 3."""


class Refused(Exception):  # noqa: N818 - it reads as what it says
    """Nothing is wrong with the input, and still it is not done; the command line exits with 1."""
