#!/usr/bin/env bash
# comment.sh FILE [OPTION]...: `polder comment` with nothing installed. The job that may write to pull requests so runs
# no code but that of this checkout and Python's own.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# -P: a module in the folder one stands in would otherwise be taken for one of Python's.
PYTHONPATH="$here/../previews" exec "$python" -P -m polder_previews.forge "$@"
