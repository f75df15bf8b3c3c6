"""The viewer's page as a reader meets it, in a browser or in the desktop window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from .programs import ROOT

PATIENCE_SECONDS = 30
# React may replace an element between finding and reading it.
MOVING = [StaleElementReferenceException]

Found = TypeVar("Found")
SCREENSHOTS = ROOT / "build" / "screenshots"

# Two frames after the last change, what is on the screen is what the page holds.
_DRAWN = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));"


class Page:
    """Finds things by their `data-testid`, waits for them, and takes pictures."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver
        driver.set_page_load_timeout(PATIENCE_SECONDS)
        driver.set_script_timeout(PATIENCE_SECONDS)

    def all(self, test_id: str, text: str = "") -> list[WebElement]:
        """All such things that are on the page now, or those whose text contains `text`."""
        found = self.driver.find_elements(By.CSS_SELECTOR, f'[data-testid="{test_id}"]')
        return [element for element in found if text in element.text] if text else found

    def find(self, test_id: str, text: str = "") -> WebElement:
        """The first such thing, as soon as there is one."""
        return self.wait(lambda: next(iter(self.all(test_id, text)), None), f"{test_id} {text}")

    def css(self, selector: str) -> WebElement:
        return self.wait(lambda: next(iter(self.driver.find_elements(By.CSS_SELECTOR, selector)), None), selector)

    def sign_out(self) -> None:
        """By the account's menu, whose last entry it is."""
        self.css('header [aria-haspopup="menu"]').click()
        self.css('[role="menuitem"]:last-child').click()
        self.find("sign-in")

    def wait(self, condition: Callable[[], Found | None], what: str) -> Found:
        """Asks until the condition holds; when it never does, says what the page showed instead."""
        waiting = WebDriverWait(self.driver, PATIENCE_SECONDS, ignored_exceptions=MOVING)
        try:
            found = waiting.until(lambda _: condition())
        except TimeoutException as timeout:
            self.screenshot("failure")
            body = self.driver.find_element(By.TAG_NAME, "body").text
            raise AssertionError(
                f"{what} did not appear at {self.driver.current_url}; the page shows:\n{body}"
            ) from timeout
        assert found is not None
        return found

    def text(self) -> str:
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    def screenshot(self, name: str) -> Path:
        """A picture of the window as build output, `build/screenshots/NAME.png`."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.driver.execute_async_script(_DRAWN)
        file = SCREENSHOTS / f"{name}.png"
        file.write_bytes(self.driver.get_screenshot_as_png())
        return file
