"""Master keys at key services, over real HTTP: Vault's transit engine and AWS KMS."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from harness.transit import Transit
from keys.keyed import KeyedServer, status, write

Settings = dict[str, str | int]
SECONDS = 60


class Kms:
    """AWS KMS as moto imitates it. `denied` is what IAM answers when a grant was taken back, which moto does not."""

    def __init__(self) -> None:
        import boto3
        from moto.server import ThreadedMotoServer

        self._moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._moto.start()
        host, port = self._moto.get_host_and_port()
        client = boto3.client(
            "kms",
            region_name="eu-central-1",
            endpoint_url=f"http://{host}:{port}",
            aws_access_key_id="test",
            aws_secret_access_key="test-data-only",
        )
        self.key: str = client.create_key()["KeyMetadata"]["KeyId"]
        self.denied = False
        self.signatures: list[str] = []
        kms = self

        class Front(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kms.signatures.append(self.headers["Authorization"])
                if kms.denied:
                    self._send(400, json.dumps({"__type": "AccessDeniedException", "message": "denied"}).encode())
                    return
                behind = HTTPConnection(host, port)
                behind.request("POST", self.path, body, dict(self.headers))
                answer = behind.getresponse()
                self._send(answer.status, answer.read())
                behind.close()

            def _send(self, code: int, body: bytes) -> None:
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._front = ThreadingHTTPServer(("127.0.0.1", 0), Front)
        Thread(target=self._front.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._front.server_address[1]}"

    def close(self) -> None:
        self._front.shutdown()
        self._front.server_close()
        self._moto.stop()


@pytest.fixture
def vault() -> Iterator[Transit]:
    transit = Transit("conspectus", "team")
    yield transit
    transit.close()


@pytest.fixture
def kms() -> Iterator[Kms]:
    service = Kms()
    yield service
    service.close()


def vault_settings(vault: Transit, folder: Path) -> Settings:
    token = folder / "vault-token"
    token.write_text(vault.token + "\n")
    return {"vault_address": vault.url, "vault_token_file": str(token)}


def kms_settings(kms: Kms, folder: Path) -> Settings:
    credentials = folder / "aws-credentials"
    credentials.write_text("[default]\naws_access_key_id = test\naws_secret_access_key = test-data-only\n")
    return {"aws_region": "eu-central-1", "aws_endpoint": kms.url, "aws_credentials_file": str(credentials)}


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Callable[[Settings], KeyedServer]]:
    """Makes servers whose keys are kept as the settings say."""
    servers: list[KeyedServer] = []

    def make(settings: Settings) -> KeyedServer:
        servers.append(KeyedServer(tmp_path / f"server-{len(servers)}", settings))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def lives_with(server: KeyedServer, scheme: str) -> None:
    """The installation's key is at a service: no key file, and everything opens again after a restart."""
    server.start()
    api = server.workspace("Team")
    write(api, 1)
    assert not (server.data / "master.key").exists()
    assert {key["wrapped_with"].split(":")[0] for key in server.key_list()} == {scheme}
    server.command("keys", "rotate", "master")
    write(api, 2)
    server.stop()
    server.start()
    assert len(api.get("/api/v1/search?q=document")["items"]) == 2


def test_the_installations_key_may_be_kept_by_vault(
    vault: Transit, keyed: Callable[[Settings], KeyedServer], tmp_path: Path
) -> None:
    server = keyed(vault_settings(vault, tmp_path) | {"key": "vault:conspectus"})
    lives_with(server, "vault")
    assert {key["wrapped_with"] for key in server.key_list()} == {"vault:conspectus#2"}, "all under the new version"


