"""A server with a clinic's notebook already on it: what the tests of the viewer look at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .notebook import execute
from .programs import ROOT
from .server import Server

PROJECT = "Readmission"
NOTEBOOK = ROOT / "tests" / "story" / "admissions.ipynb"


class Clinic:
    """The server, and what the notebook's cells showed."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self._first_link: str | None = server.bootstrap()
        env = {name: value for name, value in os.environ.items() if not name.startswith("CONSPECTUS_")}
        env |= {
            "CONSPECTUS_URL": server.url,
            "CONSPECTUS_TOKEN": server.token(),
            "CONSPECTUS_PROJECT": PROJECT,
            "CONSPECTUS_HOME": str(folder / "agent"),
        }
        self.shown: list[dict[str, Any]] = execute(NOTEBOOK, env=env, folder=folder)

    def link(self) -> str:
        """The secret of a sign-in link that nobody has used."""
        link, self._first_link = self._first_link, None
        return link or self.server.bootstrap()
