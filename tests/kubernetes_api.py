"""A stand-in for the part of the Kubernetes API that the pods of the tracking server use."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeKubernetes(ThreadingHTTPServer):
    """The part of the Kubernetes API that holds Secrets, for one token."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port of loopback."""
        super().__init__(("127.0.0.1", 0), _FakeKubernetesHandler)
        self.secrets: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        self.token = "token-of-mlflow-setup"
        self.refuse: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_port}"


class _FakeKubernetesHandler(BaseHTTPRequestHandler):
    @property
    def api(self) -> FakeKubernetes:
        assert isinstance(self.server, FakeKubernetes)
        return self.server

    def do_GET(self) -> None:
        self.api.requests.append(f"GET {self.path}")
        found = self.api.secrets.get(self.path)
        self._answer(200 if found else 404, found or {"kind": "Status"})

    def do_POST(self) -> None:
        self.api.requests.append(f"POST {self.path}")
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = f"{self.path}/{body['metadata']['name']}"
        created = path not in self.api.secrets
        self.api.secrets.setdefault(path, body)
        self._answer(201 if created else 409, {"kind": "Status"})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        status = self.api.refuse.get(self.command, status)
        if self.headers["Authorization"] != f"Bearer {self.api.token}":
            status, body = 401, {"kind": "Status"}
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
        """Keep the test's output clean."""
