# shellcheck shell=bash
# What the scripts beside it share; they source it. It runs in bash 3.2 too, which is what macOS has.

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# POLDER names another program than this checkout's Polder, for instance one that is installed already.
# shellcheck disable=SC2034 # those that source it use it
polder="${POLDER:-$here/polder.sh}"
python="${POLDER_PYTHON:-python3}"

# Say what is wrong with the input, and end.
refuse() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 2
}

# The words of POLDER_ENVIRONMENTS into the array `environments`. None of them can become an option.
read_environments() {
  local name
  environments=()
  read -r -d '' -a environments <<<"${POLDER_ENVIRONMENTS:-}" || true
  for name in ${environments[@]+"${environments[@]}"}; do
    [[ $name =~ ^[A-Za-z0-9_./][A-Za-z0-9_./-]*$ ]] ||
      refuse "POLDER_ENVIRONMENTS: $(printf '%q' "$name") is no name or path of an environment"
  done
}

# The lines of POLDER_ARGUMENTS into the array `arguments`, each line one argument whatever it holds.
read_arguments() {
  local line
  arguments=()
  while IFS= read -r line; do
    [ -z "$line" ] || arguments+=("$line")
  done <<<"${POLDER_ARGUMENTS:-}"
}

# An output of the step, where GitHub runs it.
output() {
  printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/null}"
}

# What an exit code of Polder means.
verdict_of() {
  case "$1" in
    0) echo holds ;;
    1) echo fails ;;
    2) echo bad-input ;;
    3) echo tool-missing ;;
    *) echo broken ;;
  esac
}

# Between these two, nothing that is printed is a command of GitHub: the names and values in a file are other people's.
pause_commands() {
  resume=""
  if [ "${GITHUB_ACTIONS:-}" = true ]; then
    resume="$("$python" -c 'import secrets; print(secrets.token_hex(16))')"
    echo "::stop-commands::$resume"
  fi
}
resume_commands() {
  [ -z "$resume" ] || echo "::$resume::"
}

# Append the first file that is short enough to the step's summary; GitHub drops one of more than 1 MiB as a whole.
summarize() {
  local file
  [ -n "${GITHUB_STEP_SUMMARY:-}" ] || return 0
  for file in "$@"; do
    if [ -s "$file" ] && [ "$(wc -c <"$file")" -le 1000000 ]; then
      cat "$file" >>"$GITHUB_STEP_SUMMARY"
      return 0
    fi
  done
}
