"""Chromium without a window, listening for everything that should not happen."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from .page import Page
from .programs import ROOT, run

WINDOW = "1440,1000"
# Chromium's own errands would blur what the page asks for.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


def programs() -> list[str]:
    """The browser and its driver, whatever this system calls them."""
    return run([ROOT / "scripts" / "browser.sh"], cwd=ROOT).splitlines()


class Browser(Page):
    """A fresh profile on one server's page."""

    def __init__(self, url: str, profile: Path) -> None:
        self.url = url
        options = ChromeOptions()
        browser, driver = programs()
        options.binary_location = browser
        flags = ["--headless=new", f"--window-size={WINDOW}", f"--user-data-dir={profile}", *QUIET]
        if os.geteuid() == 0:  # its sandbox refuses to run as root, as in most containers
            flags.append("--no-sandbox")
        for flag in flags:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self._chrome = Chrome(options=options, service=Service(executable_path=driver))
        super().__init__(self._chrome)
        self._requested: list[str] = []

    def open(self, path: str) -> None:
        self.driver.get(self.url + path)

    def prefer(self, scheme: str) -> None:
        """Light or dark, as the reader's system would say."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def complaints(self) -> list[str]:
        """What the console holds since the last question: exceptions, failed requests, breaches of the policy."""
        entries = self._chrome.get_log("browser")
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def strangers(self) -> list[str]:
        """Requests to anything but the server so far."""
        for entry in self._chrome.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                params = event["params"]
                self._requested.append(params["request"]["url"] if "request" in params else params["url"])
        return [url for url in self._requested if not self._is_own(url)]

    def close(self) -> None:
        self.driver.quit()

    def _is_own(self, url: str) -> bool:
        where = urlsplit(url)
        if where.scheme in ("data", "blob", "about", "chrome", "chrome-untrusted"):
            return True
        return f"{where.scheme}://{where.netloc}" == self.url
