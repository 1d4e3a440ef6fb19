#!/usr/bin/env bash
# Set Polder up from its lock files. POLDER_DOWNLOADS is a folder for what is downloaded, to be kept between runs: every
# file in it is judged by the hash in the lock file before it is used.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ -n "${POLDER_DOWNLOADS:-}" ]; then
  mkdir -p "$POLDER_DOWNLOADS"
  export PIP_CACHE_DIR="$POLDER_DOWNLOADS/pip" npm_config_cache="$POLDER_DOWNLOADS/npm"
fi
"$polder" --version
