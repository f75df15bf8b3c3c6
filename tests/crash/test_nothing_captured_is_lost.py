"""Nothing captured is lost, and nothing arrives twice: agent and server are killed at random moments of an upload.

The moments come from a seed, so that a failure can be repeated.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness import Api, Process, RecordingProxy, Server

TESTS = Path(__file__).resolve().parents[1]
ROUNDS = 5
A_ROUND = 12
SECONDS = 120


@dataclass
class Bench:
    """A server behind a proxy, and notebooks that share one ledger."""

    server: Server
    between: RecordingProxy
    reader: Api
    env: dict[str, str]

    def notebook(self, first: int, count: int) -> Process:
        return Process([sys.executable, "-m", "crash.captures", str(first), str(count)], env=self.env)


@pytest.fixture
def bench(
    new_server: Callable[[str], Server],
    engine: str,
    proxy: Callable[[str], RecordingProxy],
    agent_env: Callable[..., dict[str, str]],
) -> Bench:
    server = new_server(engine)
    server.bootstrap()
    server.start()
    token = server.token()
    between = proxy(server.url)
    env = agent_env(between.url, token) | {"PYTHONPATH": str(TESTS)}
    return Bench(server, between, Api(server.url, token), env)


def test_a_killed_notebook_loses_nothing_it_had_captured(bench: Bench) -> None:
    dice = random.Random(20_131)
    captured: set[int] = set()
    for turn in range(ROUNDS):
        notebook = bench.notebook(turn * A_ROUND, A_ROUND)
        notebook.wait_for(f"captured {turn * A_ROUND + dice.randrange(A_ROUND)}$", SECONDS)
        pause(dice)
        notebook.kill()
        captured |= {int(line.split()[1]) for line in notebook.lines if line.startswith("captured")}
    arrived = settle(bench)
    assert {f"table {number:04}" for number in captured} <= arrived


def test_a_killed_server_keeps_what_it_acknowledged_and_gets_the_rest_later(bench: Bench) -> None:
    dice = random.Random(20_132)
    notebook = bench.notebook(0, ROUNDS * A_ROUND)
    for _ in range(ROUNDS):
        already = len(bench.between.sent)
        bench.between.wait_until_sent(already + dice.randrange(1, 4_000), seconds=5)
        pause(dice)
        bench.server.kill()
        bench.server.start()
    notebook.wait_for("^done$", SECONDS)
    notebook.stop()
    assert settle(bench) == {f"table {number:04}" for number in range(ROUNDS * A_ROUND)}


def test_answers_that_were_lost_do_no_harm(bench: Bench) -> None:
    notebook = bench.notebook(0, ROUNDS * A_ROUND)
    notebook.wait_for("captured 0$", SECONDS)
    bench.between.lose_answers = True
    assert bench.between.wait_until_sent(len(bench.between.sent) + 2_000, SECONDS)
    bench.between.lose_answers = False
    notebook.wait_for("^done$", SECONDS)
    notebook.stop()
    assert settle(bench) == {f"table {number:04}" for number in range(ROUNDS * A_ROUND)}
    assert bench.between.lost > 0


def settle(bench: Bench) -> set[str]:
    """Sends what still waits; checks that ledger and server agree; returns the names of what arrived, each once."""
    last = bench.notebook(0, 0)
    last.wait_for("^done$", SECONDS)
    last.stop()
    rows = [line.removeprefix("ledger ").rsplit(" ", 2) for line in last.lines if line.startswith("ledger ")]
    assert {state for _, state, _ in rows} == {"acknowledged"}
    in_ledger = sorted(name for name, _, _ in rows)
    on_server = {asset["name"]: asset["versions"] for asset in assets(bench.reader)}
    assert sorted(on_server) == in_ledger
    assert set(on_server.values()) == {1}
    return set(on_server)


def assets(reader: Api) -> list[dict[str, Any]]:
    projects = list(reader.items("/api/v1/projects"))
    return [asset for project in projects for asset in reader.items(f"/api/v1/projects/{project['id']}/assets")]


def pause(dice: random.Random) -> None:
    """A moment of some milliseconds: what is killed must not be able to tell when."""
    threading.Event().wait(dice.uniform(0, 0.05))
