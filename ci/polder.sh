#!/usr/bin/env bash
# polder.sh ARGUMENT...: Polder of this checkout, in the folder one stands in; the first run sets it up from its lock files.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# bootstrap.py runs its command in Polder's own folder; the environments lie here.
# shellcheck disable=SC2016 # the inner shell expands them
exec "${POLDER_PYTHON:-python3}" "$here/../bootstrap.py" \
  bash -c 'cd -- "$1"; shift; exec "$VIRTUAL_ENV/bin/polder" "$@"' bash "$PWD" "$@"
