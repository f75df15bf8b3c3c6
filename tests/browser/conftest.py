"""Browsers that fail their test when the page complains or asks a stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import Postgres, Server
from harness.browser import Browser
from harness.clinic import Clinic

# Asking who is signed in is how the page finds out that nobody is.
EXPECTED = "/api/v1/session - Failed to load resource: the server responded with a status of 401"


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A captured notebook on each engine; the tests below it only read."""
    folder = tmp_path_factory.mktemp(f"clinic-{request.param}")
    database = None
    if request.param == "postgres":
        cluster: Postgres = request.getfixturevalue("postgres")
        database = cluster.database()
    server = Server(folder / "server", database).start()
    try:
        yield Clinic(server, folder)
    finally:
        server.stop()


@pytest.fixture
def new_browser(clinic: Clinic, tmp_path: Path) -> Iterator[Callable[[], Browser]]:
    """Opens browsers with empty profiles on the clinic's page."""
    browsers: list[Browser] = []

    def make() -> Browser:
        browsers.append(Browser(clinic.server.url, tmp_path / f"profile-{len(browsers)}"))
        return browsers[-1]

    try:
        yield make
        for browser in browsers:
            assert_calm(browser)
    finally:
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def signed_in(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests that only read."""
    browser = Browser(clinic.server.url, tmp_path_factory.mktemp("profile"))
    try:
        browser.open(f"/sign-in#link={clinic.link()}")
        browser.find("project")
        yield browser
    finally:
        browser.close()


@pytest.fixture
def reader(signed_in: Browser) -> Iterator[Browser]:
    """Somebody who is signed in and sees the projects, in the light."""
    signed_in.prefer("light")
    signed_in.open("/")
    signed_in.find("project")
    yield signed_in
    assert_calm(signed_in)


def assert_calm(browser: Browser) -> None:
    """No error on the console, no breach of the policy, and nothing asked of anybody but the server."""
    assert [line for line in browser.complaints() if EXPECTED not in line] == []
    assert browser.strangers() == []


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Browser, str], None]:
    """Keeps a screenshot under the engine's name."""
    engine = request.node.callspec.params["clinic"]

    def keep(browser: Browser, name: str) -> None:
        browser.screenshot(f"{engine}-{name}")

    return keep
