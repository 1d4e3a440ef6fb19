"""Print the password of a database user on Cloud SQL: an access token that is good for logging in and nothing else.

GKE's metadata server gives it to the pod's own identity. Source: Cloud SQL "Log in using IAM database
authentication" (scope `sqlservice.login`; read 2026-11). Standard library only.
"""

import json
import os
import sys
from collections.abc import Mapping
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

SCOPE = "https://www.googleapis.com/auth/sqlservice.login"
METADATA = "169.254.169.254"
"""By address: no name has to be resolved, and no answer to a name can lead elsewhere."""

SECONDS = 10


def password(environment: Mapping[str, str]) -> str:
    """Ask for a token.

    Args:
        environment: `GCE_METADATA_HOST` names another metadata server, as in Google's own libraries.

    Raises:
        RuntimeError: The answer holds no token.
    """
    host = environment.get("GCE_METADATA_HOST", METADATA)
    query = urlencode({"scopes": SCOPE})
    request = Request(
        f"http://{host}/computeMetadata/v1/instance/service-accounts/default/token?{query}",
        headers={"Metadata-Flavor": "Google"},
    )
    # A proxy of the environment would be handed the token.
    with build_opener(ProxyHandler({})).open(request, timeout=SECONDS) as answer:
        found: object = json.load(answer)
    token = found.get("access_token") if isinstance(found, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - JSON
    if not isinstance(token, str) or not token:
        raise RuntimeError("the metadata server gave no access token")
    return token


if __name__ == "__main__":
    sys.stdout.write(password(os.environ))
