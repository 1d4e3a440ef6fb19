#!/usr/bin/env bash
# Preview what a change does to every stack, with the comment, the whole report and both for machines.
#
#   POLDER_ENVIRONMENTS  names or paths, with blanks between them; none means all
#   POLDER_BASE          revision to compare with; none means that every stack is planned
#   POLDER_REHEARSE      true: on stand-ins for the clouds, without credentials
#   POLDER_ARGUMENTS     further arguments of `polder preview`, one a line
#   POLDER_REPORTS       folder of comment.md, report.md, preview.json and preview.html
#
# It exits as `polder preview` does.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

read_environments
read_arguments
reports="${POLDER_REPORTS:-polder-reports/preview}"
mkdir -p "$reports"

options=(--format table --out "$reports")
[ -z "${POLDER_BASE:-}" ] || options+=(--base "$POLDER_BASE")
[ "${POLDER_REHEARSE:-false}" != true ] || options+=(--rehearse)

code=0
pause_commands
"$polder" preview "${options[@]}" ${arguments[@]+"${arguments[@]}"} ${environments[@]+"${environments[@]}"} || code=$?
resume_commands
output exit_code "$code"
output verdict "$(verdict_of "$code")"
[ "$code" -le 1 ] || exit "$code"

changes="$("$python" - "$reports/preview.json" <<'PYTHON'
import json
import pathlib
import sys

print(str(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))["verdict"]["changes"]).lower())
PYTHON
)"
output changes "$changes"
output reports "$reports"
output comment "$reports/comment.md"
summarize "$reports/report.md" "$reports/comment.md"
exit "$code"
