# shellcheck shell=bash
# Sourced in a job of GitLab: from the job's id tokens to what Terraform logs in to the clouds with. Only clouds that the
# variables name are logged in to; tokens go to files that nobody else can read, and to no log.

set -eo pipefail

polder_tokens="$(umask 077 && mktemp -d)"

# polder_token NAME: write the id token in the variable NAME to a file, and print where.
polder_token() {
  [ -n "${!1:-}" ] || {
    echo "gitlab-identity.sh: $1 is not set: the job needs id_tokens" >&2
    return 2
  }
  (umask 077 && printf '%s' "${!1}" >"$polder_tokens/$1")
  echo "$polder_tokens/$1"
}

if [ -n "${POLDER_AWS_ROLE:-}" ]; then
  AWS_WEB_IDENTITY_TOKEN_FILE="$(polder_token POLDER_AWS_TOKEN)" || exit 2
  export AWS_WEB_IDENTITY_TOKEN_FILE
  export AWS_ROLE_ARN="$POLDER_AWS_ROLE" AWS_ROLE_SESSION_NAME="polder-${CI_JOB_ID:-0}"
  export AWS_REGION="${POLDER_AWS_REGION:?}"
fi

if [ -n "${POLDER_AZURE_CLIENT_ID:-}" ]; then
  ARM_OIDC_TOKEN_FILE_PATH="$(polder_token POLDER_AZURE_TOKEN)" || exit 2
  export ARM_OIDC_TOKEN_FILE_PATH
  export ARM_USE_OIDC=true ARM_CLIENT_ID="$POLDER_AZURE_CLIENT_ID" ARM_TENANT_ID="${POLDER_AZURE_TENANT_ID:?}"
  # kubelogin, which Terraform asks for the cluster's token.
  export AAD_LOGIN_METHOD=workloadidentity AZURE_FEDERATED_TOKEN_FILE="$ARM_OIDC_TOKEN_FILE_PATH"
  export AZURE_CLIENT_ID="$ARM_CLIENT_ID" AZURE_TENANT_ID="$ARM_TENANT_ID"
  export AZURE_AUTHORITY_HOST="${AZURE_AUTHORITY_HOST:-https://login.microsoftonline.com/}"
fi

if [ -n "${POLDER_GCP_PROVIDER:-}" ]; then
  polder_gcp_token="$(polder_token POLDER_GCP_TOKEN)" || exit 2
  export GOOGLE_APPLICATION_CREDENTIALS="$polder_tokens/google.json"
  (umask 077 && "${POLDER_PYTHON:-python3}" - "$polder_gcp_token" >"$GOOGLE_APPLICATION_CREDENTIALS") <<'PYTHON'
import json
import os
import sys

account = os.environ["POLDER_GCP_SERVICE_ACCOUNT"]
json.dump(
    {
        "type": "external_account",
        "audience": f"//iam.googleapis.com/{os.environ['POLDER_GCP_PROVIDER']}",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://sts.googleapis.com/v1/token",
        "credential_source": {"file": sys.argv[1]},
        "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
        f"{account}:generateAccessToken",
    },
    sys.stdout,
)
PYTHON
fi
