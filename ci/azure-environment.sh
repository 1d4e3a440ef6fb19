#!/usr/bin/env bash
# Tell Terraform's Azure provider and backend, for the steps that follow, to ask GitHub for tokens whenever one is due.
# What azure/login gives is for the az command line, and so for kubelogin.
set -euo pipefail

# shellcheck source=ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for variable in POLDER_AZURE_CLIENT_ID POLDER_AZURE_TENANT_ID; do
  [[ "${!variable:-}" =~ ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$ ]] || refuse "$variable is no id of Entra"
done
{
  echo "ARM_USE_OIDC=true"
  echo "ARM_CLIENT_ID=$POLDER_AZURE_CLIENT_ID"
  echo "ARM_TENANT_ID=$POLDER_AZURE_TENANT_ID"
} >>"${GITHUB_ENV:?}"
