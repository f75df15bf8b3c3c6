"""A server, a browser, and the providers one signs in through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Server
from harness.browser import Browser
from harness.identity_providers import CLIENT_SECRET, OidcProvider, SamlProvider

# Asking who is signed in is how the page finds out that nobody is.
EXPECTED = "/api/v1/session - Failed to load resource: the server responded with a status of 401"

ROLES = '[[roles]]\ngroup = "analysts"\nrole = "analyst"\n'


@pytest.fixture
def workspace(server: Server) -> Server:
    """A running server with one workspace."""
    server.bootstrap()
    return server


@pytest.fixture
def oidc(workspace: Server, tmp_path: Path) -> Iterator[OidcProvider]:
    """An OpenID Connect provider that the workspace knows."""
    provider = OidcProvider()
    (tmp_path / "client-secret").write_text(CLIENT_SECRET + "\n")
    told = set_up(
        workspace,
        tmp_path,
        f'name = "Example ID"\n{ROLES}[connection]\nkind = "oidc"\nissuer = "{provider.issuer}"\n'
        'client_id = "conspectus"\nclient_secret_file = "client-secret"\n',
    )
    try:
        yield provider.start(told["redirect_uri"])
    finally:
        provider.stop()


@pytest.fixture
def saml(workspace: Server, tmp_path: Path) -> Iterator[SamlProvider]:
    """A SAML provider that the workspace knows."""
    provider = SamlProvider(tmp_path / "simplesamlphp")
    (tmp_path / "metadata.xml").write_text(provider.metadata())
    told = set_up(
        workspace,
        tmp_path,
        f'name = "Example SAML"\n{ROLES}[connection]\nkind = "saml"\nmetadata_file = "metadata.xml"\n',
    )
    try:
        yield provider.start(told["entity_id"], told["acs_url"])
    finally:
        provider.stop()


def set_up(server: Server, folder: Path, toml: str) -> dict[str, Any]:
    """Describes a provider in a file and hands it to the command line, as an operator does."""
    file = folder / "provider.toml"
    file.write_text(toml)
    told: dict[str, Any] = json.loads(server.command("provider", "set", str(file)))
    assert CLIENT_SECRET not in json.dumps(told)
    return told


@pytest.fixture
def new_browser(workspace: Server, tmp_path: Path) -> Iterator[Callable[[], Browser]]:
    """Opens browsers with empty profiles on the server's page."""
    browsers: list[Browser] = []

    def make() -> Browser:
        browsers.append(Browser(workspace.url, tmp_path / f"profile-{len(browsers)}"))
        return browsers[-1]

    try:
        yield make
        for browser in browsers:
            # What the providers' own pages complain about is not ours.
            own = [line for line in browser.complaints() if line.startswith(workspace.url)]
            assert [line for line in own if EXPECTED not in line] == []
    finally:
        for browser in browsers:
            browser.close()
