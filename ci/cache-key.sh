#!/usr/bin/env bash
# Name what Polder's lock files ask for, as an output: what was downloaded for the same name need not be downloaded again.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

output key "$("$python" - "$here/../requirements/polder.lock" "$here/../package-lock.json" <<'PYTHON'
import hashlib
import pathlib
import sys

print(hashlib.sha256(b"\0".join(pathlib.Path(file).read_bytes() for file in sys.argv[1:])).hexdigest())
PYTHON
)"
