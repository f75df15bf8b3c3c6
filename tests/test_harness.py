"""The tools of the other tests keep their own promises."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from harness import Api, Postgres, RecordingProxy


class Echo(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.upper())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[http.server.ThreadingHTTPServer]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        server.seen = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def url_of(server: http.server.ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_the_proxy_records_both_directions(
    echo: http.server.ThreadingHTTPServer, proxy: Callable[[str], RecordingProxy]
) -> None:
    between = proxy(url_of(echo))
    answer = Api(between.url).ask("POST", "/path", b"canary")
    assert answer.body == b"CANARY"
    assert b"POST /path" in between.sent
    assert b"canary" in between.sent
    assert b"CANARY" in between.received


def test_a_lost_answer_still_reached_the_server(
    echo: http.server.ThreadingHTTPServer, proxy: Callable[[str], RecordingProxy]
) -> None:
    between = proxy(url_of(echo))
    between.lose_answers = True
    with pytest.raises(OSError, match=r"."):
        Api(between.url).ask("POST", "/path", b"canary")
    assert echo.seen == [b"canary"]  # type: ignore[attr-defined]
    assert between.lost == 1


def test_each_database_has_an_owner_without_special_rights(postgres: Postgres) -> None:
    name = postgres.database().rpartition("/")[2]
    assert postgres.query(f"select rolsuper or rolbypassrls from pg_roles where rolname = '{name}'").strip() == "f"
    assert postgres.query("select current_database()", name).strip() == name
