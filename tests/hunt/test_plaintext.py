"""After a busy day no planted word stands anywhere: not in files, dumps, logs, what a crash leaves, or memory."""

from __future__ import annotations

import base64
import os
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from harness import Api, Postgres, Server
from hunt.memory import memory_of

PASSWORD = "plantedpassword correct horse"
EMAIL = "plantedperson@example.org"
LATER = 200
# Each is written in another kind of place.
PLANTED = [
    *("plantedworkspace", "plantedproject", "plantedphase", "plantediteration", "plantedasset", "plantedcolumn"),
    *("plantedmarkdown", "plantedtitle", "plantedrevision", "plantednote", "plantedtechnique", "plantedmetric"),
    *("plantedtoken", "plantedsearch", "plantedquery", "plantedheader", "plantedbody", "plantedpassword"),
    *("plantedperson", "plantedwrong", "plantedpath"),
]


@dataclass
class Day:
    """A server after a busy day, and everything it was given."""

    server: Server
    folder: Path
    secrets: list[str]
    dump: Callable[[], bytes]


def capture(number: int, body: dict[str, Any], name: str | None = "plantedasset") -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": f"01890000-0000-7000-8000-{number:012x}",
        "captured_at": "2026-03-01T08:59:00.000Z",
        "agent": {"name": "conspectus-python", "version": "0.1.0", "runtime": "python 3.11"},
        "filing": {"project": "plantedproject", "phase": "plantedphase", "iteration": "plantediteration"},
        "body": body,
    }
    return made | ({"name": name} if name else {})


def captures() -> list[dict[str, Any]]:
    column: dict[str, Any] = {"name": "plantedcolumn", "type": {"family": "integer", "arrow": "int64"}}
    policy = {"mode": "standard", "min_rows": 100, "min_cell": 11}
    profile: dict[str, Any] = {"policy": policy, "rows": 1000, "columns": [column]}
    model = {"kind": "model", "technique": "plantedtechnique", "metrics": {"plantedmetric": 0.5}}
    return [
        capture(1, {"kind": "dataset", "profile": profile}),
        capture(2, {"kind": "document", "markdown": "about plantedmarkdown"}, "a document"),
        capture(3, model, "a model"),
        capture(4, {"kind": "note", "text": "plantednote"}, None),
    ]


def a_busy_day(server: Server) -> list[str]:
    """Writes, reads, failures and sign-ins; returns the secrets that were handed out."""
    password_file = server.data.parent / "password"
    password_file.write_text(PASSWORD)
    link = server.bootstrap("plantedworkspace", EMAIL)
    server.command(
        "bootstrap", "--workspace", "plantedworkspace", "--email", EMAIL, "--password-file", str(password_file)
    )
    password_file.unlink()
    token = server.token("plantedtoken", ("captures:write", "read"))
    agent, stranger = Api(server.url, token), Api(server.url)
    answer = agent.post("/api/v1/captures", {"captures": captures()})
    assert all(receipt["outcome"] == "created" for receipt in answer.json()["receipts"]), answer.body
    person = stranger.sign_in(link)
    by_password = stranger.post("/api/v1/session", {"email": EMAIL, "password": PASSWORD, "deliver": "token"})
    assert by_password.status in (200, 201), by_password.body
    stranger.post("/api/v1/session", {"email": EMAIL, "password": "plantedwrong password", "deliver": "token"})
    project = agent.get("/api/v1/projects")["items"][0]["id"]
    written = person.post(
        f"/api/v1/projects/{project}/documents",
        {"name": "plantedtitle", "markdown": "plantedrevision"},
        {"Idempotency-Key": "key-1"},
    )
    assert written.status in (200, 201), written.body
    for path in (
        "/api/v1/projects",
        "/api/v1/audit",
        "/api/v1/search?q=plantedsearch",
        "/api/v1/search?q=plantedcolumn",
    ):
        assert person.ask("GET", path).status == 200, path
    # What fails is logged, and must not be quoted.
    agent.ask("GET", f"/api/v1/assets/{quote('plantedpath')}?plantedquery=1", headers={"X-Planted": "plantedheader"})
    agent.post("/api/v1/captures", {"captures": [{"plantedbody": "plantedbody"}]})
    agent.post("/api/v1/captures", b'{"captures": [plantedbody')
    # A thread's stack keeps the last block that was hashed until the next one takes its place.
    spare = Api(server.url, server.token("spare", ("read",)))
    for _ in range(LATER):
        assert spare.ask("GET", "/api/v1/search?q=nothing").status == 200
    return [token, link, str(person.token), str(by_password.json()["token"])]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Postgres]:
    postgres = Postgres()
    yield postgres
    postgres.stop()


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    (folder / "tmp").mkdir()
    database = request.getfixturevalue("cluster").database() if request.param == "postgres" else None
    os.environ["TMPDIR"] = str(folder / "tmp")
    try:
        server = Server(folder / "server", database).start("--log", "trace")
    finally:
        del os.environ["TMPDIR"]
    secrets = a_busy_day(server)

    def dump() -> bytes:
        if database is None:
            return b""
        cluster = request.getfixturevalue("cluster")
        dumped: bytes = cluster.dump(database.rsplit("/", 1)[1])
        files = cluster.folder.rglob("*")
        return dumped + b"\0".join(file.read_bytes() for file in files if file.is_file())

    yield Day(server, folder, secrets, dump)
    server.stop()


def shapes(word: str) -> list[bytes]:
    """The word as it is, in other encodings, and in pieces of base64 wherever it begins."""
    raw = word.encode()
    base64s = [base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)]
    return [
        raw,
        raw.upper(),
        raw.hex().encode(),
        raw.hex().upper().encode(),
        word.encode("utf-16-le"),
        raw[::-1],
        *base64s,
    ]


def found(haystack: bytes, words: list[str]) -> list[str]:
    return [f"{word} as {shape!r}" for word in words for shape in shapes(word) if shape in haystack]


def everything_on_disk(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_file_no_dump_and_no_temporary_file_holds_a_planted_word(day: Day) -> None:
    kept = everything_on_disk(day.folder) + day.dump()
    assert len(kept) > 50_000, "there is something to look through"
    assert found(kept, PLANTED + day.secrets) == []


def test_the_log_at_its_most_talkative_quotes_nobody(day: Day) -> None:
    log = day.server.output.encode()
    assert len(log) > 1000, "it was talkative"
    assert found(log, PLANTED + day.secrets) == []


def test_the_memory_of_the_running_server_holds_no_password_no_key_in_writing_and_nothing_people_wrote(
    day: Day,
) -> None:
    process = day.server.process
    if os.geteuid() != 0:
        with pytest.raises(PermissionError):
            memory_of(process.pid)
        return
    memory = memory_of(process.pid)
    assert b"conspectus" in memory, "it was really read"
    key = (day.server.data / "master.key").read_text().split()[1]
    assert key.encode() not in memory, "the key file's text is not kept"
    assert found(memory, [*PLANTED, *day.secrets]) == []


def test_a_crash_leaves_no_image_of_the_memory(day: Day) -> None:
    process = day.server.process
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert re.search(r"Max core file size\s+0\s+0\s", limits), limits
    before = everything_on_disk(day.folder)
    process.stop(signal.SIGABRT)
    assert not list(day.folder.rglob("core*"))
    assert len(everything_on_disk(day.folder)) <= len(before) + 8 * 1024 * 1024
    assert found(everything_on_disk(day.folder) + day.server.output.encode(), PLANTED + day.secrets) == []
