#!/usr/bin/env bash
# Apply what was reviewed, and nothing else: Polder plans anew and refuses when the plan is another one.
#
#   POLDER_ENVIRONMENTS  the one environment
#   POLDER_REVIEWED      the preview.json that was reviewed
#   POLDER_ARGUMENTS     further arguments of `polder deploy`, one a line
#
# It exits as `polder deploy` does.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

read_environments
read_arguments
[ "${#environments[@]}" -eq 1 ] || refuse "POLDER_ENVIRONMENTS: one environment is deployed at a time"
[ -s "${POLDER_REVIEWED:-}" ] || refuse "POLDER_REVIEWED: there is no preview that was reviewed"

code=0
pause_commands
"$polder" deploy "${environments[0]}" --reviewed "$POLDER_REVIEWED" ${arguments[@]+"${arguments[@]}"} || code=$?
resume_commands
output exit_code "$code"
output verdict "$(verdict_of "$code")"
exit "$code"
