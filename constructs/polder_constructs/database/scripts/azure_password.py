"""Print a password for PostgreSQL on Azure: a token of the pod's own workload identity, good for about an hour.

The workload identity webhook of AKS puts a service account token and `AZURE_*` into the pod; this exchanges the token
for one that the database takes. Standard library only.

Source: Microsoft identity platform, "OAuth 2.0 client credentials flow" (third case: federated credential).
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ATTEMPTS = 5
TIMEOUT_SECONDS = 10
BUSY = 500
TOO_MANY = 429


def request() -> urllib.request.Request:
    """Build the exchange of the service account token for a token of the database."""
    authority = os.environ["AZURE_AUTHORITY_HOST"].rstrip("/")
    tenant = urllib.parse.quote(os.environ["AZURE_TENANT_ID"], safe="")
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "scope": os.environ["POLDER_TOKEN_SCOPE"],
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        # Kubernetes replaces the file as it expires, so it is read each time.
        "client_assertion": Path(os.environ["AZURE_FEDERATED_TOKEN_FILE"])
        .read_text(encoding="utf-8")
        .strip(),
    }
    return urllib.request.Request(  # noqa: S310 - the address comes from the webhook
        f"{authority}/{tenant}/oauth2/v2.0/token", data=urllib.parse.urlencode(form).encode(), method="POST"
    )


def token() -> str:
    """Fetch a token, trying again while Entra ID is busy or out of reach.

    Raises:
        SystemExit: Entra ID refused; its words say why, and hold no secret.
    """
    reason = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(2 ** (attempt - 1))
        try:
            with urllib.request.urlopen(request(), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
                return str(json.load(answer)["access_token"])
        except urllib.error.HTTPError as error:
            reason = f"{error.code} {error.read().decode(errors='replace')}"
            if error.code < BUSY and error.code != TOO_MANY:
                break
        except OSError as error:
            reason = str(error)
    sys.exit(f"no token for PostgreSQL: {reason}")


if __name__ == "__main__":
    sys.stdout.write(token())
