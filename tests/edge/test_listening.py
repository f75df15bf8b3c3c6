"""The built server on the network: its certificate, plain HTTP, figures."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge.certificates import Authority
from harness import Api, Process, Server

SECONDS = 30


@dataclass
class Secured:
    """A server that speaks TLS, leads from plain HTTP to it, and shows figures."""

    process: Process
    authority: Authority
    port: int
    plain: int
    figures: str

    def certificate(self) -> bytes:
        """The one that a new connection is shown."""
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        with (
            socket.create_connection(("127.0.0.1", self.port)) as raw,
            context.wrap_socket(raw, server_hostname="localhost") as tls,
        ):
            shown = tls.getpeercert(binary_form=True)
            assert tls.version() == "TLSv1.3" and shown is not None
            return shown


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Secured]:
    authority = Authority(tmp_path)
    pair = authority.issue("tls")
    server = Server(tmp_path / "server")
    flags = ["--tls-certificate", str(pair.certificate), "--tls-key", str(pair.key), "--listen", "127.0.0.1:0"]
    flags += ["--redirect-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]
    process = Process([server.program, "serve", "--data", str(server.data), *flags], cwd=tmp_path)
    port = int(process.wait_for(r"listening on https://127\.0\.0\.1:(\d+)")[1])
    plain = int(process.wait_for(r"redirecting on http://127\.0\.0\.1:(\d+)")[1])
    figures = process.wait_for(r"figures on (http://127\.0\.0\.1:\d+)/metrics")[1]
    yield Secured(process, authority, port, plain, figures)
    assert process.stop() == 0, process.output


def test_a_renewed_certificate_is_shown_without_a_restart(secured: Secured) -> None:
    before = secured.certificate()
    secured.authority.issue("tls")
    secured.process.tell(signal.SIGHUP)
    end = time.monotonic() + SECONDS
    while secured.certificate() == before:
        assert time.monotonic() < end, secured.process.output
    assert secured.process.running


def test_plain_http_leads_pages_to_https_and_refuses_the_interface(secured: Secured) -> None:
    def ask(method: str, path: str) -> tuple[int, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", secured.plain)
        connection.request(method, path, headers={"Host": "conspectus.example"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("Location")

    assert ask("GET", "/projects?tab=1") == (308, "https://conspectus.example/projects?tab=1")
    assert ask("GET", "/api/v1/projects") == (403, None)
    assert ask("POST", "/api/v1/captures") == (403, None)


def test_answers_over_tls_demand_it_for_a_year_and_figures_count_them(secured: Secured) -> None:
    context = ssl.create_default_context(cafile=str(secured.authority.certificate))
    connection = http.client.HTTPSConnection("localhost", secured.port, context=context)
    connection.request("GET", "/api/v1/projects")
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 401
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000; includeSubDomains"
    assert "unsafe" not in str(answer.getheader("Content-Security-Policy"))
    connection.close()
    text = Api(secured.figures).ask("GET", "/metrics").body.decode()
    assert re.search(r'conspectus_http_requests_total\{.*route="/api/v1/projects",status="401"\} 1', text), text
    assert text.endswith("# EOF\n")
