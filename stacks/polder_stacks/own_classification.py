"""What users classify themselves for inspection: CSV files in `environments/inspection/`, beside the environments."""

from pathlib import Path
from typing import Final

import click

from polder_environments.load import FOLDER
from polder_policies.inspection.classification import Classification, Rule, extended, parse

OWN: Final = FOLDER / "inspection"
"""Where they lie, relative to where Polder runs, as environments do."""


class BadClassification(click.ClickException):
    """Raised with everything that is wrong with the files; the command line exits with 2."""

    exit_code = 2


def classification(folder: Path = OWN) -> Classification:
    """Read what users classify, and put it beside what Polder knows.

    Raises:
        BadClassification: With everything that is wrong with it.
    """
    found: list[tuple[str, str, Rule]] = []
    problems: list[str] = []
    for file in sorted(folder.glob("*.csv")):
        try:
            found += parse(file.read_text(encoding="utf-8-sig"), str(file))
        except (OSError, ValueError) as error:
            problems.append(str(error))
    if problems:
        raise BadClassification("\n".join(("what is classified for inspection cannot be read:", *problems)))
    return extended(tuple(found))
