"""Every benchmark, one after the other: bindings, synthesis, rehearsal, judging.

python3 bootstrap.py --dev python benchmarks/all.py
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
RUNS = (("bindings.py", "--cdktn"), ("sites.py", "--plain"), ("rehearsal.py",), ("judging.py",))


def main() -> int:
    """Run them, and stop at the first that fails."""
    for file, *options in RUNS:
        print(f"\n{file} {' '.join(options)}", flush=True)
        run = subprocess.run([sys.executable, FOLDER / file, *options], check=False)  # noqa: S603 - our own files
        if run.returncode:
            return run.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
