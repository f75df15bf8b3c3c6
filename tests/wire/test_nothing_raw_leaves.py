"""Nothing raw leaves: values planted all over a notebook are looked for in what went out and in what is kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import Api, Postgres, RecordingProxy, Server
from wire.canaries import every_type, personal
from wire.leak import REVEALED
from wire.traces import Search, Value, found, unpacked

TESTS = Path(__file__).resolve().parents[1]
SECONDS = 240


@dataclass
class Leak:
    """What the notebook planted, and everything that came of it."""

    planted: list[Value]
    search: Search
    sent: bytes
    kept: bytes
    answered: bytes


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def leak(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Leak:
    """One run of the notebook against each engine."""
    folder = tmp_path_factory.mktemp("leak")
    cluster: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    database = cluster.database() if cluster else None
    server = Server(folder / "server", database)
    secret = server.bootstrap()
    server.start()
    between = RecordingProxy(server.url)
    try:
        planted = notebook(between.url, server.token(), folder)
        answered = everything_readable(Api(server.url).sign_in(secret))
    finally:
        between.close()
        server.stop()
    dump = cluster.dump(database.rpartition("/")[2]) if cluster and database else b""
    return Leak(planted, Search(planted), between.sent, kept_by(server, dump), answered)


def notebook(url: str, token: str, folder: Path) -> list[Value]:
    """Runs the notebook that tries to leak; returns all that it planted."""
    env = {"CONSPECTUS_URL": url, "CONSPECTUS_TOKEN": token, "CONSPECTUS_PROJECT": "Leak", "PYTHONPATH": str(TESTS)}
    env |= {"CONSPECTUS_HOME": str(folder / "agent"), "PATH": "/usr/bin:/bin", "HOME": str(folder / "home-of-canary")}
    done = subprocess.run(
        [sys.executable, "-m", "wire.leak"],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    planted: list[Value] = [json.loads(line) for line in done.stdout.splitlines()]
    for rows in (20_000, 1_000, 150, 40):
        planted += every_type(rows, seed=rows).values
    return planted + personal(3_000, seed=7).values


def everything_readable(reader: Api) -> bytes:
    """What the server tells its admin: every version, with its lineage."""
    answers = []
    for project in reader.items("/api/v1/projects"):
        for asset in reader.items(f"/api/v1/projects/{project['id']}/assets"):
            for version in reader.items(f"/api/v1/assets/{asset['id']}/versions"):
                answers.append(reader.ask("GET", f"/api/v1/versions/{version['id']}").body)
    return b"\n".join(answers)


def kept_by(server: Server, dump: bytes) -> bytes:
    """The server's files, what it printed, and the dump of its database, if that is no file."""
    files = [path.read_bytes() for path in sorted(server.data.rglob("*")) if path.is_file()]
    # Sealed bytes are searched as bytes: written out in hexadecimal, they imitate short numbers by chance.
    dump = re.sub(rb"\\x([0-9a-f]+)", lambda cell: bytes.fromhex(cell[1].decode()), dump)
    return b"\n".join([*files, dump, server.output.encode()])


def test_no_planted_value_is_among_the_bytes_that_were_sent(leak: Leak) -> None:
    assert leak.search.found(leak.sent) == []


def test_no_planted_value_is_among_the_bytes_that_the_server_keeps(leak: Leak) -> None:
    assert leak.search.found(leak.kept) == []


def test_no_planted_value_is_among_the_answers_of_the_server(leak: Leak) -> None:
    assert leak.search.found(leak.answered) == []


def test_what_may_leave_is_found_so_the_silence_means_something(leak: Leak) -> None:
    assert len(leak.planted) > 1_500
    assert found([REVEALED], leak.sent) == [REVEALED]
    assert found([REVEALED], leak.answered) == [REVEALED]
    assert any(b'"captures"' in frame for frame in [leak.sent, *unpacked(leak.sent)])


def test_what_may_leave_is_sealed_where_it_is_kept(leak: Leak) -> None:
    names: list[Value] = [REVEALED, "every type, 20000 rows", "few_numbers"]
    assert found(names, leak.kept) == []
