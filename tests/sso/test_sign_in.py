"""People sign in through providers that they know, in a browser, and come back to where they wanted to go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.keys import Keys

from harness import Server
from harness.browser import Browser
from harness.identity_providers import OidcProvider


def test_a_person_signs_in_through_openid_connect(
    oidc: OidcProvider, workspace: Server, new_browser: Callable[[], Browser], engine: str
) -> None:
    browser = new_browser()
    browser.open("/account")
    browser.find("provider", "Example ID")
    browser.screenshot(f"{engine}-sso-sign-in")
    browser.find("provider").click()
    sign_in_at_oidc(browser, "grace")
    browser.wait(lambda: browser.driver.current_url == f"{workspace.url}/account" or None, "the place asked for")
    browser.wait(lambda: "Grace Hopper" in browser.text() or None, "who is signed in")
    browser.screenshot(f"{engine}-sso-signed-in")
    assert browser.strangers() != [], "the provider was asked"
    assert oidc.issuer in "".join(browser.strangers())
    cookies = {cookie["name"]: cookie for cookie in browser.driver.get_cookies()}
    assert "conspectus_sso" not in cookies
    assert cookies["conspectus_session"]["sameSite"] == "Strict"


@pytest.mark.usefixtures("oidc")
def test_whom_no_group_lets_in_reads_why(new_browser: Callable[[], Browser], engine: str) -> None:
    browser = new_browser()
    browser.open("/sign-in")
    browser.find("provider").click()
    sign_in_at_oidc(browser, "mallory")
    assert "nobody has given you access" in browser.css('[role="alert"]').text
    browser.screenshot(f"{engine}-sso-refused")
    assert browser.driver.get_cookies() == [] or all(
        cookie["name"] != "conspectus_session" for cookie in browser.driver.get_cookies()
    )


@pytest.mark.usefixtures("saml")
def test_a_person_signs_in_through_saml(workspace: Server, new_browser: Callable[[], Browser], engine: str) -> None:
    browser = new_browser()
    browser.open("/account")
    browser.find("provider", "Example SAML").click()
    browser.css('input[name="username"]').send_keys("grace")
    browser.css('input[name="password"]').send_keys("grace", Keys.ENTER)
    browser.wait(lambda: browser.driver.current_url == f"{workspace.url}/account" or None, "the place asked for")
    browser.wait(lambda: "Grace Hopper" in browser.text() or None, "who is signed in")
    browser.screenshot(f"{engine}-sso-saml")


def sign_in_at_oidc(browser: Browser, name: str) -> None:
    """The form of the provider's own development page: a name, and any password."""
    browser.css('input[name="login"]').send_keys(name)
    browser.css('input[name="password"]').send_keys("anything", Keys.ENTER)
