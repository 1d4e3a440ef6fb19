"""The file of a baseline: read strictly, written in one step."""

import tempfile
from pathlib import Path

from polder_environments.load import load_as
from polder_environments.problems import InvalidInput, Position, Problem
from polder_policies.baseline import Baseline, baseline_text


def read_baseline(file: Path) -> Baseline:
    """Read a baseline.

    JSON is YAML, so it is read as strictly as an environment, and mistakes are told with line and column.

    Raises:
        InvalidInput: With everything that is wrong with the file.
    """
    if not file.exists():
        allowed = f"a baseline; polder check --write-baseline {file} writes one"
        raise InvalidInput((Problem(Position(file), "", "the file does not exist", allowed, "missing-file"),))
    return load_as(file, Baseline).environment


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline so that a reader finds the old file or the new one, and never half of one.

    Raises:
        OSError: It cannot be written; the old file stays.
    """
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        staged = Path(folder) / file.name
        staged.write_text(baseline_text(baseline), encoding="utf-8")
        staged.replace(file)
