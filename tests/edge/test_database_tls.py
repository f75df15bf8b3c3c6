"""Between server and PostgreSQL: TLS that checks who answers, and a client certificate that says who asks."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge.certificates import Authority, Pair
from harness import Api, Postgres, Server


@dataclass
class Guarded:
    """A PostgreSQL that takes nobody without TLS and a certificate in their name."""

    postgres: Postgres
    authority: Authority
    database: str

    def url(self, *, trusting: Path | None = None, as_: Pair | None = None, mode: str = "verify-full") -> str:
        query = f"sslmode={mode}&sslrootcert={trusting or self.authority.certificate}"
        if as_ is not None:
            query += f"&sslcert={as_.certificate}&sslkey={as_.key}"
        return f"postgres://{self.database}@127.0.0.1:{self.postgres.port}/{self.database}?{query}"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    postgres = Postgres()
    try:
        authority = Authority(tmp_path)
        own = authority.issue("postgres")
        data = postgres.folder / "data"
        database = postgres.database().rsplit("/", 1)[1]
        for source, name in (
            (own.certificate, "server.crt"),
            (own.key, "server.key"),
            (authority.certificate, "ca.crt"),
        ):
            target = data / name
            target.touch(mode=0o600)
            target.write_bytes(source.read_bytes())
            if os.geteuid() == 0:
                owner = pwd.getpwnam("postgres")
                os.chown(target, owner.pw_uid, owner.pw_gid)
        for setting in ("ssl_ca_file = 'ca.crt'", "ssl_min_protocol_version = 'TLSv1.3'", "ssl = on"):
            postgres.query(f"alter system set {setting}")
        (data / "pg_hba.conf").write_text(
            f"hostssl {database} {database} 127.0.0.1/32 cert clientcert=verify-full\n"
            "host all conspectus_admin 127.0.0.1/32 scram-sha-256\n"
        )
        postgres.query("select pg_reload_conf()")
        yield Guarded(postgres, authority, database)
    finally:
        postgres.stop()


def test_the_server_shows_its_certificate_and_checks_that_of_the_database(guarded: Guarded, tmp_path: Path) -> None:
    me = guarded.authority.issue(guarded.database)
    server = Server(tmp_path / "server", guarded.url(as_=me))
    try:
        server.start()
        assert Api(server.url).ask("GET", "/readyz").status == 200
        inside = "select string_agg(distinct version, ',') from pg_stat_ssl s join pg_stat_activity a using (pid)"
        used = guarded.postgres.query(f"{inside} where a.usename = '{guarded.database}'")
        assert used.strip() == "TLSv1.3"
    finally:
        server.stop()


def test_without_the_right_certificates_on_either_side_nothing_is_opened(guarded: Guarded, tmp_path: Path) -> None:
    me, another = guarded.authority.issue(guarded.database), guarded.authority.issue("another")
    (tmp_path / "elsewhere").mkdir()
    stranger = Authority(tmp_path / "elsewhere", "stranger")
    forged = stranger.issue(guarded.database)
    refused = {
        "no certificate": guarded.url(),
        "somebody else's": guarded.url(as_=another),
        "one that another authority made": guarded.url(as_=forged),
        "a database nobody vouches for": guarded.url(trusting=stranger.certificate, as_=me),
        "no TLS": guarded.url(mode="disable"),
    }
    for case, url in refused.items():
        assert not opens(Server(tmp_path / "refused", url)), case


def opens(server: Server) -> bool:
    try:
        server.command("migrate")
    except RuntimeError:
        return False
    return True


def test_a_database_elsewhere_is_not_reached_in_the_clear(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="verify-full"):
        Server(tmp_path / "server", "postgres://user@db.example.org/conspectus?sslmode=require").command("check-config")
