"""Speaks the server's side of the wire, as far as an agent needs it, and keeps every byte it was sent."""

from __future__ import annotations

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import zstandard

TOKEN = "csp_pat_test"


class ServerDouble:
    def __init__(self) -> None:
        self.captures: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.policy = {"mode": "standard", "min_rows": 100, "min_cell": 11}
        #: The problem's code by the name of the asset it is for.
        self.problems: dict[str, str] = {}
        self._versions: dict[tuple[str, str], int] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> ServerDouble:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _receipt(self, capture: dict[str, Any]) -> dict[str, Any]:
        name, kind = capture.get("name"), capture["body"]["kind"]
        if name in self.problems:
            code = self.problems[name]
            problem = {"type": f"urn:conspectus:problem:{code}", "title": code, "status": 422, "code": code}
            return {"id": capture["id"], "outcome": "problem", "problem": {**problem, "detail": f"{name} is refused."}}
        self.captures.append(capture)
        if name is None:
            return {"id": capture["id"], "outcome": "created"}
        number = self._versions[kind, name] = self._versions.get((kind, name), 0) + 1
        ids = {"id": str(uuid.uuid4()), "asset_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{name}"))}
        version = {**ids, "kind": kind, "name": name, "number": number}
        return {"id": capture["id"], "outcome": "created", "version": version}

    def _handler(double) -> type[BaseHTTPRequestHandler]:  # noqa: N805 -- `self` is the request inside
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                workspace = {"id": "w", "name": "Bank", "policy": double.policy}
                self._answer(200, workspace) if self._signed_in() else self._unknown()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if not self._signed_in():
                    return self._unknown()
                raw = zstandard.ZstdDecompressor().decompressobj().decompress(body)
                double.raw.append(raw)
                receipts = [double._receipt(capture) for capture in json.loads(raw)["captures"]]
                self._answer(200, {"receipts": receipts, "policy": double.policy})
                return None

            def _signed_in(self) -> bool:
                return self.headers["authorization"] == f"Bearer {TOKEN}"

            def _unknown(self) -> None:
                code = "unauthenticated"
                problem = {"type": f"urn:conspectus:problem:{code}", "title": "Sign in first", "status": 401}
                self._answer(401, {**problem, "code": code, "detail": "this token is not known"})

            def _answer(self, status: int, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quietly."""

        return Handler
