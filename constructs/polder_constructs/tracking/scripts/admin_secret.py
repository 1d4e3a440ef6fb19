"""Make the tracking server's first login inside the cluster, once, so that Terraform never holds it.

Creates a Secret with the name, the password and the key that signs forms, through the Kubernetes API, where it does
not exist yet; an existing one is left as it is.
"""

import base64
import json
import os
import secrets
import ssl
import sys
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

KEYS = ("username", "password", "flask-secret-key")
PASSWORD_BYTES = 32


def manifest(name: str, namespace: str) -> dict[str, object]:
    """Return a new Secret with random values."""
    values = {
        "username": "admin",
        "password": secrets.token_urlsafe(PASSWORD_BYTES),
        "flask-secret-key": secrets.token_hex(PASSWORD_BYTES),
    }
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app.kubernetes.io/name": "mlflow"}},
        "data": {key: base64.b64encode(value.encode()).decode() for key, value in values.items()},
    }


def request(
    environment: Mapping[str, str], path: str, body: dict[str, object] | None = None
) -> tuple[int, bytes]:
    """Ask the Kubernetes API as the pod's service account; returns the status and the answer."""
    account = Path(environment["POLDER_KUBERNETES_ACCOUNT"])
    certificate = account / "ca.crt"
    context = ssl.create_default_context(cafile=str(certificate)) if certificate.exists() else None
    call = Request(  # noqa: S310 - the address is the pod's own, fixed in its specification
        environment["POLDER_KUBERNETES_API"] + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {(account / 'token').read_text('utf-8').strip()}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        },
    )
    try:
        with urlopen(call, timeout=30, context=context) as answer:  # noqa: S310 - as above
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def ensure(environment: Mapping[str, str]) -> str:
    """Create the Secret where it is missing.

    Returns:
        What was found or done, without any value.

    Raises:
        RuntimeError: The API refused, or the Secret that exists lacks a key.
    """
    name, namespace = environment["POLDER_SECRET_NAME"], environment["POLDER_SECRET_NAMESPACE"]
    path = f"/api/v1/namespaces/{namespace}/secrets"
    status, body = request(environment, f"{path}/{name}")
    if status == HTTPStatus.OK:
        return _complete(name, body)
    if status != HTTPStatus.NOT_FOUND:
        raise RuntimeError(f"reading Secret {namespace}/{name} was refused with status {status}")
    status, _ = request(environment, path, manifest(name, namespace))
    if status == HTTPStatus.CREATED:
        return f"Secret {namespace}/{name} was created"
    if status == HTTPStatus.CONFLICT:  # another pod of the same job was quicker
        return _complete(name, request(environment, f"{path}/{name}")[1])
    raise RuntimeError(f"creating Secret {namespace}/{name} was refused with status {status}")


def _complete(name: str, body: bytes) -> str:
    missing = [key for key in KEYS if not json.loads(body).get("data", {}).get(key)]
    if missing:
        raise RuntimeError(
            f"Secret {name} exists without {', '.join(missing)}: add what is missing or delete it"
        )
    return f"Secret {name} exists"


if __name__ == "__main__":
    try:
        sys.stderr.write(f"admin_secret: {ensure(os.environ)}\n")
    except RuntimeError as problem:
        sys.stderr.write(f"admin_secret: {problem}\n")
        sys.exit(1)
