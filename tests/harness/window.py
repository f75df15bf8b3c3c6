"""The desktop window, driven through WebKit's own driver."""

from __future__ import annotations

from typing import Any

from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from .desktop import Desktop
from .page import Page
from .programs import built, installed

# What the page itself does to reach the shell.
_INVOKE = """
const [command, parameters, done] = arguments;
window.__TAURI_INTERNALS__.invoke(command, parameters).then((ok) => done({ ok }), (error) => done({ error }));
"""


class Window(Page):
    """The built viewer on a desktop, started with the given arguments."""

    def __init__(self, desktop: Desktop, *arguments: str) -> None:
        options = Options()
        options.binary_location = str(built("conspectus-desktop"))
        options.set_capability("browserName", "wry")
        for argument in arguments:
            options.add_argument(argument)
        service = Service(
            executable_path=str(installed("WebKitWebDriver", "the package `webkit2gtk-driver`")),
            env={**desktop.env, "TAURI_WEBVIEW_AUTOMATION": "true"},
        )
        super().__init__(WebKitGTK(options=options, service=service))
        self._open = True

    def invoke(self, command: str, **parameters: Any) -> dict[str, Any]:
        """`{"ok": …}` or `{"error": …}`, as the page would see it."""
        answer: dict[str, Any] = self.driver.execute_async_script(_INVOKE, command, parameters)
        return answer

    def close(self) -> None:
        """Closes it, once."""
        if self._open:
            self._open = False
            self.driver.quit()
