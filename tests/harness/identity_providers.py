"""Identity providers as companies run them: one that speaks OpenID Connect, one that speaks SAML."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from .process import Process
from .programs import ROOT, installed, run

SIMPLESAMLPHP = Path("/usr/share/simplesamlphp")
CLIENT_SECRET = "only the server knows it"


class OidcProvider:
    """npm's `oidc-provider`: whoever types a name is that person; `grace` is an analyst, `mallory` in no group."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._process: Process | None = None

    def start(self, redirect: str) -> OidcProvider:
        """Runs it for one client, which comes back to `redirect`."""
        script = ROOT / "desktop" / "dev" / "oidc-provider.mjs"
        node = installed("node", "Node.js")
        command: list[str | Path] = [node, script, str(self.port), CLIENT_SECRET]
        self._process = Process(command, cwd=ROOT / "desktop", typed=f"{redirect}\n")
        self._process.wait_for("a provider listens")
        return self

    def stop(self) -> None:
        if self._process:
            self._process.stop()


class SamlProvider:
    """Debian's SimpleSAMLphp: `grace` (password `grace`) is an analyst."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.entity = f"{self.url}/simplesaml"
        self._folder = folder
        self._process: Process | None = None
        for name in ("config", "metadata", "cert", "sessions", "tmp", "log"):
            (folder / name).mkdir(parents=True)
        self._make_certificate()
        self._configure()

    def metadata(self) -> str:
        """What an admin copies into Conspectus."""
        lines = (self._folder / "cert" / "idp.crt").read_text().splitlines()
        certificate = "".join(line for line in lines if not line.startswith("-----"))
        return METADATA.format(entity=self.entity, url=self.url, certificate=certificate)

    def start(self, entity: str, consumer: str) -> SamlProvider:
        """Runs it for one service provider."""
        settings = {"AssertionConsumerService": consumer, "simplesaml.nameidattribute": "uid"}
        settings["NameIDFormat"] = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
        lines = "".join(f"{quoted(name)} => {quoted(value)}, " for name, value in settings.items())
        sp = f"<?php\n$metadata[{quoted(entity)}] = [{lines}'authproc' => [{NAMEID}]];\n"
        (self._folder / "metadata" / "saml20-sp-remote.php").write_text(sp)
        php = installed("php", "the package `php-cli`")
        env = os.environ | {"SIMPLESAMLPHP_CONFIG_DIR": str(self._folder / "config")}
        listen = f"127.0.0.1:{self.port}"
        command: list[str | Path] = [php, "-S", listen, "-t", SIMPLESAMLPHP / "www", self._folder / "router.php"]
        self._process = Process(command, env=env, cwd=self._folder)
        self._process.wait_for("started")
        return self

    def stop(self) -> None:
        if self._process:
            self._process.stop()

    def _make_certificate(self) -> None:
        openssl = installed("openssl", "the package `openssl`")
        key, certificate = self._folder / "cert" / "idp.pem", self._folder / "cert" / "idp.crt"
        subject = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=idp"]
        run([openssl, "req", *subject, "-keyout", key, "-out", certificate], cwd=self._folder)

    def _configure(self) -> None:
        folder = self._folder
        config = CONFIG.replace("FOLDER", str(folder)).replace("URL", self.url)
        (folder / "config" / "config.php").write_text(config)
        (folder / "config" / "authsources.php").write_text(AUTH_SOURCES)
        hosted = f"<?php\n$metadata[{quoted(self.entity)}] = [{HOSTED}];\n"
        (folder / "metadata" / "saml20-idp-hosted.php").write_text(hosted)
        # PHP's own server hands everything that is a file to PHP, and keeps the rest of the path for it.
        (folder / "router.php").write_text("<?php\nreturn false;\n")


def quoted(text: str) -> str:
    """As a PHP literal: JSON's strings in single quotes hold no dollar that PHP would follow."""
    return "'" + json.dumps(text)[1:-1].replace("'", "\\'") + "'"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
<X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="{url}/saml2/idp/SSOService.php"/>
</IDPSSODescriptor></EntityDescriptor>
"""

NAMEID = "1 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid', 'Format' => " + (
    "'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent']"
)

HOSTED = "'host' => '__DEFAULT__', 'privatekey' => 'idp.pem', 'certificate' => 'idp.crt', 'auth' => 'people'"

CONFIG = """<?php
$config = [
    'baseurlpath' => 'URL/',
    'certdir' => 'FOLDER/cert/', 'metadatadir' => 'FOLDER/metadata/', 'tempdir' => 'FOLDER/tmp',
    'loggingdir' => 'FOLDER/log/', 'datadir' => 'FOLDER/tmp', 'logging.handler' => 'file',
    'secretsalt' => 'of a provider that lives as long as the test', 'auth.adminpassword' => 'nobody signs in as admin',
    'technicalcontact_email' => 'na@example.org', 'timezone' => 'UTC', 'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'session.cookie.secure' => false, 'session.cookie.samesite' => null, 'language.cookie.secure' => false,
    'session.phpsession.savepath' => 'FOLDER/sessions', 'session.cookie.name' => 'SimpleSAMLSessionID',
    'store.type' => 'phpsession', 'production' => true, 'language.available' => ['en'], 'language.default' => 'en',
    'metadata.sources' => [['type' => 'flatfile', 'directory' => 'FOLDER/metadata']],
];
"""

AUTH_SOURCES = """<?php
$config = ['people' => ['exampleauth:UserPass', 'grace:grace' => [
    'uid' => ['grace'], 'email' => ['grace@example.org'], 'displayName' => ['Grace Hopper'], 'groups' => ['analysts'],
]]];
"""
