#!/usr/bin/env bash
# Judge environments, with a report for each reader.
#
#   POLDER_ENVIRONMENTS  names or paths, with blanks between them; none means all
#   POLDER_FAIL_ON       hard, soft or advisory: the mildest finding that fails
#   POLDER_ARGUMENTS     further arguments of `polder check`, one a line
#   POLDER_REPORTS       folder of the reports
#
# It exits as `polder check` does.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

read_environments
read_arguments
reports="${POLDER_REPORTS:-polder-reports/check}"
mkdir -p "$reports"

judge() {
  "$polder" check --fail-on "${POLDER_FAIL_ON:-soft}" "$@" \
    ${arguments[@]+"${arguments[@]}"} ${environments[@]+"${environments[@]}"}
}

code=0
pause_commands
judge || code=$?
resume_commands
output exit_code "$code"
output verdict "$(verdict_of "$code")"
[ "$code" -le 1 ] || exit "$code"

for form in sarif:polder.sarif junit:junit.xml markdown:report.md json:verdict.json github:annotations.txt \
  gitlab:code-quality.json; do
  again=0
  judge --format "${form%%:*}" >"$reports/${form#*:}" || again=$?
  [ "$again" -eq "$code" ] || exit "$again"
done
output reports "$reports"
summarize "$reports/report.md"
exit "$code"
