"""A preview in every form, with what ties a deployment to it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final, cast

from polder_previews.comment import comment
from polder_previews.document import document
from polder_previews.guards import Guards
from polder_previews.limits import limits
from polder_previews.page import page
from polder_previews.preview import Preview
from polder_stacks.folders import put_file
from polder_stacks.preview.refusal import BadRequest
from polder_stacks.preview.tie import Tie

COMMENT: Final = "comment.md"
REPORT: Final = "report.md"
DOCUMENT: Final = "preview.json"
PAGE: Final = "preview.html"


def as_json(preview: Preview, guards: Guards, tie: Tie) -> str:
    """Write a preview as JSON, with what the guards say and what a deployment is tied to."""
    whole = cast("dict[str, object]", json.loads(document(preview)))
    whole["guards"] = {
        "holds": guards.hold,
        "deeds": [asdict(deed) for deed in guards.deeds],
        "idle": list(guards.idle),
    }
    whole["tie"] = tie.record()
    return json.dumps(whole, indent=2) + "\n"


def place_of_comment(variables: Mapping[str, str]) -> str:
    """Say whose limit a comment has to stay inside: that of the forge whose CI system runs this, else GitHub's."""
    return "gitlab" if variables.get("GITLAB_CI") else "github"


def as_markdown(preview: Preview, place: str) -> str:
    """Write a preview as a comment that fits its place."""
    return comment(preview, limits()[place]).text


def written(preview: Preview, guards: Guards, tie: Tie, place: str) -> dict[str, str]:
    """Write every form; give the texts by file name."""
    return {
        COMMENT: as_markdown(preview, place),
        REPORT: comment(preview).text,
        DOCUMENT: as_json(preview, guards, tie),
        PAGE: page(preview),
    }


def write(texts: Mapping[str, str], folder: Path) -> None:
    """Write files into a folder, each in one step.

    Raises:
        BadRequest: It cannot be written.
    """
    try:
        for name, text in texts.items():
            put_file(text.encode("utf-8", "surrogateescape"), folder / name)
    except OSError as error:
        raise BadRequest(
            f"{folder} cannot be written: {error.strerror or error}. Name another folder with --out"
        ) from None
