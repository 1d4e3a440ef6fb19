"""The script that gives a pod its password on Azure, run as the pod runs it, against a stand-in for Entra ID."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

PROJECT = Path(__file__).parents[2]
SCRIPT = PROJECT / "constructs" / "polder_constructs" / "database" / "scripts" / "azure_password.py"
SCOPE = "https://ossrdbms-aad.database.windows.net/.default"


@dataclass
class Entra:
    """A stand-in for Entra ID: answers in order, the last one for ever, and remembers what it was asked."""

    answers: list[tuple[int, dict[str, Any]]]
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType] - the annotation says it
    address: str = ""

    def answer(self) -> tuple[int, dict[str, Any]]:
        """Give the next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving(entra: Entra) -> Generator[Entra, None, None]:
    """Serve on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            entra.asked.append((self.path, form))
            status, body = entra.answer()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    entra.address = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield entra
    finally:
        server.shutdown()
        server.server_close()


def run(address: str, token: Path) -> subprocess.CompletedProcess[str]:
    """Run the script with what the webhook of AKS sets, and nothing else."""
    environment = {
        "AZURE_AUTHORITY_HOST": address,
        "AZURE_TENANT_ID": "tenant",
        "AZURE_CLIENT_ID": "client",
        "AZURE_FEDERATED_TOKEN_FILE": str(token),
        "POLDER_TOKEN_SCOPE": SCOPE,
    }
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """Write a service account token as Kubernetes does."""
    file = tmp_path / "token"
    file.write_text("service-account-token\n")
    return file


def test_exchanges_the_service_account_token(token: Path) -> None:
    """The password is a token of the database, asked for as the pod's own identity."""
    with serving(Entra([(200, {"access_token": "secret-for-an-hour"})])) as entra:
        result = run(entra.address, token)

    assert (result.returncode, result.stdout, result.stderr) == (0, "secret-for-an-hour", "")
    assert entra.asked == [
        (
            "/tenant/oauth2/v2.0/token",
            {
                "grant_type": ["client_credentials"],
                "client_id": ["client"],
                "scope": [SCOPE],
                "client_assertion_type": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
                "client_assertion": ["service-account-token"],
            },
        )
    ]


def test_tries_again_while_entra_is_busy(token: Path) -> None:
    """A busy or broken moment of Entra ID does not take the tracking server down."""
    with serving(Entra([(503, {}), (429, {}), (200, {"access_token": "late"})])) as entra:
        result = run(entra.address, token)

    assert (result.returncode, result.stdout) == (0, "late")
    assert len(entra.asked) == 3


def test_says_why_it_was_refused(token: Path) -> None:
    """A refusal ends at once, with Entra's reason and without the token it was asked with."""
    with serving(
        Entra([(401, {"error_description": "AADSTS700213: no federated identity matches"})])
    ) as entra:
        result = run(entra.address, token)

    assert result.returncode == 1
    assert result.stdout == ""
    assert "AADSTS700213" in result.stderr
    assert "service-account-token" not in result.stderr
    assert len(entra.asked) == 1


def test_uses_the_standard_library_alone() -> None:
    """The script runs in any image that has Python."""
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(SCRIPT)!r})"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stderr) == (0, "")
