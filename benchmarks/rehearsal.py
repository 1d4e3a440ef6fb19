"""How long a rehearsal takes, and how much memory all its processes hold together.

python3 bootstrap.py --dev python benchmarks/rehearsal.py [ENVIRONMENT]
"""

import os
import sys
from pathlib import Path

from measure import measure

PROJECT = Path(__file__).parents[1]
POLDER = Path(sys.executable).parent / "polder"
RUNS = (("validate alone", ("--validate-only",)), ("all of it", ()))


def main(environment: str) -> None:
    """Rehearse an environment, first up to validate, then from end to end."""
    print(f"{'polder rehearse ' + environment:28} {'wall s':>8} {'cpu s':>8} {'peak MB':>8}")
    for name, options in RUNS:
        command = [POLDER, "rehearse", environment, *options]
        taken = measure(command, cwd=PROJECT, environment=os.environ)
        print(f"{name:28} {taken.wall:8.1f} {taken.cpu:8.1f} {taken.peak / 1e6:8.0f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "prod")
