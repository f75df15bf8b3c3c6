"""Keys are replaced while a server runs, also when what replaces them is killed; destroyed keys are shown gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Api
from keys.keyed import KeyedServer, status, write

DOCUMENTS = 400


@pytest.fixture
def server(tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> Iterator[KeyedServer]:
    database = request.getfixturevalue("postgres").database() if engine == "postgres" else None
    server = KeyedServer(tmp_path / "server", {}, database)
    server.start()
    yield server
    server.stop()


def states(server: KeyedServer, purpose: str = "content") -> list[tuple[int, str]]:
    keys = sorted(
        (key["workspace_id"], key["version"], key["state"]) for key in server.key_list() if key["purpose"] == purpose
    )
    return [(version, state) for workspace, version, state in keys if not workspace.startswith("00000000")]


def fill(api: Api) -> None:
    for number in range(DOCUMENTS):
        write(api, number)


def test_a_rotation_survives_kill_9_and_readers_and_writers_notice_nothing(server: KeyedServer) -> None:
    api = server.workspace("Team")
    fill(api)
    number = DOCUMENTS
    for _ in range(3):
        rotation = server.begin("keys", "rotate", "data", "--workspace", "Team")
        rotation.wait_for(r": [1-9]\d* sealed anew|done: ")
        rotation.kill()
        write(api, number := number + 1)
        assert status(api) == 200
    rotation = server.begin("keys", "rotate", "data", "--workspace", "Team")
    while rotation.running:
        write(api, number := number + 1)
        assert status(api) == 200
    assert rotation.wait() == 0, rotation.output
    assert "going on with the rotation that was cut off" in rotation.output
    assert "done: 1 old keys destroyed" in rotation.output, rotation.output
    assert states(server) == [(1, "destroyed"), (2, "active")], "killed three times, it is still one rotation"
    gone = next(key for key in server.key_list() if key["state"] == "destroyed")
    assert gone["wrapped_with"] is None and gone["destroyed_at"]
    assert sum(1 for _ in api.items("/api/v1/search?q=document&limit=100")) >= DOCUMENTS
    server.stop()
    server.start()
    assert status(api) == 200
    assert "BROKEN" not in server.command("audit", "verify")


def test_the_master_key_is_replaced_and_the_old_one_forgotten_while_the_server_runs(server: KeyedServer) -> None:
    api = server.workspace("Team")
    write(api, 1)
    old = server.key_list()[0]["wrapped_with"]
    with pytest.raises(RuntimeError, match="still wrapped"):
        server.command("keys", "forget", old)
    server.command("keys", "rotate", "master")
    server.command("keys", "forget", old)
    assert old not in {key["wrapped_with"] for key in server.key_list()}
    write(api, 2)
    server.stop()
    server.start()
    assert status(api) == 200


def test_a_destroyed_workspace_answers_that_it_is_gone_and_the_others_go_on(server: KeyedServer) -> None:
    team, others = server.workspace("Team"), server.workspace("Others")
    write(team, 1)
    write(others, 1)
    with pytest.raises(RuntimeError, match="--confirm"):
        server.command("keys", "destroy", "--workspace", "Team", "--confirm", "Taem")
    server.command("keys", "destroy", "--workspace", "Team", "--confirm", "Team")
    while (answer := status(team)) != 410:  # at the latest when the lease has run out
        assert answer == 200
    assert status(others) == 200
    assert "BROKEN" not in server.command("audit", "verify"), "its log still proves what happened"
    assert "its content was destroyed" in server.command("keys", "rotate", "data")
