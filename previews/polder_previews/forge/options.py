"""The options of `polder comment`, once for click and once for argparse: both parsers are made from this table."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Option:
    """An option.

    Args:
        name: Its name without hyphens before it.
        help: What it is for.
        kind: What it takes.
        choices: What may be chosen.
        default: What holds where it is not given.
    """

    name: str
    help: str
    kind: Literal["choice", "number", "flag"]
    choices: tuple[str, ...] = ()
    default: str | None = None


OPTIONS: Final = (
    Option("forge", "Where it is posted; by default where this runs.", "choice", ("github", "gitlab")),
    Option(
        "behavior",
        "Update the last comment with this marker, post a new one, or post one and hide older ones.",
        "choice",
        ("update", "new", "hide"),
        "update",
    ),
    Option("number", "Number of the pull or merge request; by default that of the event.", "number"),
    Option(
        "skip-no-changes",
        "Post nothing while the preview.json beside FILE says that nothing changes.",
        "flag",
    ),
    Option("untrusted", "The file was written by a fork's run: take all that is active out of it.", "flag"),
)
