#!/usr/bin/env bash
# What action.yml runs: POLDER_COMMAND with the script that knows it, or Polder itself.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

read_arguments
case "${POLDER_COMMAND:-}" in
  check | preview | deploy)
    exec "$here/$POLDER_COMMAND.sh"
    ;;
  comment)
    exec "$here/comment.sh" ${arguments[@]+"${arguments[@]}"}
    ;;
  *[!a-z-]* | -* | "")
    refuse "command: $(printf '%q' "${POLDER_COMMAND:-}") is no command of Polder"
    ;;
esac

read_environments
code=0
pause_commands
"$polder" "$POLDER_COMMAND" ${arguments[@]+"${arguments[@]}"} ${environments[@]+"${environments[@]}"} || code=$?
resume_commands
output exit_code "$code"
output verdict "$(verdict_of "$code")"
exit "$code"
