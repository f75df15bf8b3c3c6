"""With a server: what is sent, what comes back, and what happens when it says no."""

from __future__ import annotations

import json

import polars as pl
import pytest
from server_double import TOKEN, ServerDouble

import conspectus as cs

FRAME = pl.DataFrame({"x": range(300)})


def test_versions_come_back_with_their_number(server: ServerDouble) -> None:
    assert "'Bank'" in repr(cs.connect(server.url, TOKEN))
    first, second = cs.dataset(FRAME, "numbers"), cs.dataset(FRAME, "numbers")
    assert cs.flush(timeout=60)
    assert (first.version, second.version) == (1, 2)
    assert (first.state, first.problem) == ("acknowledged", None)
    assert first.url == f"{server.url}/assets/{server_asset(first)}?version=1"
    assert repr(second) == "<Dataset 'numbers', version 2>"


def server_asset(capture: cs.Capture) -> str | None:
    return next(entry.asset_id for entry in cs.ledger() if entry.id == capture.id)


def test_what_the_ledger_shows_is_what_was_sent(server: ServerDouble) -> None:
    cs.connect(server.url, TOKEN)
    captures = [cs.dataset(FRAME, "numbers"), cs.note("größer")]
    cs.flush(timeout=60)
    sent = b"".join(server.raw)
    for capture in captures:
        assert cs.ledger().show(capture.id) in sent
    assert {entry.server for entry in cs.ledger()} == {server.url}


def test_what_was_captured_before_connecting_is_sent_later(server: ServerDouble) -> None:
    early = cs.note("early")
    assert early.state == "waiting"
    cs.connect(server.url, TOKEN)
    assert cs.flush(timeout=60)
    assert early.state == "acknowledged"


def test_the_environment_is_enough(server: ServerDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSPECTUS_URL", server.url)
    monkeypatch.setenv("CONSPECTUS_TOKEN", TOKEN)
    cs.note("no connect needed")
    assert cs.flush(timeout=60)
    assert [capture["filing"] for capture in server.captures] == [{"project": "Tests"}]


def test_a_token_that_is_not_accepted_is_an_error_that_says_what_to_do(server: ServerDouble) -> None:
    with pytest.raises(cs.ServerError, match="conspectus login"):
        cs.connect(server.url, "csp_pat_wrong")
    cs.note("captured all the same")
    assert [entry.state for entry in cs.ledger()] == ["waiting"]


def test_a_server_that_is_down_is_no_error(server: ServerDouble) -> None:
    server.__exit__()
    connection = cs.connect(server.url, TOKEN)
    assert connection.offline is not None and "cannot be reached" in connection.offline
    cs.note("waits")
    with pytest.warns(cs.ConspectusWarning, match="1 capture waits in the ledger: .*cannot be reached"):
        assert not cs.flush(timeout=1)


def test_a_refused_capture_is_told_and_blocks_nobody(server: ServerDouble) -> None:
    server.problems["bad"] = "policy-violation"
    bad, good = cs.dataset(FRAME, "bad"), cs.dataset(FRAME, "good")
    cs.connect(server.url, TOKEN)
    with pytest.warns(cs.ConspectusWarning, match="refused the dataset 'bad': bad is refused"):
        assert cs.flush(timeout=60)
    assert (bad.state, bad.version, good.version) == ("refused", None, 1)
    assert bad.problem == "bad is refused."
    assert cs.flush(), "told once"


def test_the_workspaces_policy_is_kept(server: ServerDouble) -> None:
    server.policy["min_rows"] = 1000
    cs.connect(server.url, TOKEN)
    profile = cs.profile(FRAME).to_dict()
    assert profile["policy"]["min_rows"] == 1000
    assert "histogram" not in profile["columns"][0]


@pytest.mark.usefixtures("another_process")
def test_the_user_may_choose_a_stricter_mode(server: ServerDouble) -> None:
    cs.connect(server.url, TOKEN, mode="schema")
    profile = cs.profile(FRAME).to_dict()
    assert profile["policy"]["mode"] == "schema"
    assert set(profile["columns"][0]) <= {"name", "type", "withheld"}


def test_a_policy_once_seen_holds_offline(server: ServerDouble, request: pytest.FixtureRequest) -> None:
    server.policy["min_rows"] = 1000
    cs.connect(server.url, TOKEN)
    server.__exit__()
    request.getfixturevalue("another_process")
    assert cs.connect(server.url, TOKEN).offline
    assert json.loads(cs.profile(FRAME).to_json())["policy"]["min_rows"] == 1000
