"""A stand-in for HashiCorp Vault's transit engine: its paths, statuses and ciphertexts, with real AES-256-GCM."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class RefusedError(Exception):
    """Answered with this status and these errors, as Vault does."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(*errors)
        self.status = status


class Transit:
    """Keys by name, each with its versions. `revoked` keys exist, and the token's policy no longer allows them."""

    def __init__(self, *names: str) -> None:
        self.token = "hvs.test-data-only"
        self.revoked: set[str] = set()
        self.asked = 0
        self._keys = {name: [AESGCM(secrets.token_bytes(32))] for name in names}
        transit = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                try:
                    transit.check(self.headers.get("X-Vault-Token"))
                    status, answer = transit.answer(self.path, body)
                except RefusedError as refusal:
                    status, answer = refusal.status, {"errors": list(refusal.args)}
                raw = json.dumps(answer).encode() if answer is not None else b""
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def delete(self, name: str) -> None:
        """The key is gone, and nothing under it opens again."""
        del self._keys[name]

    def check(self, token: str | None) -> None:
        self.asked += 1
        if token != self.token:
            raise RefusedError(403, "permission denied")

    def answer(self, path: str, body: dict[str, str]) -> tuple[int, Any]:
        match path.removeprefix("/v1/transit/").split("/"):
            case ["encrypt", name]:
                return 200, {"data": {"ciphertext": self._encrypt(name, body)}}
            case ["decrypt", name]:
                return 200, {"data": {"plaintext": self._decrypt(name, body)}}
            case ["keys", name, "rotate"]:
                self._versions(name).append(AESGCM(secrets.token_bytes(32)))
                return 204, None
        raise RefusedError(404)

    def _versions(self, name: str) -> list[AESGCM]:
        if name in self.revoked:
            raise RefusedError(403, "1 error occurred:\n\t* permission denied\n\n")
        if name not in self._keys:
            raise RefusedError(400, "encryption key not found")
        return self._keys[name]

    def _encrypt(self, name: str, body: dict[str, str]) -> str:
        versions, nonce = self._versions(name), secrets.token_bytes(12)
        plain, associated = (base64.b64decode(body[field]) for field in ("plaintext", "associated_data"))
        sealed = nonce + versions[-1].encrypt(nonce, plain, associated)
        return f"vault:v{len(versions)}:{base64.b64encode(sealed).decode()}"

    def _decrypt(self, name: str, body: dict[str, str]) -> str:
        _, version, text = body["ciphertext"].split(":")
        sealed, associated = base64.b64decode(text), base64.b64decode(body["associated_data"])
        try:
            plain = self._versions(name)[int(version[1:]) - 1].decrypt(sealed[:12], sealed[12:], associated)
        except InvalidTag:
            raise RefusedError(400, "cipher: message authentication failed") from None
        return base64.b64encode(plain).decode()
