"""The desktop window: it shows what the browser shows, and its page holds no secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from harness.clinic import PROJECT, Clinic
from harness.desktop import Desktop
from harness.window import Window

NewWindow = Callable[..., Window]

# Everything of the page that could hold a secret: storages, cookies, databases, globals, and what is drawn.
PAGE_STATE = """
const done = arguments[0];
const seen = new Set();
const told = (key) => { try { return JSON.stringify(window[key]); } catch { return String(window[key]); } };
const globals = Object.getOwnPropertyNames(window).filter((key) => !/^(webkit|on)/.test(key)).map(told);
indexedDB.databases().then((databases) => done(JSON.stringify([
    { ...localStorage }, { ...sessionStorage }, document.cookie, databases, globals, document.documentElement.outerHTML,
])));
"""


def start(clinic: Clinic) -> list[str]:
    """The arguments with which the demo opens the window."""
    return ["--server", clinic.server.url, "--sign-in-link", clinic.link()]


def ready(window: Window) -> Window:
    window.find("project", PROJECT)
    return window


def test_the_window_shows_a_dataset(clinic: Clinic, desktop: Desktop, new_window: NewWindow) -> None:
    window = ready(new_window(desktop, *start(clinic)))
    window.find("project", PROJECT).click()
    window.css('[data-testid="asset"][data-name="admissions"]').click()
    window.css('[data-testid="column"][data-column="age"]')
    window.find("histogram")
    window.screenshot("desktop-dataset")


def test_the_token_is_in_the_keyring_and_not_in_the_page(
    clinic: Clinic, desktop: Desktop, new_window: NewWindow
) -> None:
    window = ready(new_window(desktop, *start(clinic)))
    token = desktop.secret(clinic.server.url)
    assert token.startswith("csp_ses_")
    state = window.driver.execute_async_script(PAGE_STATE)
    assert len(json.loads(state)) == 6
    assert token not in state
    kept = [path for path in desktop.home.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]
    assert kept == []


def test_somebody_signs_in_by_hand_and_out_again(clinic: Clinic, desktop: Desktop, new_window: NewWindow) -> None:
    window = new_window(desktop)
    window.find("sign-in")
    window.css('[name="server"]').send_keys(clinic.server.url)
    window.css('[name="link"]').send_keys(clinic.link())
    window.screenshot("desktop-sign-in")
    window.css('[data-testid="sign-in"] [type="submit"]').click()
    ready(window)
    assert desktop.secret(clinic.server.url)
    window.sign_out()
    assert desktop.secret(clinic.server.url) == ""


def test_the_next_window_remembers_server_and_session(
    clinic: Clinic, desktop: Desktop, new_window: NewWindow
) -> None:
    ready(new_window(desktop, *start(clinic))).close()
    ready(new_window(desktop))


def test_without_a_keyring_the_session_ends_with_the_window(
    clinic: Clinic, bare_desktop: Desktop, new_window: NewWindow
) -> None:
    window = ready(new_window(bare_desktop, *start(clinic)))
    assert "no keyring is running" in window.invoke("server_url")["ok"]["notice"]
    window.close()
    new_window(bare_desktop).find("sign-in")


def test_the_shell_grants_the_page_its_commands_and_nothing_of_tauri(
    clinic: Clinic, desktop: Desktop, new_window: NewWindow
) -> None:
    window = ready(new_window(desktop, *start(clinic)))
    for command in ("plugin:app|version", "plugin:window|close", "plugin:event|listen", "plugin:webview|create_webview"):
        assert "not allowed" in window.invoke(command)["error"], command
    for path in ("/healthz", "/api/v1/../../healthz", "https://example.org/api/v1/projects"):
        assert window.invoke("request", method="GET", path=path)["error"]["code"] == "bad-request", path
    refused = window.invoke("request", method="POST", path="/api/v1/session", body='{"deliver":"token"}')
    assert refused["error"]["code"] == "bad-request"
    assert window.invoke("open_external", url="file:///etc/passwd")["error"]["code"] == "bad-request"


def test_the_page_itself_reaches_no_network(clinic: Clinic, desktop: Desktop, new_window: NewWindow) -> None:
    window = ready(new_window(desktop, *start(clinic)))
    fetched = "const [url, done] = arguments; fetch(url).then(() => done('open'), () => done('closed'));"
    assert window.driver.execute_async_script(fetched, f"{clinic.server.url}/healthz") == "closed"
    assert window.driver.execute_script("return typeof window.__TAURI__;") == "undefined"


def test_a_saved_file_lands_in_the_downloads(clinic: Clinic, desktop: Desktop, new_window: NewWindow) -> None:
    window = ready(new_window(desktop, *start(clinic)))
    content = base64.b64encode(b"kept").decode()
    saved = [Path(window.invoke("save_file", name="../notes.md", content=content)["ok"]) for _ in range(2)]
    assert saved[0] != saved[1]
    assert all(path.parent == desktop.home and path.read_bytes() == b"kept" for path in saved)
