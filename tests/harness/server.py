"""The built server, run as its users run it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .process import Process
from .programs import built, run


class Server:
    """One `conspectus-server` with a data folder of its own; it can be stopped, killed and started again."""

    def __init__(self, data: Path, database: str | None = None, listen: str = "127.0.0.1:0") -> None:
        self.program = built("conspectus-server")
        self.data = data
        self.database = database
        self._listen = listen
        self._process: Process | None = None
        self._url: str | None = None

    @property
    def url(self) -> str:
        """Where it listens, for example `http://127.0.0.1:40913`."""
        assert self._url is not None, "the server was not started"
        return self._url

    @property
    def output(self) -> str:
        return self._process.output if self._process else ""

    @property
    def process(self) -> Process:
        assert self._process is not None, "the server was not started"
        return self._process

    def start(self, *flags: str) -> Server:
        """Starts it; a second start keeps the port, so that agents find it again."""
        listen = self._url.removeprefix("http://") if self._url else self._listen
        self._process = Process(
            [self.program, "serve", *self._storage(), "--listen", listen, *flags], env=self._env(), cwd=self.data.parent
        )
        self._url = self._process.wait_for(r"listening on (http://127\.0\.0\.1:\d+)")[1]
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        return self._process.stop(how) if self._process else 0

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def wait(self) -> None:
        """Returns when the server has ended by itself."""
        if self._process:
            self._process.wait()

    def bootstrap(self, workspace: str = "Acceptance", email: str = "ada@example.org") -> str:
        """Makes the workspace and its first admin; returns the secret of the one-time sign-in link."""
        answer = json.loads(self.command("bootstrap", "--workspace", workspace, "--email", email))
        return sign_in_secret(answer)

    def token(
        self,
        name: str = "notebook",
        scopes: Sequence[str] = ("captures:write", "read"),
        project: str | None = None,
    ) -> str:
        """An access token for an agent."""
        flags = [flag for scope in scopes for flag in ("--scope", scope)]
        if project:
            flags += ["--project", project]
        return self.command("token", "create", "--name", name, *flags).strip()

    def command(self, *arguments: str) -> str:
        """Runs one subcommand on this server's storage and returns what it prints."""
        verbs = [*arguments[:2]] if arguments[0] in ("token", "provider") else [arguments[0]]
        command: list[str | Path] = [self.program, *verbs, *self._storage(), *arguments[len(verbs) :]]
        return run(command, env=self._env(), cwd=self.data.parent)

    def _storage(self) -> list[str]:
        database = ["--database", self.database] if self.database else []
        return ["--data", str(self.data), *database]

    @staticmethod
    def _env() -> dict[str, str]:
        """The caller's environment without its own Conspectus settings."""
        return {name: value for name, value in os.environ.items() if not name.startswith("CONSPECTUS_")}


def sign_in_secret(bootstrap: dict[str, Any]) -> str:
    """The secret inside the link that `bootstrap` printed, wherever in its answer the link stands."""
    link = next(value for value in bootstrap.values() if isinstance(value, str) and "#link=" in value)
    return link.partition("#link=")[2]
