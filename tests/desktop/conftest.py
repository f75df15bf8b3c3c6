"""Desktop windows on a server with a captured notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from harness import Server
from harness.clinic import Clinic
from harness.desktop import Desktop
from harness.window import Window


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A captured notebook on SQLite; the engine makes no difference to a window."""
    folder = tmp_path_factory.mktemp("clinic-desktop")
    server = Server(folder / "server").start()
    try:
        yield Clinic(server, folder)
    finally:
        server.stop()


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """A login with an unlocked keyring."""
    session = Desktop()
    yield session
    session.close()


@pytest.fixture
def bare_desktop() -> Iterator[Desktop]:
    """A login without message bus and keyring."""
    session = Desktop(keyring=False)
    yield session
    session.close()


@pytest.fixture
def new_window() -> Iterator[Callable[..., Window]]:
    """Opens windows: `new_window(desktop, *arguments)`."""
    windows: list[Window] = []

    def make(desktop: Desktop, *arguments: str) -> Window:
        windows.append(Window(desktop, *arguments))
        return windows[-1]

    yield make
    for window in windows:
        window.close()
