"""A server whose keys are kept by a key service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harness import Api, Process, Server

LEASE = 1


class KeyedServer(Server):
    """Takes the settings of its keys from a file, for the server and for each command."""

    def __init__(self, data: Path, settings: dict[str, str | int], database: str | None = None) -> None:
        super().__init__(data, database)
        self.config = data.with_suffix(".toml")
        self.configure(settings)

    def configure(self, settings: dict[str, str | int]) -> None:
        lines = [f"{name} = {json.dumps(value)}" for name, value in ({"lease": LEASE} | settings).items()]
        self.config.write_text("\n".join(["[keys]", *lines]))

    def key_list(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.command("keys", "list").splitlines()]

    def begin(self, *arguments: str) -> Process:
        """A command that is still running."""
        return Process([self.program, *arguments, *self._storage()], env=self._env(), cwd=self.data.parent)

    def workspace(self, name: str) -> Api:
        """A workspace of its own, and an agent in it."""
        self.command("bootstrap", "--workspace", name, "--email", f"{name.lower()}@example.org")
        flags = ["--name", "agent", "--workspace", name]
        scopes = [flag for scope in ("captures:write", "read") for flag in ("--scope", scope)]
        return Api(self.url, self.command("token", "create", *flags, *scopes).strip())

    def _storage(self) -> list[str]:
        return [*super()._storage(), "--config", str(self.config)]


def write(api: Api, number: int, text: str = "text") -> None:
    """Captures one document."""
    capture = {
        "id": f"01890000-0000-7000-8000-{number:012x}",
        "captured_at": "2026-03-01T08:59:00.000Z",
        "agent": {"name": "conspectus-python", "version": "0.1.0", "runtime": "python 3.11"},
        "filing": {"project": "Flights", "phase": "Modelling", "iteration": "baseline"},
        "name": f"document {number}",
        "body": {"kind": "document", "markdown": f"{text} {number}"},
    }
    answer = api.post("/api/v1/captures", {"captures": [capture]})
    assert answer.status == 200 and answer.json()["receipts"][0]["outcome"] == "created", answer.body


def status(api: Api) -> int:
    """What reading answers."""
    return api.ask("GET", "/api/v1/projects").status
