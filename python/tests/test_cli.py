"""The command `conspectus`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from server_double import TOKEN, ServerDouble

import conspectus as cs
from conspectus._cli import main


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the user types."""
    stdin = io.StringIO()
    monkeypatch.setattr("sys.stdin", stdin)
    return stdin


def test_login_checks_the_token_and_keeps_it_where_only_its_owner_can_read_it(
    server: ServerDouble, typed: io.StringIO, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed.write(f"{TOKEN}\n")
    typed.seek(0)
    assert main(["login", "--url", server.url, "--token-stdin"]) == 0
    said = capsys.readouterr().out
    assert "Signed in to Bank" in said and str(home / "config.toml") in said and TOKEN not in said
    assert (home / "config.toml").stat().st_mode & 0o077 == 0
    cs.note("sent with the token of the login")
    assert cs.flush(timeout=60)


def test_login_keeps_no_token_that_is_not_accepted(
    server: ServerDouble, typed: io.StringIO, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed.write("csp_pat_wrong\n")
    typed.seek(0)
    assert main(["login", "--url", server.url, "--token-stdin"]) == 1
    assert "does not accept the token" in capsys.readouterr().err
    assert not (home / "config.toml").exists()


def test_the_ledger_is_listed_and_shown_to_the_byte(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    capture = cs.note("größer")
    assert main(["ledger", "--json"]) == 0
    listed = json.loads(capfdbinary.readouterr().out)
    assert (listed["id"], listed["kind"], listed["state"]) == (capture.id, "note", "waiting")
    assert main(["ledger", "show", capture.id[-12:]]) == 0
    assert capfdbinary.readouterr().out == cs.ledger().show(capture.id)
    assert main(["ledger"]) == 0
    assert capture.id.encode() in capfdbinary.readouterr().out


def test_an_unknown_id_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "show", "7"]) == 1
    assert "no capture has this id" in capsys.readouterr().err


def test_flush_and_status_say_how_things_stand(
    server: ServerDouble, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cs.note("waits")
    assert main(["flush"]) == 1
    assert "1 capture waits: no server is connected" in capsys.readouterr().out
    monkeypatch.setenv("CONSPECTUS_URL", server.url)
    monkeypatch.setenv("CONSPECTUS_TOKEN", TOKEN)
    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert server.url in said and "from CONSPECTUS_TOKEN" in said and TOKEN not in said


def test_a_server_that_moved_gets_what_waited_for_its_old_address(
    server: ServerDouble, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    cs.connect("http://127.0.0.1:9", TOKEN)
    cs.note("for the old address")
    request.getfixturevalue("another_process")
    monkeypatch.setenv("CONSPECTUS_URL", server.url)
    monkeypatch.setenv("CONSPECTUS_TOKEN", TOKEN)
    assert main(["flush"]) == 0
    assert server.captures == []
    assert main(["flush", "--from", "http://127.0.0.1:9"]) == 0
    assert len(server.captures) == 1


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"conspectus {cs.__version__}\n"