def test_the_installations_key_may_be_kept_by_aws_kms(
    kms: Kms, keyed: Callable[[Settings], KeyedServer], tmp_path: Path
) -> None:
    server = keyed(kms_settings(kms, tmp_path) | {"key": f"aws-kms:{kms.key}"})
    lives_with(server, "aws-kms")
    assert kms.signatures and all("AWS4-HMAC-SHA256 Credential=test/" in sent for sent in kms.signatures)
    assert not any("test-data-only" in sent for sent in kms.signatures), "the secret itself is never sent"


def eventually(question: Callable[[], bool], seconds: float) -> float:
    """Asks until it is so; how long that took."""
    start = time.monotonic()
    while not question():
        assert time.monotonic() - start < seconds, "it never was so"
    return time.monotonic() - start


def revocable(server: KeyedServer, key: str, revoke: Callable[[bool], None]) -> None:
    """A workspace's own key, revoked, closes it within a minute, and everything else runs."""
    server.start()
    team, others = server.workspace("Team"), server.workspace("Others")
    write(team, 1)
    write(others, 1)
    server.command("keys", "own", "--workspace", "Team", key)
    eventually(lambda: status(team) == 200, SECONDS)
    revoke(True)
    eventually(lambda: status(team) == 503, SECONDS)
    refusal = team.ask("GET", "/api/v1/projects")
    assert refusal.json()["code"] == "unavailable" and "revoked" in refusal.json()["detail"]
    assert status(others) == 200 and others.ask("GET", "/readyz").status == 200
    write(others, 2)
    revoke(False)
    eventually(lambda: status(team) == 200, SECONDS)
    write(team, 2)
    assert len(team.get("/api/v1/search?q=document")["items"]) == 2, "nothing was lost"


def test_a_workspaces_own_key_in_vault_is_revoked_within_a_minute(
    vault: Transit, keyed: Callable[[Settings], KeyedServer], tmp_path: Path
) -> None:
    server = keyed(vault_settings(vault, tmp_path))
    revocable(server, "vault:team", lambda on: vault.revoked.add("team") if on else vault.revoked.clear())
    server.command("keys", "rotate", "master", "--workspace", "Team")
    assert "vault:team#2" in {key["wrapped_with"] for key in server.key_list()}
    server.command("keys", "own", "--workspace", "Team", "installation")
    vault.delete("team")
    assert not any(str(key["wrapped_with"]).startswith("vault:") for key in server.key_list())


def test_a_workspaces_own_key_in_aws_kms_is_revoked_within_a_minute(
    kms: Kms, keyed: Callable[[Settings], KeyedServer], tmp_path: Path
) -> None:
    server = keyed(kms_settings(kms, tmp_path))
    revocable(server, f"aws-kms:{kms.key}", lambda on: setattr(kms, "denied", on))


def test_a_key_service_that_answers_nobody_is_named_at_the_start(
    vault: Transit, keyed: Callable[[Settings], KeyedServer], tmp_path: Path
) -> None:
    settings = vault_settings(vault, tmp_path) | {"key": "vault:conspectus"}
    server = keyed(settings | {"vault_address": "http://127.0.0.1:9"})
    with pytest.raises(RuntimeError, match="key service of vault:conspectus cannot be reached"):
        server.command("migrate")
    (tmp_path / "vault-token").write_text("wrong")
    server.configure(settings)
    with pytest.raises(RuntimeError, match="refuses to use vault:conspectus") as refused:
        server.command("migrate")
    assert vault.token not in str(refused.value) and "wrong" not in str(refused.value)


def test_a_token_that_was_renewed_is_used_without_a_restart(
    vault: Transit, keyed: Callable[[Settings], KeyedServer], tmp_path: Path
) -> None:
    server = keyed(vault_settings(vault, tmp_path))
    server.start()
    team = server.workspace("Team")
    server.command("keys", "own", "--workspace", "Team", "vault:team")
    vault.token = "hvs.renewed"
    eventually(lambda: status(team) == 503, SECONDS)
    (tmp_path / "vault-token").write_text(vault.token)
    eventually(lambda: status(team) == 200, SECONDS)
