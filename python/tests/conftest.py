"""Every test has a ledger of its own, no server, and no keyring."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from server_double import ServerDouble

from conspectus import _session

# A real keyring on the developer's machine is left alone.
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of this test's ledger and config file."""
    for name in [name for name in os.environ if name.startswith("CONSPECTUS_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("CONSPECTUS_HOME", str(folder))
    monkeypatch.setenv("CONSPECTUS_PROJECT", "Tests")
    monkeypatch.setattr(_session, "_state", _session._State())
    yield folder
    if (session := _session._state.native) is not None and session.server:
        session.flush(0)


@pytest.fixture
def server() -> Iterator[ServerDouble]:
    """A server on loopback that answers as Conspectus does."""
    with ServerDouble() as double:
        yield double


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, as in a process that starts anew on the same ledger."""
    monkeypatch.setattr(_session, "_state", _session._State())
