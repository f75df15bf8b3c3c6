"""Fixtures that every black-box test may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import Postgres, RecordingProxy, Server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this test run, started when the first test asks for it."""
    cluster = Postgres()
    yield cluster
    cluster.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both engines, one after the other, for each test that asks."""
    return str(request.param)


@pytest.fixture
def new_server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Server]]:
    """Makes servers that are not started yet; what runs at the end of the test is stopped."""
    servers: list[Server] = []

    def make(engine: str = "sqlite") -> Server:
        database = request.getfixturevalue("postgres").database() if engine == "postgres" else None
        servers.append(Server(tmp_path / f"server-{len(servers)}", database))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(new_server: Callable[[str], Server], engine: str) -> Server:
    """A running server, once on SQLite and once on PostgreSQL."""
    return new_server(engine).start()


@pytest.fixture
def sqlite_server(new_server: Callable[[str], Server]) -> Server:
    """A running server on SQLite only, for claims that do not depend on the engine."""
    return new_server("sqlite").start()


@pytest.fixture
def proxy() -> Iterator[Callable[[str], RecordingProxy]]:
    """Puts a recording proxy in front of a URL."""
    proxies: list[RecordingProxy] = []

    def put_before(upstream: str) -> RecordingProxy:
        proxies.append(RecordingProxy(upstream))
        return proxies[-1]

    yield put_before
    for each in proxies:
        each.close()


@pytest.fixture
def agent_env(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment of a notebook with a ledger of its own: `agent_env(url, token, project)`."""

    def make(url: str, token: str, project: str = "Acceptance", home: str = "agent") -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CONSPECTUS_")}
        return clean | {
            "CONSPECTUS_URL": url,
            "CONSPECTUS_TOKEN": token,
            "CONSPECTUS_PROJECT": project,
            "CONSPECTUS_HOME": str(tmp_path / home),
        }

    return make
