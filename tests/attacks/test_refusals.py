"""What a server is sent and refuses is neither kept nor logged; only the sender is told what was wrong with it."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from harness import Api, Server
from harness.programs import ROOT
from wire.canaries import word
from wire.traces import Search, Value

SAMPLE = json.loads((ROOT / "agent" / "metadata" / "samples" / "capture-batch.json").read_bytes())
Change = Callable[[dict[str, Any], str], None]


def unknown_field(capture: dict[str, Any], canary: str) -> None:
    capture["body"]["remark"] = canary


def field_of_another_type(capture: dict[str, Any], canary: str) -> None:
    capture["captured_at"] = canary


def kind_that_does_not_exist(capture: dict[str, Any], canary: str) -> None:
    capture["body"]["kind"] = canary


def id_that_is_none(capture: dict[str, Any], canary: str) -> None:
    capture["id"] = canary


def bodies(dice: random.Random) -> Iterator[tuple[bytes, str]]:
    """Requests that must be refused, each with the canary in it."""
    for change in (unknown_field, field_of_another_type, kind_that_does_not_exist, id_that_is_none):
        batch, canary = copy.deepcopy(SAMPLE), word(dice)
        del batch["captures"][1:]
        change(batch["captures"][0], canary)
        yield json.dumps(batch).encode(), canary
    for shape in ('{{"captures": "{}"}}', '{{"captures": [{{"body": "{}"}}]}}', '{{"captures": [{}', "{}"):
        canary = word(dice)
        yield shape.format(canary).encode(), canary


def test_no_refused_value_is_kept_or_logged(sqlite_server: Server) -> None:
    sqlite_server.bootstrap()
    agent = Api(sqlite_server.url, sqlite_server.token())
    planted: list[Value] = []
    for body, canary in bodies(random.Random(11)):
        answer = agent.post("/api/v1/captures", body, {"Idempotency-Key": "refusal"})
        assert b"urn:conspectus:problem" in answer.body, answer.body
        planted.append(canary)
    sqlite_server.stop()
    kept = b"".join(path.read_bytes() for path in sorted(sqlite_server.data.rglob("*")) if path.is_file())
    assert Search(planted).found(kept + sqlite_server.output.encode()) == []
