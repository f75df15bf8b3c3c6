"""Who the demo's notebook and its reader are."""

from __future__ import annotations

import json
from pathlib import Path

from harness import Api, Server

WORKSPACE = "Demo"
EMAIL = "demo@example.org"
UNAUTHORISED = 401


def agent_token(server: Server, file: Path) -> str:
    """The notebook's access token: the kept one while the server still takes it, else a new one."""
    if file.exists():
        token = file.read_text().strip()
        if Api(server.url, token).ask("GET", "/api/v1/workspace").status != UNAUTHORISED:
            return token
    token = server.token(name="flights notebook")
    file.touch(mode=0o600)
    file.write_text(token)
    file.chmod(0o600)
    return token


def sign_in_link(server: Server) -> str:
    """A fresh one-time link; the first one comes with the workspace and its admin."""
    answer = json.loads(server.command("bootstrap", "--workspace", WORKSPACE, "--email", EMAIL))
    return next(value for value in answer.values() if isinstance(value, str) and "#link=" in value)
