"""`python3 -m polder_previews.forge FILE`: `polder comment` for a job that installs nothing."""

import argparse
import sys
from pathlib import Path
from typing import Any

from polder_previews.forge.options import OPTIONS, Option
from polder_previews.forge.post import Wish
from polder_previews.forge.say import say


def main(arguments: list[str]) -> int:
    """Read the arguments, and do it."""
    parser = argparse.ArgumentParser(
        prog="polder comment", description="Put FILE under a pull or merge request."
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    for option in OPTIONS:
        parser.add_argument(f"--{option.name}", help=option.help, **_form(option))
    return say(Wish(**vars(parser.parse_args(arguments))))


def _form(option: Option) -> dict[str, Any]:
    forms: dict[str, dict[str, Any]] = {
        "choice": {"choices": option.choices, "default": option.default},
        "number": {"type": int},
        "flag": {"action": "store_true"},
    }
    return forms[option.kind]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
