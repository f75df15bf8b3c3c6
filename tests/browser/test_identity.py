"""Joining, a second factor, and one's own sessions, as somebody meets them on the page."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import Server
from harness.browser import Browser

PASSWORD = "vier blaue Kamele singen"
STEP_SECONDS = 30


def code(secret: str, step: int) -> str:
    """What an authenticator app shows in one step of time."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def fill(browser: Browser, name: str, text: str) -> None:
    field = browser.css(f'[name="{name}"]')
    field.clear()
    field.send_keys(text)


def submit(browser: Browser, form: str) -> None:
    browser.css(f'[data-testid="{form}"] [type="submit"]').click()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with an admin and nothing recorded yet."""
    running = Server(tmp_path / "server").start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def new_visitor(server: Server, tmp_path: Path) -> Iterator[Callable[[], Browser]]:
    """Opens browsers with empty profiles on that server's page."""
    browsers: list[Browser] = []

    def make() -> Browser:
        browsers.append(Browser(server.url, tmp_path / f"profile-{len(browsers)}"))
        return browsers[-1]

    try:
        yield make
    finally:
        for browser in browsers:
            browser.close()


def is_in(browser: Browser) -> None:
    """Waits for what only somebody who is signed in sees."""
    browser.css('header [aria-haspopup="menu"]')


def invited(admin: Browser, server: Server, email: str) -> str:
    """The link that an admin copies, as a path of the page."""
    admin.open(f"/sign-in#link={server.bootstrap()}")
    is_in(admin)
    admin.open("/account")
    fill(admin, "invite", email)
    submit(admin, "invite")
    link = admin.find("invitation-link").find_element("tag name", "code").text
    return link.removeprefix(server.url)


def test_somebody_joins_adds_a_second_factor_and_signs_in_with_it(
    new_visitor: Callable[[], Browser], server: Server
) -> None:
    admin, guest = new_visitor(), new_visitor()
    email = "grace@example.org"
    guest.open(invited(admin, server, email))
    admin.screenshot("invitations")
    fill(guest, "name", "Grace Hopper")
    fill(guest, "password", PASSWORD)
    guest.screenshot("join")
    submit(guest, "join")
    is_in(guest)
    assert "invitation=" not in guest.driver.current_url

    guest.open("/account")
    guest.css('[data-testid="add-authenticator"]').click()
    secret = guest.find("authenticator-secret").text
    guest.screenshot("authenticator")
    fill(guest, "code", code(secret, int(time.time()) // STEP_SECONDS))
    submit(guest, "authenticator")
    codes = guest.find("recovery-codes").find_element("tag name", "pre").text.splitlines()
    assert len(codes) == 10
    guest.find("own-session", "this one")
    guest.screenshot("account")

    guest.sign_out()
    fill(guest, "email", email)
    fill(guest, "password", PASSWORD)
    submit(guest, "sign-in")
    guest.css('[name="code"]')
    guest.screenshot("sign-in-code")
    fill(guest, "code", codes[0])
    submit(guest, "sign-in")
    is_in(guest)
    assert [line for line in guest.complaints() if "status of 401" not in line] == []
    assert guest.strangers() == []
